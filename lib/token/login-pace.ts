/**
 * How fast logins of one account may follow each other (K7), whatever the vendor returns and whatever the options are:
 * a burst for callers, then one a second. Pure; times in ms of the monotonic clock.
 *
 * The state is one number, as in the generic cell rate algorithm (GCRA): the time at which a whole burst may start
 * again. Each login adds one interval to it.
 */

const BURST = 10;
const INTERVAL = 1_000;

/** The state before the first login. */
export const UNUSED_PACE = 0;

/** The state after a login that started at `now`. In whole ms, since V8 allocates an object for a fraction. */
export function afterLoginStart(pace: number, now: number): number {
  return Math.max(pace, Math.ceil(now)) + INTERVAL;
}

/** Returns how long a login for a caller must wait. */
export function delayForCallers(pace: number, now: number): number {
  return Math.max(0, pace - (BURST - 1) * INTERVAL - now);
}

/** Returns how long a login by timer must wait, if the last login started at `startedAt`. */
export function delayForTimers(startedAt: number, now: number): number {
  return Math.max(0, startedAt + INTERVAL - now);
}
