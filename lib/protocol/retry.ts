import { readHttpDate } from './clock-offset.js';

/** When a failed login attempt is tried again (L3). Pure; durations in ms. */

const FIRST_CEILING = 250;
const LAST_CEILING = 4_000;

/** HTTP statuses that pass by themselves. */
export function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/**
 * The wait before attempt `attempt + 2`: exponential with full jitter, so that a thousand processes spread out, or
 * what the vendor asked for, if that is more.
 *
 * @param attempt attempts made before the one that failed, from 0
 * @param random from 0 to 1
 */
export function retryDelay(attempt: number, retryAfterMs: number | undefined, random: number): number {
  const ceiling = Math.min(FIRST_CEILING * 2 ** attempt, LAST_CEILING);
  return Math.max(ceiling * random, retryAfterMs ?? 0);
}

/**
 * `Retry-After`, in ms from now: whole seconds or an HTTP date; anything else is none.
 *
 * @param now of the vendor's clock, for the date
 */
export function readRetryAfter(value: unknown, now: number): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = readHttpDate(value);
  return date === undefined ? undefined : Math.max(0, date - now);
}
