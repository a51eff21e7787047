/** When a token is renewed, and when it counts as ended. Pure functions; all durations in ms. */

const DAY = 24 * 60 * 60_000;
const DEFAULT_SHARE = 0.2;
const LONGEST_DEFAULT_WINDOW = DAY;

/** A window never covers the first tenth of a lifetime: the renewed token would be due for renewal at once. */
const LARGEST_SHARE = 0.9;

/** How much of the window jitter may use up, so that a thousand processes do not renew in one second. */
const JITTER_SHARE = 0.1;

const LONGEST_LEEWAY = 5_000;
const LEEWAY_SHARE = 0.02;

/**
 * The length of the renewal window at the end of a token's life.
 *
 * @param renewAhead at most 1: a share of the lifetime; above: ms; `undefined`: the smaller of 20 % and 24 h; 0: none
 */
export function renewalWindow(lifetime: number, renewAhead: number | undefined): number {
  if (renewAhead === undefined) return Math.min(lifetime * DEFAULT_SHARE, LONGEST_DEFAULT_WINDOW);
  const asked = renewAhead <= 1 ? lifetime * renewAhead : renewAhead;
  return Math.min(asked, lifetime * LARGEST_SHARE);
}

/**
 * How long after issue the renewal is due, or `undefined` where there is no window.
 *
 * @param random from 0 to 1
 */
export function renewalDelay(
  lifetime: number,
  renewAhead: number | undefined,
  random: number,
): number | undefined {
  const window = renewalWindow(lifetime, renewAhead);
  if (window <= 0) return undefined;
  return lifetime - window * (1 - JITTER_SHARE * random);
}

/** How long before its end a token counts as ended (K6): it must live through the call it is sent with. */
export function expiryLeeway(lifetime: number): number {
  return Math.min(LONGEST_LEEWAY, lifetime * LEEWAY_SHARE);
}
