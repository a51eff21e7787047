/**
 * Whether a rejected token may be renewed (S4). If another process logs in with the same account, each login ends the
 * other's token, and renewals would never end. Pure; times in ms of one clock.
 */

export interface Contention {
  /** Rejections of young tokens in a row. */
  readonly strikes: number;
  /** Until when no rejection renews; 0 if there was no pause. */
  readonly pausedUntil: number;
}

const YOUNG = 60_000;
const STRIKES = 3;
const PAUSE = 30_000;

export const NO_CONTENTION: Contention = { strikes: 0, pausedUntil: 0 };

/** The state after the current token was rejected at `now`, being `age` old. */
export function afterRejection(state: Contention, age: number, now: number): Contention {
  if (isPaused(state, now)) return state;
  if (age >= YOUNG) return NO_CONTENTION;
  const strikes = state.strikes + 1;
  if (strikes < STRIKES) return { strikes, pausedUntil: 0 };
  // After the pause one rejection may renew, and the next starts another pause.
  return { strikes: STRIKES - 2, pausedUntil: now + PAUSE };
}

export function isPaused(state: Contention, now: number): boolean {
  return now < state.pausedUntil;
}
