import { setImmediate as turn } from 'node:timers/promises';

import type { Clock } from '../../lib/common/clock.js';

interface Timer {
  due: number;
  readonly fn: () => void;
}

/** The wall clock's reading when the world begins. */
const EPOCH = Date.UTC(2026, 0, 15, 3);
const LONGEST_TIMER = 2 ** 31 - 1;
/** More timers at one instant are a loop. */
const MOST_AT_ONCE = 20_000;

/** The one true time of a simulated world, in ms since it began, and its timers. */
export class WorldTime {
  now = 0;
  /** While the machine slept, the monotonic clock stood still. */
  slept = 0;
  readonly #timers = new Set<Timer>();

  /** What the vendor's clock says. */
  get wall(): number {
    return EPOCH + this.now;
  }

  after(ms: number, fn: () => void): () => void {
    const timer = { due: this.now + Math.min(Math.max(0, Math.ceil(ms)), LONGEST_TIMER), fn };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => this.after(ms, wake));
  }

  get pending(): number {
    return this.#timers.size;
  }

  /** Runs what falls due until `ms` from now; after each step `check` looks at the world. */
  async advance(ms: number, check: () => void): Promise<void> {
    const target = this.now + ms;
    let atOnce = 0;
    await turn();
    for (let next = this.#next(target); next; next = this.#next(target)) {
      atOnce = next.due > this.now ? 0 : atOnce + 1;
      if (atOnce > MOST_AT_ONCE) throw new Error('loop: timers that fire without time passing');
      this.now = Math.max(this.now, next.due);
      this.#timers.delete(next);
      next.fn();
      await turn();
      check();
    }
    this.now = target;
    await turn();
    check();
  }

  /** The machine sleeps: time passes, no timer runs, the monotonic clock stands still. */
  suspend(ms: number): void {
    this.now += ms;
    this.slept += ms;
    for (const timer of this.#timers) timer.due += ms;
  }

  #next(target: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers)
      if (timer.due <= target && (!next || timer.due < next.due)) next = timer;
    return next;
  }
}

/** The clocks of one process: its wall clock may be wrong, and may jump. */
export class ProcessClock implements Clock {
  constructor(
    private readonly world: WorldTime,
    /** How far the wall clock is ahead of the true time, in ms. */
    public ahead: number,
  ) {}

  now(): number {
    return this.world.wall + this.ahead;
  }

  monotonic(): number {
    return 1_000 + this.world.now - this.world.slept;
  }

  timer(ms: number, fn: () => void): () => void {
    return this.world.after(ms, fn);
  }

  backgroundTimer(ms: number, fn: () => void): () => void {
    return this.world.after(ms, fn);
  }
}
