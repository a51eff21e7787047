// Processes that call eSignon, and what became of their calls.
import { fork } from 'node:child_process';
import { once } from 'node:events';

export class Callers {
  results = {};
  events = {};
  longest = 0;
  /** Calls that did not succeed: by whom, when and with what. */
  failed = [];
  #children = [];

  static async start(count, settings) {
    const callers = new Callers();
    await Promise.all(Array.from({ length: count }, (_, index) => callers.#add(index, settings)));
    return callers;
  }

  /** Lets one process renew its token now, as if that were due. */
  renew(index) {
    this.#children[index].send('renew');
  }

  async stop() {
    const gone = this.#children.map((child) => once(child, 'exit'));
    for (const child of this.#children) child.send('stop');
    await Promise.all(gone);
  }

  async #add(index, settings) {
    const child = fork(new URL('./caller-process.mjs', import.meta.url), [JSON.stringify(settings)]);
    this.#children[index] = child;
    const ready = new Promise((resolve, reject) => {
      child.once('exit', () => reject(new Error('A process ended before it was ready.')));
      child.on('message', (message) => (message.ready ? resolve() : this.#count(index, message)));
    });
    await ready;
  }

  #count(index, { event, result, ms }) {
    if (event) {
      this.events[event] = (this.events[event] ?? 0) + 1;
      return;
    }
    this.results[result] = (this.results[result] ?? 0) + 1;
    this.longest = Math.max(this.longest, ms);
    if (result !== '00') this.failed.push({ index, result, at: performance.now() });
  }
}
