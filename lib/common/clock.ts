/** The time source of the package. It is passed in, so that tests can advance it instead of sleeping. */
export interface Clock {
  /** The wall clock, ms since the epoch. Can jump either way. */
  now(): number;
  /** A clock that never goes back, in ms. It can stop while the machine is suspended. */
  monotonic(): number;
  /** Runs `fn` after `ms`, and keeps the process alive meanwhile. Returns a function that cancels it. */
  timer(ms: number, fn: () => void): () => void;
  /** Like `timer`, but does not keep the process alive. */
  backgroundTimer(ms: number, fn: () => void): () => void;
}

/** The longest delay of `setTimeout`, 24.8 days: with a longer one it fires at once. A token can be valid for longer. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

function startTimer(ms: number, fn: () => void): NodeJS.Timeout {
  // Rounded up: Node truncates fractions, so the timer would fire before the time has come.
  return setTimeout(fn, Math.min(Math.max(0, Math.ceil(ms)), MAX_TIMER_MS));
}

/** The clocks of the process. Looked up at each call, so that a test's fake timers take effect. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  timer: (ms, fn) => {
    const timer = startTimer(ms, fn);
    return () => clearTimeout(timer);
  },
  backgroundTimer: (ms, fn) => {
    const timer = startTimer(ms, fn).unref();
    return () => clearTimeout(timer);
  },
};

/**
 * A point in time by both clocks. It has passed as soon as it has passed by one of them (K6): the wall clock is right
 * after the machine was suspended, the monotonic clock is right after the wall clock was set back.
 */
export class Moment {
  private constructor(
    /** By the wall clock, ms since the epoch. */
    readonly wall: number,
    /** By the monotonic clock, in ms. */
    readonly monotonic: number,
  ) {}

  /** The moment `ms` from now. */
  static in(clock: Clock, ms: number): Moment {
    return new Moment(clock.now() + ms, clock.monotonic() + ms);
  }

  /** The moment `ms` before this one. */
  earlier(ms: number): Moment {
    return new Moment(this.wall - ms, this.monotonic - ms);
  }

  /** How many ms are left; 0 or less if it has passed. */
  remaining(clock: Clock): number {
    return Math.min(this.wall - clock.now(), this.monotonic - clock.monotonic());
  }

  passed(clock: Clock): boolean {
    return this.wall <= clock.now() || this.monotonic <= clock.monotonic();
  }
}

/** Returns the later of two moments. */
export function later(one: Moment, other: Moment | undefined, clock: Clock): Moment {
  return other && other.remaining(clock) > one.remaining(clock) ? other : one;
}
