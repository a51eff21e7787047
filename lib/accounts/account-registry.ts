import type { Clock } from '../common/clock.js';
import { EsignonConfigError } from '../common/errors.js';
import type { TokenManager } from '../token/token-manager.js';

/**
 * Creates the manager of one account; `undefined` is the main account.
 *
 * @param loginPace the login pace of the account's previous manager, if it was evicted and the pace still matters (K7)
 */
type TokenManagerFactory = (id: string | undefined, loginPace?: number) => TokenManager;

const MAX_ID_LENGTH = 256;

/** The minimum of accounts in a cool-down that are kept. An evicted one would log in again at once. */
const MIN_COOLING_KEPT = 1_000;

/** The maximum of unknown IDs that are kept. When an evicted one is used again, `accounts` is called again. */
const MAX_UNKNOWN_KEPT = 1_000;

/**
 * The token managers, one for each account. The main account's is permanent; the others are created on demand and
 * limited in number (A1). An evicted account logs in again when it is next used.
 *
 * Each account is in exactly one of four collections, so that the next one to evict is found without a search. Accounts
 * with a pending login are never evicted, so only they can exceed `maxAccounts`. Accounts in a cool-down and unknown IDs
 * have limits of their own, so they never evict a working account.
 */
export class AccountRegistry {
  readonly #createManager: TokenManagerFactory;
  readonly #maxAccounts: number;
  readonly #main: TokenManager | undefined;
  readonly #pending = new Map<string, TokenManager>();
  /** Least recently used first. The end of a login counts as a use. */
  readonly #idle = new Map<string, TokenManager>();
  /** Accounts in a cool-down, the earliest failure first. */
  readonly #cooling = new Map<string, TokenManager>();
  /** IDs for which `accounts` returned nothing, the oldest first. */
  readonly #unknown = new Map<string, TokenManager>();
  /** The login pace of evicted accounts, for their next manager (K7). Removed once it no longer delays a login. */
  readonly #evictedPaces = new Map<string, number>();
  readonly #hasAccounts: boolean;
  readonly #clock: Clock;
  #closed = false;

  constructor(settings: {
    readonly createManager: TokenManagerFactory;
    readonly hasMain: boolean;
    readonly hasAccounts: boolean;
    readonly maxAccounts: number;
    readonly clock: Clock;
  }) {
    this.#createManager = settings.createManager;
    this.#maxAccounts = settings.maxAccounts;
    this.#hasAccounts = settings.hasAccounts;
    this.#clock = settings.clock;
    this.#main = settings.hasMain ? settings.createManager(undefined) : undefined;
  }

  /** The main account's manager, if there is one. */
  get main(): TokenManager | undefined {
    return this.#main;
  }

  /** The number of managers, without the main account's. */
  get size(): number {
    return this.#all.reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * Returns the manager of an account. Creates it if there is none.
   *
   * @throws `ESIGNON_CONFIG_INVALID` for an invalid ID, or without the `accounts` option or a main account
   */
  manager(id: string | undefined): TokenManager {
    if (id === undefined) return this.#main ?? throwNoMainAccount();
    return this.#find(id) ?? this.#create(id);
  }

  /** Moves an account to the collection of its state. Must be called whenever its manager's `loginPending` changes. */
  updateState(manager: TokenManager): void {
    const { id } = manager;
    if (id === undefined) return;
    for (const accounts of this.#all) accounts.delete(id);
    this.#collectionOf(manager).set(id, manager);
    this.#evict(0);
  }

  /** Closes all managers, and each manager that is created later. */
  close(): void {
    this.#closed = true;
    this.#main?.close();
    for (const manager of this.#all.flatMap((accounts) => [...accounts.values()])) manager.close();
  }

  get #all(): Map<string, TokenManager>[] {
    return [this.#pending, this.#idle, this.#cooling, this.#unknown];
  }

  #collectionOf({ loginPending, coolingDown, unknown }: TokenManager): Map<string, TokenManager> {
    if (loginPending) return this.#pending;
    if (unknown) return this.#unknown;
    return coolingDown ? this.#cooling : this.#idle;
  }

  #find(id: string): TokenManager | undefined {
    const idle = this.#idle.get(id);
    if (!idle) return this.#pending.get(id) ?? this.#cooling.get(id) ?? this.#unknown.get(id);
    this.#idle.delete(id);
    this.#idle.set(id, idle);
    return idle;
  }

  #create(id: string): TokenManager {
    this.#validateId(id);
    // Before it is added, so that the new account is not the one that is evicted.
    this.#evict(1);
    const manager = this.#createManager(id, this.#evictedPaces.get(id));
    if (this.#closed) manager.close();
    this.#idle.set(id, manager);
    return manager;
  }

  /** Evicts accounts beyond the bounds, leaving room for `more`. */
  #evict(more: number): void {
    this.#evictOldest(this.#idle, this.#maxAccounts - this.#pending.size - more);
    this.#evictOldest(this.#cooling, Math.max(this.#maxAccounts, MIN_COOLING_KEPT));
    this.#evictOldest(this.#unknown, MAX_UNKNOWN_KEPT);
  }

  #evictOldest(accounts: Map<string, TokenManager>, room: number): void {
    for (const [id, { loginPace }] of accounts) {
      if (accounts.size <= room) return;
      accounts.delete(id);
      this.#rememberPace(id, loginPace);
    }
  }

  #rememberPace(id: string, pace: number): void {
    const now = this.#clock.monotonic();
    for (const [other, otherPace] of this.#evictedPaces) {
      if (otherPace > now) break;
      this.#evictedPaces.delete(other);
    }
    this.#evictedPaces.delete(id);
    if (pace > now) this.#evictedPaces.set(id, pace);
  }

  #validateId(id: unknown): void {
    if (!this.#hasAccounts) {
      throw new EsignonConfigError(
        'A call names an eSignon account, but the module has no `accounts` option. Pass accounts: (id) => credentials to EsignonAuthModule.',
      );
    }
    if (typeof id !== 'string' || id === '' || id.length > MAX_ID_LENGTH) {
      throw new EsignonConfigError(
        `The ID of an eSignon account must be a string of 1 to ${MAX_ID_LENGTH} characters. Check what is passed to forAccount() or runAs().`,
      );
    }
  }
}

function throwNoMainAccount(): never {
  throw new EsignonConfigError(
    'This eSignon call names no account, and the module has no main account. Use forAccount(id) or runAs(id, fn), or pass companyId, email and password to EsignonAuthModule.',
  );
}
