import type { Clock } from '../common/clock.js';
import { EsignonConfigError } from '../common/errors.js';
import type { TokenManager } from '../token/token-manager.js';

/**
 * Creates the manager of one account; `undefined` is the main account.
 *
 * @param loginPace that of the account's manager before, if that was evicted a moment ago
 */
export type TokenManagerFactory = (id: string | undefined, loginPace?: number) => TokenManager;

const MAX_ID_LENGTH = 256;

/** Refused accounts have as much room as the others, and at least this: to forget one is to try its password again. */
const MIN_REFUSED_KEPT = 1_000;

/**
 * One manager an account: the main account's for good, the others made on demand and bounded (A1). An account that was
 * evicted logs in again when it is next used.
 *
 * Each account is in one of three collections, so that to find the next one to evict needs no search. Accounts whose
 * login is pending are never evicted; above `maxAccounts` there are only those. Accounts in the cool-down of a
 * permanent failure have room of their own: they neither push out accounts that work nor are pushed out by them.
 */
export class AccountRegistry {
  readonly #createManager: TokenManagerFactory;
  readonly #maxAccounts: number;
  readonly #main: TokenManager | undefined;
  readonly #pending = new Map<string, TokenManager>();
  /** In the order of last use, the oldest first; the end of a login is a use, since it was made for a caller. */
  readonly #idle = new Map<string, TokenManager>();
  /** In the order of last refusal, the oldest first. */
  readonly #refused = new Map<string, TokenManager>();
  /** The login pace of accounts that were evicted within it (K7): their next manager goes on with it. */
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

  /** How many managers there are beside the main account's. */
  get size(): number {
    return this.#pending.size + this.#idle.size + this.#refused.size;
  }

  /** The manager of an account, made if need be. Throws `ESIGNON_CONFIG_INVALID` where there can be none. */
  manager(id: string | undefined): TokenManager {
    if (id === undefined) return this.#main ?? throwNoMainAccount();
    return this.#find(id) ?? this.#create(id);
  }

  /** Puts an account where it belongs: to be called after the manager's `busy` changed. */
  updateState(manager: TokenManager): void {
    const { id, busy, refusedUntil } = manager;
    if (id === undefined) return;
    for (const accounts of [this.#pending, this.#idle, this.#refused]) accounts.delete(id);
    if (busy) this.#pending.set(id, manager);
    else if (refusedUntil === undefined) this.#idle.set(id, manager);
    else this.#refused.set(id, manager);
    this.#evict(0);
  }

  /** Closes every manager, and those that are still asked for. */
  close(): void {
    this.#closed = true;
    this.#main?.close();
    const managers = [...this.#pending.values(), ...this.#idle.values(), ...this.#refused.values()];
    for (const manager of managers) manager.close();
  }

  #find(id: string): TokenManager | undefined {
    const idle = this.#idle.get(id);
    if (!idle) return this.#pending.get(id) ?? this.#refused.get(id);
    this.#idle.delete(id);
    this.#idle.set(id, idle);
    return idle;
  }

  #create(id: string): TokenManager {
    this.#validateId(id);
    // Room is made before: the new account must not be the one that goes.
    this.#evict(1);
    const manager = this.#createManager(id, this.#evictedPaces.get(id));
    if (this.#closed) manager.close();
    this.#idle.set(id, manager);
    return manager;
  }

  /** Keeps the bounds, with room for so many more. */
  #evict(more: number): void {
    this.#evictOldest(this.#idle, this.#maxAccounts - this.#pending.size - more);
    this.#evictOldest(this.#refused, Math.max(this.#maxAccounts, MIN_REFUSED_KEPT));
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
    for (const [other, passed] of this.#evictedPaces) {
      if (passed > now) break;
      this.#evictedPaces.delete(other);
    }
    this.#evictedPaces.delete(id);
    if (pace > now) this.#evictedPaces.set(id, pace);
  }

  #validateId(id: unknown): void {
    if (!this.#hasAccounts) {
      throw new EsignonConfigError(
        'An eSignon account was asked for by ID, but the module has no `accounts` option. Pass accounts: (id) => credentials to EsignonAuthModule.',
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
    'This eSignon call names no account, and the module has no credentials of its own. Use forAccount(id) or runAs(id, fn), or pass companyId, email and password to EsignonAuthModule.',
  );
}
