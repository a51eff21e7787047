import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { EsignonTokenRecord, EsignonTokenStore } from '../token/token-store.js';

/** One requirement of the contract, as a test case. */
export interface TokenStoreCase {
  /** The name of the test. */
  readonly name: string;
  /** Runs the test; rejects if the store does not meet the requirement. */
  readonly run: () => Promise<void>;
}

type Check = (store: EsignonTokenStore, key: string) => Promise<void>;

const HOUR = 60 * 60_000;
/** Longer than the longest delay of `setTimeout`. */
const MONTH = 30 * 24 * HOUR;
/** A real wait in ms, since stores have their own clocks. Long enough for a slow machine. */
const SHORT = 150;

function record(accessToken: string): EsignonTokenRecord {
  const issuedAt = Date.now();
  return { accessToken, issuedAt, expiresAt: issuedAt + HOUR, companyId: 'acme', deviceId: 'device-1' };
}

const BASICS: Readonly<Record<string, Check>> = {
  'returns undefined for a key that was never set': async (store, key) => {
    assert.equal(await store.get(key), undefined);
  },
  'returns the record that was set, unchanged': async (store, key) => {
    const stored = { ...record('a'), accessToken: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~' };
    await store.set(key, stored, HOUR);
    assert.deepEqual(await store.get(key), stored);
  },
  'keeps a token of 8192 characters': async (store, key) => {
    const stored = record('t'.repeat(8192));
    await store.set(key, stored, HOUR);
    assert.deepEqual(await store.get(key), stored);
  },
  'keeps a record without a device ID': async (store, key) => {
    const { accessToken, expiresAt, issuedAt, companyId } = record('a');
    const stored = { accessToken, expiresAt, issuedAt, companyId };
    await store.set(key, stored, HOUR);
    assert.deepEqual(await store.get(key), stored);
  },
  'replaces the previous record': async (store, key) => {
    await store.set(key, record('a'), HOUR);
    await store.set(key, record('b'), HOUR);
    assert.equal((await store.get(key))?.accessToken, 'b');
  },
  'keeps the records of different keys separate': async (store, key) => {
    await store.set(key, record('a'), HOUR);
    assert.equal(await store.get(`${key}-other`), undefined);
  },
  'removes a record when its lifetime ends': async (store, key) => {
    await store.set(key, record('a'), SHORT);
    await sleep(2 * SHORT);
    assert.equal(await store.get(key), undefined);
  },
  'keeps a record whose lifetime is longer than setTimeout allows': async (store, key) => {
    await store.set(key, record('a'), MONTH);
    await sleep(SHORT);
    assert.equal((await store.get(key))?.accessToken, 'a');
  },
  'keeps a record that was set again for its new lifetime': async (store, key) => {
    await store.set(key, record('a'), SHORT);
    await store.set(key, record('b'), HOUR);
    await sleep(2 * SHORT);
    assert.equal((await store.get(key))?.accessToken, 'b');
  },
  'accepts a lifetime that is not a whole number of ms': async (store, key) => {
    await store.set(key, record('a'), HOUR + 0.5);
    assert.equal((await store.get(key))?.accessToken, 'a');
  },
  'removes a record with a lifetime below 1 ms': async (store, key) => {
    await store.set(key, record('a'), 0.5);
    await sleep(SHORT);
    assert.equal(await store.get(key), undefined);
  },
  'deletes a record by its token': async (store, key) => {
    await store.set(key, record('a'), HOUR);
    await store.delete(key, 'a');
    assert.equal(await store.get(key), undefined);
  },
  'does not delete a record that holds another token': async (store, key) => {
    await store.set(key, record('b'), HOUR);
    await store.delete(key, 'a');
    assert.equal((await store.get(key))?.accessToken, 'b');
  },
  'resolves when there is nothing to delete': async (store, key) => store.delete(key, 'a'),
};

const LEASES: Readonly<Record<string, Check>> = {
  'gives the lease to one of many concurrent callers': async (store, key) => {
    const releases = await Promise.all(Array.from({ length: 20 }, async () => store.lease?.(key, HOUR)));
    assert.equal(releases.filter((release) => release !== undefined).length, 1);
  },
  'gives the lease again after a release': async (store, key) => {
    await (
      await store.lease?.(key, HOUR)
    )?.();
    assert.equal(typeof (await store.lease?.(key, HOUR)), 'function');
  },
  'gives the lease again after it has expired': async (store, key) => {
    await store.lease?.(key, SHORT);
    assert.equal(await store.lease?.(key, SHORT), undefined);
    await sleep(2 * SHORT);
    assert.equal(typeof (await store.lease?.(key, HOUR)), 'function');
  },
  'does not release the lease of another holder': async (store, key) => {
    const first = await store.lease?.(key, SHORT);
    await sleep(2 * SHORT);
    await store.lease?.(key, HOUR);
    await first?.();
    assert.equal(await store.lease?.(key, HOUR), undefined);
  },
  'accepts a lease whose duration is not a whole number of ms': async (store, key) => {
    assert.equal(typeof (await store.lease?.(key, HOUR + 0.5)), 'function');
  },
  'gives the leases of different keys independently': async (store, key) => {
    await store.lease?.(key, HOUR);
    assert.equal(typeof (await store.lease?.(`${key}-other`, HOUR)), 'function');
  },
  'keeps leases and records separate': async (store, key) => {
    const release = await store.lease?.(key, HOUR);
    await store.set(key, record('a'), HOUR);
    await release?.();
    assert.equal((await store.get(key))?.accessToken, 'a');
    assert.equal(typeof (await store.lease?.(key, HOUR)), 'function');
  },
};

/**
 * Returns the requirements for a token store, as test cases for any test runner.
 *
 * @param createStore returns the store under test; called once for each case
 * @param options `lease: false` leaves out the cases of the optional `lease()`
 * @example
 * for (const { name, run } of tokenStoreContract(() => new MyStore())) it(name, run);
 */
export function tokenStoreContract(
  createStore: () => EsignonTokenStore | Promise<EsignonTokenStore>,
  { lease = true }: { readonly lease?: boolean } = {},
): TokenStoreCase[] {
  return Object.entries(lease ? { ...BASICS, ...LEASES } : BASICS).map(([name, check]) => ({
    name,
    run: async () => check(await createStore(), `contract-${randomUUID()}`),
  }));
}
