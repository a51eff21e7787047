/** When a failed login attempt is retried (L3). Pure; durations in ms. */

const BASE_DELAY = 250;
const MAX_DELAY = 4_000;

/** Whether an HTTP status is a transient failure. */
export function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status <= 599);
}

/**
 * Returns the wait before the next attempt: `Retry-After`, plus an exponential backoff with full jitter, so that a
 * thousand processes spread out.
 *
 * @param attempt how many attempts came before the failed one, from 0
 * @param random from 0 to 1
 */
export function retryDelay(attempt: number, retryAfterMs: number | undefined, random: number): number {
  const ceiling = Math.min(BASE_DELAY * 2 ** attempt, MAX_DELAY);
  return (retryAfterMs ?? 0) + ceiling * random;
}

/** Returns the longest time a login can take, with its retries and the waits between them. */
export function maxLoginDuration(loginTimeout: number, loginRetries: number): number {
  let duration = loginTimeout;
  for (let attempt = 0; attempt < loginRetries; attempt++) {
    duration += retryDelay(attempt, loginTimeout, 1) + loginTimeout;
  }
  return duration;
}
