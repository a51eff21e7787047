import { setImmediate as turn } from 'node:timers/promises';

import TinyQueue from 'tinyqueue';

const EPOCH = Date.UTC(2026, 0, 15);
const LONGEST_TIMER = 2 ** 31 - 1;

/** One clock for all processes, whose time passes as fast as there is nothing left to do. */
export class VirtualTime {
  ms = 0;
  #queue = new TinyQueue([], (a, b) => a.due - b.due);

  now = () => EPOCH + this.ms;
  monotonic = () => this.ms;
  timer = (ms, fn) => this.after(ms, fn);
  backgroundTimer = (ms, fn) => this.after(ms, fn);

  /** To the ms, as Node's own timers: what falls due together runs together. */
  after(ms, fn) {
    const timer = { due: this.ms + Math.max(0, Math.ceil(Math.min(ms, LONGEST_TIMER))), fn };
    this.#queue.push(timer);
    return () => (timer.fn = undefined);
  }

  sleep = (ms) => new Promise((wake) => this.after(ms, wake));

  async run(until) {
    // What the caller has begun may set timers.
    await turn();
    while (this.#queue.length > 0 && this.#queue.peek().due <= until) {
      this.ms = this.#queue.peek().due;
      while (this.#queue.length > 0 && this.#queue.peek().due === this.ms) this.#queue.pop().fn?.();
      await turn();
    }
    this.ms = until;
  }
}
