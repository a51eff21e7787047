import { abortedByCaller, raceDeadline } from '../common/abort.js';
import type { Clock } from '../common/clock.js';
import type { Emit, StoreFailedEvent } from '../common/events.js';
import type { LoginContext } from '../login/login.js';
import { type EsignonTokenRecord, type EsignonTokenStore, isRecord } from '../token/token-store.js';

type Operation = StoreFailedEvent['operation'];
type Release = () => Promise<void>;

/** A record issued further ahead than clocks can differ is rubbish: every real token would seem older than it. */
const MAX_CLOCK_SKEW = 24 * 60 * 60_000;

/** The longest that one step of a store is waited for, in ms: a store that hangs costs this, not a call (A3). */
export const STORE_TIMEOUT = 500;

/** Never leaves this file: it tells our own end of a step from what a store throws. */
const TIMED_OUT = new Error('timed out');

/** Every step that can be skipped. To give a lease back is worth a try whatever failed before. */
const STEPS: readonly Operation[] = ['get', 'set', 'delete', 'lease'];

/**
 * What is skipped after a step failed. One step says little of another: a server can refuse to delete, and still read
 * and write. But a store that hangs would cost the time of each further step; and without `get` no token of another
 * holder of the lease would be seen, so that to wait for it is in vain.
 */
function skippedAfter(operation: Operation, error: unknown): readonly Operation[] {
  if (error === TIMED_OUT) return STEPS;
  return operation === 'get' || operation === 'lease' ? ['lease'] : [];
}

/** A store whose failures are events: each step answers in time, with what it found or as if there were nothing. */
export class ResilientTokenStore {
  readonly #store: EsignonTokenStore;
  readonly #clock: Clock;
  readonly #emit: Emit;
  readonly #signal: AbortSignal;
  readonly #skipped = new Set<Operation>();

  /** @param context its signal ends a step, which then rejects: nobody waits for the login any more */
  constructor(
    store: EsignonTokenStore,
    clock: Clock,
    { emit, signal }: Pick<LoginContext, 'emit' | 'signal'>,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#emit = emit;
    this.#signal = signal;
  }

  /** The record of `key`, which must be one of `companyId`. */
  async get(key: string, companyId: string): Promise<EsignonTokenRecord | undefined> {
    const value: unknown = await this.#step('get', () => this.#store.get(key));
    if (value === undefined || value === null) return undefined;
    const record = readRecord(value);
    const latest = this.#clock.now() + MAX_CLOCK_SKEW;
    if (record?.companyId === companyId && record.issuedAt <= latest) return record;
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
    let tooLate = false;
    const take = async (): Promise<Release | undefined> => {
      const release: unknown = await this.#store.lease?.(key, ttlMs);
      if (release === undefined || release === null) return undefined;
      if (!isRelease(release)) throw new TypeError('neither a release nor nothing');
      // A client that was cut off may send its command later: such a lease would make all wait for its end.
      if (tooLate) await release();
      return release;
    };
    const release = await this.#step('lease', take).finally(() => (tooLate = true));
    if (!release) return { state: this.#skipped.has('lease') ? 'free' : 'held' };
    return { state: 'free', release: () => this.#release(release) };
  }

  async #release(release: Release): Promise<void> {
    await this.#step('release', release);
  }

  async #step<T>(operation: Operation, run: () => T | Promise<T>): Promise<T | undefined> {
    const isLeaseRelease = operation === 'release';
    if (this.#skipped.has(operation)) return undefined;
    try {
      return await raceDeadline(Promise.resolve().then(run), {
        clock: this.#clock,
        ms: STORE_TIMEOUT,
        timeoutError: () => TIMED_OUT,
        signal: isLeaseRelease ? undefined : this.#signal,
      });
    } catch (error) {
      // Not what was thrown: a store's own failure, a moment before the abort, can name its URL.
      if (this.#signal.aborted && !isLeaseRelease) throw abortedByCaller();
      for (const step of skippedAfter(operation, error)) this.#skipped.add(step);
      this.#emit({ type: 'store.failed', operation, reason: error === TIMED_OUT ? 'timed out' : 'failed' });
      return undefined;
    }
  }
}

function isRelease(value: unknown): value is Release {
  return typeof value === 'function';
}

/** What a store answered as plain values, each read once; `undefined` where they are no record. */
function readRecord(value: unknown): EsignonTokenRecord | undefined {
  try {
    const { accessToken, expiresAt, issuedAt, companyId, deviceId } = value as Record<string, unknown>;
    const record = { accessToken, expiresAt, issuedAt, companyId, deviceId };
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}
