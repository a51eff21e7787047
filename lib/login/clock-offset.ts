/** How far the vendor's clock is from ours, by the answer's `Date` header (L4). Pure; times in ms since the epoch. */

export interface ExchangeTimes {
  /** When the request was sent, by our wall clock. */
  readonly sentAt: number;
  /** When the answer came. */
  readonly receivedAt: number;
  /** The answer's `Date` header, where there is one that can be read. */
  readonly serverDate: number | undefined;
}

/** The header has whole seconds: the vendor's clock was somewhere within this one. */
const SECOND = 1_000;

/**
 * What to take from one of the vendor's times to have it in our time. 0 where the clocks can agree; else the most it
 * can be, so that a token's end is read early rather than late.
 */
export function clockOffset({ sentAt, receivedAt, serverDate }: ExchangeTimes): number {
  if (serverDate === undefined) return 0;
  const minOffset = serverDate - receivedAt;
  const maxOffset = serverDate + SECOND - sentAt;
  return minOffset <= 0 && maxOffset >= 0 ? 0 : maxOffset;
}
