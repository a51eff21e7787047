import { AsyncResource } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';

import type { Clock } from '../../lib/common/clock.js';

interface Timer {
  /** When it fires, by the monotonic clock. */
  readonly due: number;
  readonly background: boolean;
  readonly fn: () => void;
}

/** As the system clock clamps: a timer for the end of a 30-day token fires early here too. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** More timers than this in one `advance` are a loop. */
const MOST_FIRED = 20_000;

/** Time that stands still until a test moves it. Both clocks move together, but for `jumpWall`. */
export class VirtualClock implements Clock {
  #wall: number;
  /** Not zero, so that a mix-up with the time since the start shows. */
  #monotonic = 5_000;
  readonly #timers = new Set<Timer>();
  #fired = 0;

  /** @param at the wall clock's time, ms since the epoch */
  constructor(at = Date.UTC(2026, 0, 15, 3)) {
    this.#wall = at;
  }

  now(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  timer(ms: number, fn: () => void): () => void {
    return this.#start(ms, fn, false);
  }

  backgroundTimer(ms: number, fn: () => void): () => void {
    return this.#start(ms, fn, true);
  }

  /** Timers that are set, of both kinds. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Timers that would keep the process alive. */
  get keepingAlive(): number {
    return [...this.#timers].filter(({ background }) => !background).length;
  }

  /** Ms until each timer fires, the next one first. */
  get waits(): number[] {
    return [...this.#timers].map(({ due }) => due - this.#monotonic).sort((a, b) => a - b);
  }

  /** Timers that fired since the start. */
  get fired(): number {
    return this.#fired;
  }

  /** Moves both clocks on, and fires what falls due in order; after each, promises settle. */
  async advance(ms: number): Promise<void> {
    const target = this.#monotonic + ms;
    const most = this.#fired + MOST_FIRED;
    await this.settle();
    for (let next = this.#nextBy(target); next; next = this.#nextBy(target)) {
      if (++this.#fired > most) throw new Error(`More than ${MOST_FIRED} timers fired in ${ms} ms: a loop`);
      this.#moveTo(next.due);
      this.#timers.delete(next);
      next.fn();
      await this.settle();
    }
    this.#moveTo(target);
    await this.settle();
  }

  /** Moves the wall clock alone, either way: it was set, or the machine slept. No timer fires. */
  jumpWall(ms: number): void {
    this.#wall += ms;
  }

  /** Lets every promise that waits for no I/O settle. */
  async settle(): Promise<void> {
    await turn();
  }

  /** Waits, in real time, for what real sockets bring. */
  async until(condition: () => boolean, patience = 5_000): Promise<void> {
    const end = performance.now() + patience;
    while (!condition()) {
      if (performance.now() > end) throw new Error(`Not so within ${patience} ms: ${condition.toString()}`);
      await turn();
    }
  }

  #start(ms: number, fn: () => void, background: boolean): () => void {
    const wait = Math.min(Math.max(0, Math.ceil(ms)), LONGEST_TIMER);
    // Node's timers run in the async context in which they were set.
    const timer = { due: this.#monotonic + wait, background, fn: AsyncResource.bind(fn) };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** The timer that falls due first, by `target`; of several at once the one set first. */
  #nextBy(target: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers)
      if (timer.due <= target && (!next || timer.due < next.due)) next = timer;
    return next;
  }

  #moveTo(monotonic: number): void {
    this.#wall += monotonic - this.#monotonic;
    this.#monotonic = monotonic;
  }
}
