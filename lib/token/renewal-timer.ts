import { type Clock, later, Moment } from '../common/clock.js';
import { delayForTimers } from './login-pace.js';

export interface Renewal {
  /** Returns when the next renewal is due; `undefined` if the timer must not start one. */
  readonly dueAt: () => Moment | undefined;
  readonly start: () => void;
}

/** Starts renewals by timer (K4), at the earliest one second after the start of the last login (K7). */
export class RenewalTimer {
  readonly #clock: Clock;
  readonly #renewal: Renewal;
  #startedAt = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, renewal: Renewal) {
    this.#clock = clock;
    this.#renewal = renewal;
  }

  /** Must be called at the start of every login, also of those that a caller started. */
  loginStarted(): void {
    this.#startedAt = this.#clock.monotonic();
  }

  /** Sets the timer for the next renewal, and cancels the one before. */
  schedule(): void {
    this.cancel();
    const clock = this.#clock;
    const due = this.#renewal.dueAt();
    if (!due) return;
    const at = later(due, Moment.in(clock, delayForTimers(this.#startedAt, clock.monotonic())), clock);
    this.#cancel = clock.backgroundTimer(at.remaining(clock), () => {
      // The timer can fire early: its delay is clamped, and the clocks may have jumped.
      if (at.passed(clock)) this.#renewal.start();
      else this.schedule();
    });
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
