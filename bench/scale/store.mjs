import { MemoryTokenStore } from '../../dist/esm/lib/testing/index.js';
import { Tally } from './tally.mjs';

/** One way, in ms. */
const NETWORK = 0.5;

/** A store that all processes share. It serves so many commands a second, one after the other, as one Redis does. */
export class Store {
  commands = new Tally();
  #time;
  #memory;
  #commandMs;
  #freeAt = 0;

  constructor(time, commandsASecond) {
    this.#time = time;
    this.#memory = new MemoryTokenStore(time.now);
    this.#commandMs = 1_000 / commandsASecond;
  }

  get = (key) => this.#command(() => this.#memory.get(key));
  set = (key, record, ttlMs) => this.#command(() => this.#memory.set(key, record, ttlMs));
  delete = (key, accessToken) => this.#command(() => this.#memory.delete(key, accessToken));

  async lease(key, ttlMs) {
    const release = await this.#command(() => this.#memory.lease(key, ttlMs));
    return release && (() => this.#command(release));
  }

  async #command(run) {
    this.commands.count(this.#time.ms);
    this.#freeAt = Math.max(this.#freeAt, this.#time.ms + NETWORK) + this.#commandMs;
    await this.#time.sleep(this.#freeAt + NETWORK - this.#time.ms);
    return run();
  }
}
