/**
 * How fast logins of one account may follow each other (K7), whatever the vendor answers and whatever the options say:
 * a burst for callers who ask, then one a second. Pure; times in ms of the monotonic clock.
 */

export interface LoginPace {
  /** Logins that may go out at once. */
  readonly allowance: number;
  /** When the last login started. */
  readonly startedAt: number;
}

const BURST = 10;
const INTERVAL = 1_000;

export const UNUSED_PACE: LoginPace = { allowance: BURST, startedAt: Number.NEGATIVE_INFINITY };

/** The state after a login that started at `now`. */
export function afterLoginStart(pace: LoginPace, now: number): LoginPace {
  return { allowance: allowanceAt(pace, now) - 1, startedAt: now };
}

/** How long until a login that a caller asked for may start. */
export function delayForCallers(pace: LoginPace, now: number): number {
  return Math.max(0, (1 - allowanceAt(pace, now)) * INTERVAL);
}

/** How long until a login that nobody asked for may start. */
export function delayForTimers(pace: LoginPace, now: number): number {
  return Math.max(0, pace.startedAt + INTERVAL - now);
}

function allowanceAt({ allowance, startedAt }: LoginPace, now: number): number {
  return Math.min(BURST, allowance + (now - startedAt) / INTERVAL);
}
