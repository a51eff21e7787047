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
 * Holds the cool-down of a permanent failure (K5) for all accounts that log in with the same credentials, since eSignon
 * locks the member, under whichever account IDs it is used. Credentials are identified by a hash.
 */
export class RefusedCredentials {
  readonly #clock: Clock;
  readonly #settings: CooldownSettings;
  /** By hash, the oldest first. A refusal whose cool-down has ended is kept for its `count`. */
  readonly #refusals = new Map<string, Refusal>();
  readonly #pending = new Map<string, Promise<unknown>>();

  constructor(clock: Clock, settings: CooldownSettings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  /**
   * Logs in, unless the credentials are in a cool-down. If a login with the same credentials is pending, waits for it
   * first and fails if it fails.
   *
   * @param hash identifies the credentials
   */
  async logIn<T>(hash: string, login: () => Promise<T>): Promise<T> {
    const pending = this.#pending.get(hash);
    // No `await` without a pending login: another call could start its login meanwhile.
    if (pending) await pending;
    this.#throwRefusal(hash);
    const before = this.#refusals.get(hash);
    // `login` itself records a refusal by `add`, before it logs in with other credentials.
    const isRecorded = (): boolean => this.#refusals.get(hash) !== before;
    const result = login();
    this.#pending.set(hash, result);
    try {
      const value = await result;
      if (!isRecorded()) this.#refusals.delete(hash);
      return value;
    } catch (error) {
      if (!isRecorded()) this.add(hash, error);
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

  /** Starts the cool-down of credentials after a permanent failure. Any other failure resets their count. */
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
