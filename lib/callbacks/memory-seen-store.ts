import type { Clock } from '../common/clock.js';
import type { EsignonSeenStore } from './seen-store.js';

/** Remembers events in this process only, at most `maxKeys`, and forgets the oldest first. */
export class MemorySeenStore implements EsignonSeenStore {
  readonly #clock: Clock;
  readonly #maxKeys: number;
  /** When each key ends, in ms since the epoch; the oldest first. */
  readonly #keys = new Map<string, { readonly until: number }>();

  constructor(clock: Clock, maxKeys = 100_000) {
    this.#clock = clock;
    this.#maxKeys = maxKeys;
  }

  lease(key: string, ttlMs: number): Promise<(() => Promise<void>) | undefined> {
    const current = this.#keys.get(key);
    if (current && current.until > this.#clock.now()) return Promise.resolve(undefined);
    const entry = { until: this.#clock.now() + ttlMs };
    // Deleted first, so that a key that is set again becomes the newest.
    this.#keys.delete(key);
    this.#keys.set(key, entry);
    this.#forgetOldest();
    return Promise.resolve(() => {
      if (this.#keys.get(key) === entry) this.#keys.delete(key);
      return Promise.resolve();
    });
  }

  #forgetOldest(): void {
    for (const key of this.#keys.keys()) {
      if (this.#keys.size <= this.#maxKeys) return;
      this.#keys.delete(key);
    }
  }
}
