import type { EsignonTokenRecord, EsignonTokenStore } from '../../token/token-store.js';

/** What is used of a Keyv instance. */
export interface KeyvLike {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown, ttl?: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}

/**
 * Shares tokens through whatever Keyv has an adapter for. Keyv has no lease, so processes that start together may each
 * log in; and no compare-and-delete, so the comparison is made here.
 *
 * @example
 * EsignonAuthModule.forRoot({ ...account, store: new KeyvTokenStore(new Keyv(new KeyvPostgres(url))) })
 */
export class KeyvTokenStore implements EsignonTokenStore {
  readonly #keyv: KeyvLike;

  constructor(keyv: KeyvLike) {
    this.#keyv = keyv;
  }

  async get(key: string): Promise<EsignonTokenRecord | undefined> {
    // Keyv answers `null` or `undefined` for nothing, by its version.
    return ((await this.#keyv.get(key)) ?? undefined) as EsignonTokenRecord | undefined;
  }

  async set(key: string, record: EsignonTokenRecord, ttlMs: number): Promise<void> {
    // Whole, as some adapters want it; and 0 would be for ever.
    await this.#keyv.set(key, record, Math.max(1, Math.floor(ttlMs)));
  }

  async delete(key: string, accessToken: string): Promise<void> {
    if ((await this.get(key))?.accessToken === accessToken) await this.#keyv.delete(key);
  }
}
