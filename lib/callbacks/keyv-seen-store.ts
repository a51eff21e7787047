import { randomUUID } from 'node:crypto';

import type { KeyvLike } from '../stores/keyv/keyv-token-store.js';
import type { EsignonSeenStore } from './seen-store.js';

/** The last pending claim of each key. */
type PendingClaims = Map<string, Promise<unknown>>;

/** The property of a store that holds its pending claims. Registered, so that two copies of the package share it. */
const PENDING = Symbol.for('nestjs-esignon-auth.pending-claims');

/**
 * Remembers events in a Keyv. Keyv cannot set a key only if it is absent, so a claim reads and then writes. Within a
 * process the claims of a key run one after the other, for all instances that share the store. Two processes that get the
 * same event within one round trip to the store can both claim it.
 */
export class KeyvSeenStore implements EsignonSeenStore {
  readonly #keyv: KeyvLike;
  readonly #pending: PendingClaims;

  constructor(keyv: KeyvLike & { readonly store?: unknown }) {
    this.#keyv = keyv;
    this.#pending = pendingClaimsOf(isObject(keyv.store) ? keyv.store : keyv);
  }

  lease(key: string, ttlMs: number): Promise<(() => Promise<void>) | undefined> {
    const before = this.#pending.get(key) ?? Promise.resolve();
    const claim = before.catch(() => undefined).then(() => this.#claim(key, ttlMs));
    this.#pending.set(key, claim);
    const settled = (): void => {
      if (this.#pending.get(key) === claim) this.#pending.delete(key);
    };
    claim.then(settled, settled);
    return claim;
  }

  async #claim(key: string, ttlMs: number): Promise<(() => Promise<void>) | undefined> {
    if (((await this.#keyv.get(key)) ?? undefined) !== undefined) return undefined;
    const owner = randomUUID();
    // Some adapters need a whole number, and 0 means no expiry.
    await this.#keyv.set(key, owner, Math.max(1, Math.floor(ttlMs)));
    return async () => {
      if ((await this.#keyv.get(key)) === owner) await this.#keyv.delete(key);
    };
  }
}

function pendingClaimsOf(store: object): PendingClaims {
  const found = Object.getOwnPropertyDescriptor(store, PENDING)?.value as PendingClaims | undefined;
  const pending: PendingClaims = found ?? new Map<string, Promise<unknown>>();
  if (!found) Reflect.defineProperty(store, PENDING, { value: pending });
  return pending;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
