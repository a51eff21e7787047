import type { EsignonErrorCode } from './errors.js';

/** What every event carries. No event holds a password or a token. */
interface EventBase {
  /** When it happened, by the local wall clock. */
  readonly at: Date;
  /** The account, as given to `forAccount(id)`; absent for the main account. */
  readonly account?: string;
}

/** A login goes out to the vendor. */
export interface LoginStartedEvent extends EventBase {
  readonly type: 'login.started';
}

/** The vendor issued a token. */
export interface LoginSucceededEvent extends EventBase {
  readonly type: 'login.succeeded';
  readonly expiresAt: Date;
  /** How long the login took, retries included, in ms. */
  readonly durationMs: number;
}

/** A login failed for good (its retries included). */
export interface LoginFailedEvent extends EventBase {
  readonly type: 'login.failed';
  readonly code: EsignonErrorCode;
  readonly resultCode?: string;
  readonly durationMs: number;
}

/** A token that another process obtained was read from the store. */
export interface TokenAdoptedEvent extends EventBase {
  readonly type: 'token.adopted';
  readonly expiresAt: Date;
}

/** The vendor rejected the current token on a call. */
export interface TokenRejectedEvent extends EventBase {
  readonly type: 'token.rejected';
  /** How old the token was, in ms. */
  readonly ageMs: number;
}

/** A renewal failed; the current token stays in service until it ends. */
export interface RenewalFailedEvent extends EventBase {
  readonly type: 'renewal.failed';
  readonly code: EsignonErrorCode;
  readonly resultCode?: string;
  /** When the token in service ends. */
  readonly expiresAt: Date;
  /** When the renewal is tried again. */
  readonly retryAt: Date;
}

/** Until `until` callers get this failure at once, and no login goes out. */
export interface CooldownStartedEvent extends EventBase {
  readonly type: 'cooldown.started';
  readonly code: EsignonErrorCode;
  readonly resultCode?: string;
  readonly until: Date;
}

/** The token store failed, hung or answered rubbish. No call failed for it. */
export interface StoreFailedEvent extends EventBase {
  readonly type: 'store.failed';
  readonly operation: 'get' | 'set' | 'delete' | 'lease' | 'release';
  /** What went wrong, in one of a few words of ours: a store's own message may hold a connection string. */
  readonly reason: 'failed' | 'timed out' | 'unreadable record';
}

/** `expire_date` could not be read, or is not plausible; the token is used for `fallbackLifetime`. */
export interface ExpireDateUnreadableEvent extends EventBase {
  readonly type: 'expire-date.unreadable';
  /** What the vendor sent, as JSON, shortened and scrubbed of secrets. */
  readonly received: string;
  readonly reason: 'unreadable' | 'implausible';
}

/** Tokens are rejected soon after issue: something else logs in with the same account. */
export interface ContentionEvent extends EventBase {
  readonly type: 'contention';
  /** Rejections renew nothing until then. */
  readonly until: Date;
}

/** Something that happened to an account's token, told apart by `type`. */
export type EsignonAuthEvent =
  | LoginStartedEvent
  | LoginSucceededEvent
  | LoginFailedEvent
  | TokenAdoptedEvent
  | TokenRejectedEvent
  | RenewalFailedEvent
  | CooldownStartedEvent
  | StoreFailedEvent
  | ExpireDateUnreadableEvent
  | ContentionEvent;

type WithoutBase<E> = E extends EventBase ? Omit<E, keyof EventBase> : never;

/** Tells an event; whoever passes this function adds the time and the account. */
export type Emit = (event: WithoutBase<EsignonAuthEvent>) => void;
