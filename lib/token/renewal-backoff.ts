/** How long a failed renewal waits for its next try while the token is still good (K3). Pure; durations in ms. */

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15 * 60_000;

/** Close to the end the thirds become tiny; one that short is left to the callers who come after the end. */
const SHORTEST_WAIT = 10;

export interface RenewalBackoffInput {
  /** Renewals failed in a row, 1 or more. */
  readonly failures: number;
  /** Until the token ends. */
  readonly timeLeft: number;
  /** No login should go out sooner, by a cool-down or by the vendor's wish. */
  readonly atLeast: number;
  /** From 0 to 1. */
  readonly random: number;
}

/** The wait: at most a third of the time left, or all of it when that would be too short to help. */
export function renewalBackoff({ failures, timeLeft, atLeast, random }: RenewalBackoffInput): number {
  const ceiling = Math.min(FIRST_WAIT * 2 ** Math.min(failures - 1, 20), LONGEST_WAIT);
  // Equal jitter: half is fixed, so that no wait is near nothing.
  const wait = Math.min(Math.max((ceiling / 2) * (1 + random), atLeast), timeLeft / 3);
  return wait < SHORTEST_WAIT ? timeLeft : wait;
}
