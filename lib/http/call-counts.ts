/** Counts the calls of a module instance, over all accounts, in plain numbers because they change with every call. */
export class CallCounts {
  /** Calls that were sent with a token; a call and its resend count once. */
  sent = 0;
  /** Calls that were sent again with a new token. */
  resent = 0;
}
