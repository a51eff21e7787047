/** How long to wait after a failed renewal while the token is still valid (K3). Pure; durations in ms. */

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15 * 60_000;

/** If a third of the time left is shorter than this, there is no further attempt before the token expires. */
const SHORTEST_WAIT = 10;

export interface RenewalBackoffInput {
  /** Failed renewals in a row, 1 or more. */
  readonly failures: number;
  /** Until the token expires. */
  readonly timeLeft: number;
  /** The shortest wait, by a cool-down or `Retry-After`. */
  readonly atLeast: number;
  /** From 0 to 1. */
  readonly random: number;
}

/** Returns at most a third of the time left, or all of it if a third is too short. */
export function renewalBackoff({ failures, timeLeft, atLeast, random }: RenewalBackoffInput): number {
  const ceiling = Math.min(FIRST_WAIT * 2 ** Math.min(failures - 1, 20), LONGEST_WAIT);
  // Equal jitter: half is fixed, so that no wait is close to 0.
  const wait = Math.min(Math.max((ceiling / 2) * (1 + random), atLeast), timeLeft / 3);
  return wait < SHORTEST_WAIT ? timeLeft : wait;
}
