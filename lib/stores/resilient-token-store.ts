import { abortedByCaller, raceDeadline } from '../common/abort.js';
import type { Clock } from '../common/clock.js';
import type { Emit, StoreFailedEvent } from '../common/events.js';
import { systemCodeOf } from '../common/system-code.js';
import type { LoginContext } from '../login/login.js';
import {
  type EsignonTokenRecord,
  type EsignonTokenStore,
  isRecord,
  UNKNOWN_KEY,
} from '../token/token-store.js';

type Operation = StoreFailedEvent['operation'];
type Release = () => Promise<void>;

/** A record that was issued further than this in the future is invalid: every real token would look older than it. */
const MAX_CLOCK_SKEW = 24 * 60 * 60_000;

/** How long one store operation may take, in ms, so that a store that hangs fails no call (A3). */
export const STORE_TIMEOUT = 500;

/** Distinguishes a time-out from the errors of a store. It is never thrown to a caller. */
const TIMED_OUT = new Error('timed out');

/** The operations that can be skipped. A lease is always released, even after a failure. */
const SKIPPABLE: readonly Operation[] = ['get', 'set', 'delete', 'lease'];

/**
 * Returns the operations to skip after a failed one. After an error the others are still tried: a server can refuse to
 * delete and still read and write. After a time-out all are skipped, since each could time out too. After a failed `get`
 * the lease is skipped, since the token of its holder could not be read.
 */
function skippedAfter(operation: Operation, error: unknown): readonly Operation[] {
  if (error === TIMED_OUT) return SKIPPABLE;
  return operation === 'get' || operation === 'lease' ? ['lease'] : [];
}

/** Wraps a store for one login, so that it never fails or hangs. A failure is emitted, and the result is then empty. */
export class ResilientTokenStore {
  readonly #store: EsignonTokenStore;
  readonly #clock: Clock;
  readonly #emit: Emit;
  readonly #signal: AbortSignal;
  readonly #skipped = new Set<Operation>();

  /** @param context aborting its signal ends a pending operation, which then rejects */
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

  /** Returns the record of `key`, which must belong to `companyId`. */
  async get(key: string, companyId: string): Promise<EsignonTokenRecord | undefined> {
    const value: unknown = await this.#run('get', () => this.#store.get(key));
    if (value === undefined || value === null) return undefined;
    const record = readRecord(value);
    const latest = this.#clock.now() + MAX_CLOCK_SKEW;
    if (record?.companyId === companyId && record.issuedAt <= latest) return record;
    // Nothing is skipped: the store works, and the next login overwrites the record.
    const reason = value === UNKNOWN_KEY ? 'unknown key' : 'unreadable record';
    this.#emit({ type: 'store.failed', operation: 'get', reason });
    return undefined;
  }

  async set(key: string, record: EsignonTokenRecord, ttlMs: number): Promise<void> {
    await this.#run('set', () => this.#store.set(key, record, ttlMs));
  }

  async delete(key: string, accessToken: string): Promise<void> {
    await this.#run('delete', () => this.#store.delete(key, accessToken));
  }

  /**
   * Tries to take the lease. `free`: the login may start, with the lease if there is a `release`. `held`: another process
   * has the lease.
   */
  async lease(
    key: string,
    ttlMs: number,
  ): Promise<{ readonly state: 'free' | 'held'; readonly release?: Release }> {
    if (!this.#store.lease) return { state: 'free' };
    let timedOut = false;
    const takeLease = async (): Promise<Release | undefined> => {
      const release: unknown = await this.#store.lease?.(key, ttlMs);
      if (release === undefined || release === null) return undefined;
      if (!isRelease(release)) throw new TypeError('lease() must return a function or undefined');
      // A disconnected client may send its command after the time-out. Nobody else would release that lease.
      if (timedOut) await release();
      return release;
    };
    const release = await this.#run('lease', takeLease).finally(() => (timedOut = true));
    if (!release) return { state: this.#skipped.has('lease') ? 'free' : 'held' };
    return { state: 'free', release: () => this.#release(release) };
  }

  async #release(release: Release): Promise<void> {
    await this.#run('release', release);
  }

  async #run<T>(operation: Operation, execute: () => T | Promise<T>): Promise<T | undefined> {
    const isLeaseRelease = operation === 'release';
    if (this.#skipped.has(operation)) return undefined;
    try {
      return await raceDeadline(Promise.resolve().then(execute), {
        clock: this.#clock,
        ms: STORE_TIMEOUT,
        timeoutError: () => TIMED_OUT,
        signal: isLeaseRelease ? undefined : this.#signal,
      });
    } catch (error) {
      // Not `error`, which can be a failure of the store just before the abort, and can contain its URL.
      if (this.#signal.aborted && !isLeaseRelease) throw abortedByCaller();
      for (const skipped of skippedAfter(operation, error)) this.#skipped.add(skipped);
      this.#emit({ type: 'store.failed', operation, ...causeOf(error) });
      return undefined;
    }
  }
}

function causeOf(error: unknown): Pick<StoreFailedEvent, 'reason' | 'systemCode'> {
  const systemCode = systemCodeOf(error);
  const reason = error === TIMED_OUT ? 'timed out' : 'failed';
  return systemCode === undefined ? { reason } : { reason, systemCode };
}

function isRelease(value: unknown): value is Release {
  return typeof value === 'function';
}

/** Copies a record, reading each property once; returns `undefined` if it is not a valid record. */
function readRecord(value: unknown): EsignonTokenRecord | undefined {
  try {
    const { accessToken, expiresAt, issuedAt, companyId, deviceId } = value as Record<string, unknown>;
    const record = { accessToken, expiresAt, issuedAt, companyId, deviceId };
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}
