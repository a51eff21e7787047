import type { EsignonTokenRecord, EsignonTokenStore } from '../token/token-store.js';

/** A token store in memory, for tests with several instances in one process. Other processes do not see its records. */
export class MemoryTokenStore implements EsignonTokenStore {
  readonly #now: () => number;
  readonly #records = new Map<string, { record: EsignonTokenRecord; until: number }>();
  readonly #leases = new Map<string, { owner: symbol; until: number }>();

  /** @param now the clock by which records and leases expire, in ms */
  constructor(now: () => number = () => Date.now()) {
    this.#now = now;
  }

  get(key: string): Promise<EsignonTokenRecord | undefined> {
    const kept = this.#records.get(key);
    return Promise.resolve(kept && kept.until > this.#now() ? { ...kept.record } : undefined);
  }

  set(key: string, record: EsignonTokenRecord, ttlMs: number): Promise<void> {
    this.#records.set(key, { record: { ...record }, until: this.#now() + ttlMs });
    return Promise.resolve();
  }

  delete(key: string, accessToken: string): Promise<void> {
    if (this.#records.get(key)?.record.accessToken === accessToken) this.#records.delete(key);
    return Promise.resolve();
  }

  lease(key: string, ttlMs: number): Promise<(() => Promise<void>) | undefined> {
    const current = this.#leases.get(key);
    if (current && current.until > this.#now()) return Promise.resolve(undefined);
    const owner = Symbol(key);
    this.#leases.set(key, { owner, until: this.#now() + ttlMs });
    return Promise.resolve(() => {
      if (this.#leases.get(key)?.owner === owner) this.#leases.delete(key);
      return Promise.resolve();
    });
  }
}
