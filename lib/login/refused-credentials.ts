import { type Clock, Moment } from '../common/clock.js';
import { EsignonAuthError } from '../common/errors.js';
import { cooldownAfter, type CooldownSettings } from '../token/cooldown.js';

/** How many refusals are remembered, the most recent ones. */
const MAX_KEPT = 1_000;

interface Refusal {
  readonly error: EsignonAuthError;
  /** Refusals in a row. */
  readonly count: number;
  readonly until: Moment;
}

/**
 * Holds the cool-down of a permanent failure (K5) for all accounts that log in with the same credentials: eSignon locks
 * a member, whatever the application's IDs for it are. Knows credentials by a hash only.
 */
export class RefusedCredentials {
  readonly #clock: Clock;
  readonly #settings: CooldownSettings;
  /** By hash, the oldest first. One whose cool-down has ended is kept for its count. */
  readonly #refusals = new Map<string, Refusal>();
  readonly #pending = new Map<string, Promise<unknown>>();

  constructor(clock: Clock, settings: CooldownSettings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  /**
   * Logs in, unless the credentials are in a cool-down. Waits for a pending login with the same credentials, whose
   * failure is the result; after its success the logins run side by side.
   */
  async logIn<T>(hash: string, login: () => Promise<T>): Promise<T> {
    const pending = this.#pending.get(hash);
    // Not awaited where there is none: another call could then start its login in between.
    if (pending) await pending;
    this.#throwRefusal(hash);
    const before = this.#refusals.get(hash);
    const result = login();
    this.#pending.set(hash, result);
    try {
      const value = await result;
      // They were refused, and others that the login found meanwhile were not.
      if (this.#refusals.get(hash) === before) this.#refusals.delete(hash);
      return value;
    } catch (error) {
      if (this.#refusals.get(hash) === before) this.add(hash, error);
      throw error;
    } finally {
      if (this.#pending.get(hash) === result) this.#pending.delete(hash);
    }
  }

  #throwRefusal(hash: string): void {
    const refusal = this.#refusals.get(hash);
    if (!refusal || refusal.until.passed(this.#clock)) return;
    throw refusal.error.retryIn(refusal.until.remaining(this.#clock));
  }

  /** Starts the cool-down of credentials with which a login failed for good; any other failure ends their count. */
  add(hash: string, error: unknown): void {
    const count = (this.#refusals.get(hash)?.count ?? 0) + 1;
    this.#refusals.delete(hash);
    if (!(error instanceof EsignonAuthError) || error.retryable || error.code === 'ESIGNON_ABORTED') return;
    const until = Moment.in(this.#clock, cooldownAfter(error, count, this.#settings));
    this.#refusals.set(hash, { error, count, until });
    for (const oldest of this.#refusals.keys()) {
      if (this.#refusals.size <= MAX_KEPT) return;
      this.#refusals.delete(oldest);
    }
  }
}
