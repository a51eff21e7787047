/** The offset between the vendor's clock and the local one, by the `Date` header (L4). Pure; times in ms since the epoch. */

export interface ExchangeTimes {
  /** When the request was sent, by the local wall clock. */
  readonly sentAt: number;
  /** When the response was received, by the local wall clock. */
  readonly receivedAt: number;
  /** The `Date` header, if it could be parsed. */
  readonly serverDate: number | undefined;
}

/** The header is truncated to seconds. */
const SECOND = 1_000;

/**
 * Returns what to subtract from a time of the vendor's clock to get local time, in ms: 0 if the clocks can agree, else
 * the largest possible offset, so that a token expires too early rather than too late.
 */
export function clockOffset({ sentAt, receivedAt, serverDate }: ExchangeTimes): number {
  if (serverDate === undefined) return 0;
  const minOffset = serverDate - receivedAt;
  const maxOffset = serverDate + SECOND - sentAt;
  return minOffset <= 0 && maxOffset >= 0 ? 0 : maxOffset;
}
