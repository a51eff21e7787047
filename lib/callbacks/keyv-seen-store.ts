import { randomUUID } from 'node:crypto';

import type { KeyvLike } from '../stores/keyv/keyv-token-store.js';
import type { EsignonSeenStore } from './seen-store.js';

/** The last claim of each key that is under way. */
type PendingClaims = Map<string, Promise<unknown>>;

/** The property of a store that holds its pending claims. By name, so that two copies of the package agree. */
const PENDING = Symbol.for('nestjs-esignon-auth.pending-claims');

/**
 * Remembers in a Keyv. Keyv cannot set a key only if it is absent, so this is two steps: read, then write. Within a
 * process the claims of a key take turns, over all instances that share the store, and one of them wins. Two processes
 * that get the same event within one round trip to the store can both win.
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
    // Whole, as some adapters want it; and 0 would be for ever.
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
