import { EsignonConfigError } from '../esignon-auth.errors.js';
import type { TokenKeeper } from '../token/token-keeper.js';

/** Makes the keeper of one account; `undefined` is the main account. */
export type KeeperFactory = (id: string | undefined) => TokenKeeper;

const LONGEST_ID = 256;

/**
 * One keeper an account: the main account's for good, the others made on demand and bounded, the least recently used
 * first out (A1). An account that was evicted logs in again when it is next used.
 */
export class AccountRegistry {
  readonly #make: KeeperFactory;
  readonly #maxAccounts: number;
  readonly #main: TokenKeeper | undefined;
  /** In the order of last use, the oldest first. */
  readonly #accounts = new Map<string, TokenKeeper>();
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
    return this.#accounts.size;
  }

  /** The keeper of an account, made if need be. Throws `ESIGNON_CONFIG_INVALID` where there can be none. */
  keeper(id: string | undefined): TokenKeeper {
    if (id === undefined) return this.#main ?? noMain();
    const known = this.#accounts.get(id);
    if (known) {
      this.#accounts.delete(id);
      this.#accounts.set(id, known);
      return known;
    }
    this.#check(id);
    this.#makeRoom();
    const made = this.#make(id);
    if (this.#closed) made.close();
    this.#accounts.set(id, made);
    return made;
  }

  /** Closes every keeper, and those that are still asked for. */
  close(): void {
    this.#closed = true;
    this.#main?.close();
    for (const keeper of this.#accounts.values()) keeper.close();
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

  /**
   * Makes room for one more. Spared are logins under way, which callers wait for, and, while there is another choice,
   * refusals: to forget one would let a wrong password be tried again.
   */
  #makeRoom(): void {
    let excess = this.#accounts.size + 1 - this.#maxAccounts;
    const idle = (keeper: TokenKeeper): boolean => !keeper.busy;
    for (const mayGo of [(keeper: TokenKeeper) => idle(keeper) && !keeper.refused, idle]) {
      for (const [id, keeper] of this.#accounts) {
        if (excess <= 0) return;
        if (!mayGo(keeper)) continue;
        this.#accounts.delete(id);
        excess -= 1;
      }
    }
  }
}

function noMain(): never {
  throw new EsignonConfigError(
    'This eSignon call names no account, and the module has no credentials of its own. Use forAccount(id) or runAs(id, fn), or pass companyId, email and password to EsignonAuthModule.',
  );
}
