/** Time as this package sees it. One is passed in, so that tests move it instead of sleeping. */
export interface Clock {
  /** The wall clock, ms since the epoch. Can jump either way. */
  now(): number;
  /** A clock that never goes back, in ms. Stands still while the machine sleeps. */
  monotonic(): number;
  /** Runs `fn` after `ms`; keeps the process alive meanwhile. Returns the cancellation. */
  timer(ms: number, fn: () => void): () => void;
  /** As `timer`, but an idle process may exit meanwhile. */
  backgroundTimer(ms: number, fn: () => void): () => void;
}

/** `setTimeout` fires at once beyond this; tokens live longer (24.8 days). */
export const MAX_TIMER_MS = 2 ** 31 - 1;

function startTimer(ms: number, fn: () => void): NodeJS.Timeout {
  // Rounded up: Node cuts fractions off, and a timer that fires early finds nothing to do.
  return setTimeout(fn, Math.min(Math.max(0, Math.ceil(ms)), MAX_TIMER_MS));
}

/** The process's own clocks, looked up at each call so that a test's fake timers are seen. */
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
 * A point in time held by both clocks: it has passed when either says so (K6). The wall clock sees a suspended
 * machine, the monotonic one sees through a wall clock set back.
 */
export class Moment {
  private constructor(
    /** By the wall clock, ms since the epoch. */
    readonly wall: number,
    /** By the monotonic clock, in ms. */
    readonly monotonic: number,
  ) {}

  static in(clock: Clock, ms: number): Moment {
    return new Moment(clock.now() + ms, clock.monotonic() + ms);
  }

  /** The moment `ms` before this one. */
  earlier(ms: number): Moment {
    return new Moment(this.wall - ms, this.monotonic - ms);
  }

  /** Ms until it has passed; 0 or less when it has. */
  remaining(clock: Clock): number {
    return Math.min(this.wall - clock.now(), this.monotonic - clock.monotonic());
  }

  passed(clock: Clock): boolean {
    return this.wall <= clock.now() || this.monotonic <= clock.monotonic();
  }
}

export function later(one: Moment, other: Moment | undefined, clock: Clock): Moment {
  return other && other.remaining(clock) > one.remaining(clock) ? other : one;
}
