import { EsignonConfigError } from '../common/errors.js';
import type { TokenKeeper } from '../token/token-manager.js';

/** Makes the keeper of one account; `undefined` is the main account. */
export type KeeperFactory = (id: string | undefined) => TokenKeeper;

const LONGEST_ID = 256;

/** Refused accounts have as much room as the others, and at least this: to forget one is to try its password again. */
const LEAST_REFUSED = 1_000;

/**
 * One keeper an account: the main account's for good, the others made on demand and bounded (A1). An account that was
 * evicted logs in again when it is next used.
 *
 * Each account is in one of three collections, so that to find the next one to evict needs no search. Accounts whose
 * login is pending are never evicted; above `maxAccounts` there are only those. Accounts in the cool-down of a
 * permanent failure have room of their own: they neither push out accounts that work nor are pushed out by them.
 */
export class AccountRegistry {
  readonly #make: KeeperFactory;
  readonly #maxAccounts: number;
  readonly #main: TokenKeeper | undefined;
  readonly #pending = new Map<string, TokenKeeper>();
  /** In the order of last use, the oldest first; the end of a login is a use, since it was made for a caller. */
  readonly #idle = new Map<string, TokenKeeper>();
  /** In the order of last refusal, the oldest first. */
  readonly #refused = new Map<string, TokenKeeper>();
  readonly #hasAccounts: boolean;
  #closed = false;

  constructor(settings: {
    readonly make: KeeperFactory;
    readonly hasMain: boolean;
    readonly hasAccounts: boolean;
    readonly maxAccounts: number;
  }) {
    this.#make = settings.make;
    this.#maxAccounts = settings.maxAccounts;
    this.#hasAccounts = settings.hasAccounts;
    this.#main = settings.hasMain ? settings.make(undefined) : undefined;
  }

  /** The main account's keeper, if there is one. */
  get main(): TokenKeeper | undefined {
    return this.#main;
  }

  /** How many keepers there are beside the main account's. */
  get size(): number {
    return this.#pending.size + this.#idle.size + this.#refused.size;
  }

  /** The keeper of an account, made if need be. Throws `ESIGNON_CONFIG_INVALID` where there can be none. */
  keeper(id: string | undefined): TokenKeeper {
    if (id === undefined) return this.#main ?? noMain();
    return this.#known(id) ?? this.#add(id);
  }

  /** Puts an account where it belongs: to be called after the keeper's `busy` changed. */
  sort(keeper: TokenKeeper): void {
    const { id, busy, refusedUntil } = keeper;
    if (id === undefined) return;
    for (const accounts of [this.#pending, this.#idle, this.#refused]) accounts.delete(id);
    if (busy) this.#pending.set(id, keeper);
    else if (refusedUntil === undefined) this.#idle.set(id, keeper);
    else this.#refused.set(id, keeper);
    this.#evict(0);
  }

  /** Closes every keeper, and those that are still asked for. */
  close(): void {
    this.#closed = true;
    this.#main?.close();
    const keepers = [...this.#pending.values(), ...this.#idle.values(), ...this.#refused.values()];
    for (const keeper of keepers) keeper.close();
  }

  #known(id: string): TokenKeeper | undefined {
    const idle = this.#idle.get(id);
    if (!idle) return this.#pending.get(id) ?? this.#refused.get(id);
    this.#idle.delete(id);
    this.#idle.set(id, idle);
    return idle;
  }

  #add(id: string): TokenKeeper {
    this.#check(id);
    // Room is made before: the new account must not be the one that goes.
    this.#evict(1);
    const made = this.#make(id);
    if (this.#closed) made.close();
    this.#idle.set(id, made);
    return made;
  }

  /** Keeps the bounds, with room for so many more. */
  #evict(more: number): void {
    dropOldest(this.#idle, this.#maxAccounts - this.#pending.size - more);
    dropOldest(this.#refused, Math.max(this.#maxAccounts, LEAST_REFUSED));
  }

  #check(id: unknown): void {
    if (!this.#hasAccounts) {
      throw new EsignonConfigError(
        'An eSignon account was asked for by ID, but the module has no `accounts` option. Pass accounts: (id) => credentials to EsignonAuthModule.',
      );
    }
    if (typeof id !== 'string' || id === '' || id.length > LONGEST_ID) {
      throw new EsignonConfigError(
        `The ID of an eSignon account must be a string of 1 to ${LONGEST_ID} characters. Check what is passed to forAccount() or runAs().`,
      );
    }
  }
}

function dropOldest(accounts: Map<string, TokenKeeper>, room: number): void {
  for (const id of accounts.keys()) {
    if (accounts.size <= room) return;
    accounts.delete(id);
  }
}

function noMain(): never {
  throw new EsignonConfigError(
    'This eSignon call names no account, and the module has no credentials of its own. Use forAccount(id) or runAs(id, fn), or pass companyId, email and password to EsignonAuthModule.',
  );
}
