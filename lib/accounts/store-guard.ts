import type { Emit, StoreFailedEvent } from '../esignon-auth.events.js';
import type { Clock } from '../token/clock.js';
import { type EsignonTokenRecord, type EsignonTokenStore, isRecord } from '../token/token-store.js';
import { raceAbort } from '../token/wait.js';

type Operation = StoreFailedEvent['operation'];
type Release = () => Promise<void>;

/** The longest that one step of a store is waited for, in ms: a store that hangs costs this, not a call (A3). */
export const STORE_TIMEOUT = 500;

/** A store whose failures are events: each step answers in time, with what it found or as if there were nothing. */
export class StoreGuard {
  readonly #store: EsignonTokenStore;
  readonly #clock: Clock;
  readonly #emit: Emit;
  #failed = false;

  constructor(store: EsignonTokenStore, clock: Clock, emit: Emit) {
    this.#store = store;
    this.#clock = clock;
    this.#emit = emit;
  }

  /** A step failed: the rest of this login does without the store. */
  get failed(): boolean {
    return this.#failed;
  }

  async get(key: string): Promise<EsignonTokenRecord | undefined> {
    const value: unknown = await this.#step('get', () => this.#store.get(key));
    if (value === undefined || value === null) return undefined;
    if (isRecord(value)) return value;
    // A record that cannot be read is overwritten by the next login: the store itself works.
    this.#emit({ type: 'store.failed', operation: 'get', reason: 'unreadable record' });
    return undefined;
  }

  async set(key: string, record: EsignonTokenRecord, ttlMs: number): Promise<void> {
    await this.#step('set', () => this.#store.set(key, record, ttlMs));
  }

  async delete(key: string, accessToken: string): Promise<void> {
    await this.#step('delete', () => this.#store.delete(key, accessToken));
  }

  /** `free`: taken, or there are no leases to take; `held`: another process has it. */
  async lease(
    key: string,
    ttlMs: number,
  ): Promise<{ readonly state: 'free' | 'held'; readonly release?: Release }> {
    if (!this.#store.lease) return { state: 'free' };
    const release = await this.#step('lease', () => this.#store.lease?.(key, ttlMs));
    if (typeof release !== 'function') return { state: this.#failed ? 'free' : 'held' };
    return { state: 'free', release: () => this.#release(release) };
  }

  async #release(release: Release): Promise<void> {
    await this.#step('release', release);
  }

  async #step<T>(operation: Operation, run: () => T | Promise<T>): Promise<T | undefined> {
    // To give a lease back is worth a try even when another step failed.
    if (this.#failed && operation !== 'release') return undefined;
    const deadline = new AbortController();
    const cancel = this.#clock.timer(STORE_TIMEOUT, () => deadline.abort());
    try {
      const answer = Promise.resolve().then(run);
      return await raceAbort(answer, deadline.signal, () => new Error('timed out'));
    } catch {
      this.#failed = true;
      const reason = deadline.signal.aborted ? 'timed out' : 'failed';
      this.#emit({ type: 'store.failed', operation, reason });
      return undefined;
    } finally {
      cancel();
    }
  }
}
