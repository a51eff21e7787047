/** When a token is renewed, and when it counts as expired. Pure functions; all durations in ms. */

const DAY = 24 * 60 * 60_000;
const DEFAULT_SHARE = 0.2;
const LONGEST_DEFAULT_WINDOW = DAY;

/** The window never covers the first tenth of a lifetime; otherwise a new token would be due for renewal at once. */
const LARGEST_SHARE = 0.9;

/** The share of the window used for jitter, so that many processes do not renew at the same time. */
const JITTER_SHARE = 0.1;

const LONGEST_LEEWAY = 5_000;
const LEEWAY_SHARE = 0.02;

const CHECKS_PER_LEEWAY = 5;

/**
 * Returns the length of the renewal window at the end of a token's lifetime.
 *
 * @param renewAhead at most 1: a share of the lifetime; above: ms; `undefined`: the smaller of 20 % and 24 h; 0: none
 */
export function renewalWindow(lifetime: number, renewAhead: number | undefined): number {
  if (renewAhead === undefined) return Math.min(lifetime * DEFAULT_SHARE, LONGEST_DEFAULT_WINDOW);
  const asked = renewAhead <= 1 ? lifetime * renewAhead : renewAhead;
  return Math.min(asked, lifetime * LARGEST_SHARE);
}

/**
 * Returns how long after issue the renewal is due, or `undefined` if there is no window.
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

/** Returns how long before `expiresAt` a token counts as expired (K6): it must still be valid when the call arrives. */
export function expiryLeeway(lifetime: number): number {
  return Math.min(LONGEST_LEEWAY, lifetime * LEEWAY_SHARE);
}

/**
 * Returns how long only the wall clock is read before both clocks are read again (K6): 1 s for a lifetime of 250 s or
 * more, otherwise a fifth of the leeway. This saves a clock reading in most calls.
 *
 * If the wall clock jumps out of this interval, forwards or backwards, or the machine was suspended, the next call reads
 * both clocks. A jump back that stays within the interval is noticed later, by less than the length of the interval. The
 * leeway is five times as long, so the token is still valid even after four such jumps in a row.
 */
export function clockCheckInterval(lifetime: number): number {
  return Math.floor(expiryLeeway(lifetime) / CHECKS_PER_LEEWAY);
}
