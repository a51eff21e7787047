/** When a failed login attempt is tried again (L3). Pure; durations in ms. */

const BASE_DELAY = 250;
const MAX_DELAY = 4_000;

/** HTTP statuses that pass by themselves. */
export function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status <= 599);
}

/**
 * The wait before attempt `attempt + 2`: what the vendor asked for, and on top an exponential one with full jitter,
 * so that a thousand processes spread out.
 *
 * @param attempt attempts made before the one that failed, from 0
 * @param random from 0 to 1
 */
export function retryDelay(attempt: number, retryAfterMs: number | undefined, random: number): number {
  const ceiling = Math.min(BASE_DELAY * 2 ** attempt, MAX_DELAY);
  return (retryAfterMs ?? 0) + ceiling * random;
}

/** The longest that a login can take, its tries and the waits between them, where none asks for more than `loginTimeout`. */
export function maxLoginDuration(loginTimeout: number, loginRetries: number): number {
  let longest = loginTimeout;
  for (let attempt = 0; attempt < loginRetries; attempt++) {
    longest += retryDelay(attempt, loginTimeout, 1) + loginTimeout;
  }
  return longest;
}
