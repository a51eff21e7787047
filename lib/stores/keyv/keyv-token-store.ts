import type { EsignonTokenRecord, EsignonTokenStore } from '../../token/token-store.js';

/** The methods of a Keyv instance that the store calls. */
export interface KeyvLike {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown, ttl?: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}

/**
 * Shares tokens through any storage that Keyv has an adapter for. Keyv has no lease, so processes that start at the same
 * time may each log in. It has no compare-and-delete either, so a token is read and compared before it is deleted.
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
    // Depending on its version, Keyv returns `null` or `undefined` for a missing key.
    return ((await this.#keyv.get(key)) ?? undefined) as EsignonTokenRecord | undefined;
  }

  async set(key: string, record: EsignonTokenRecord, ttlMs: number): Promise<void> {
    // Some adapters need a whole number, and 0 means no expiry.
    await this.#keyv.set(key, record, Math.max(1, Math.floor(ttlMs)));
  }

  async delete(key: string, accessToken: string): Promise<void> {
    if ((await this.get(key))?.accessToken === accessToken) await this.#keyv.delete(key);
  }
}
