/**
 * Whether a rejected token may be renewed (S4). If another process logs in with the same account, each login may
 * invalidate the other's token, and both would renew for ever. Pure; times in ms of one clock.
 */

export interface Contention {
  /** Rejections of young tokens in a row. */
  readonly youngRejections: number;
  /** Until then a rejection causes no renewal; 0 if there was no pause. */
  readonly pausedUntil: number;
}

/** A token that is rejected at this age or later was not replaced by another login. */
const YOUNG_AGE = 60_000;
const MAX_YOUNG_REJECTIONS = 3;
const PAUSE = 30_000;

export const NO_CONTENTION: Contention = { youngRejections: 0, pausedUntil: 0 };

/** The state after the current token was rejected at `now`, being `age` old. */
export function afterRejection(state: Contention, age: number, now: number): Contention {
  if (isPaused(state, now)) return state;
  if (age >= YOUNG_AGE) return NO_CONTENTION;
  const youngRejections = state.youngRejections + 1;
  if (youngRejections < MAX_YOUNG_REJECTIONS) return { youngRejections, pausedUntil: 0 };
  // After the pause one rejection may renew, and the next starts another pause.
  return { youngRejections: MAX_YOUNG_REJECTIONS - 2, pausedUntil: now + PAUSE };
}

export function isPaused(state: Contention, now: number): boolean {
  return now < state.pausedUntil;
}
