import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { EsignonTokenRecord, EsignonTokenStore } from '../token/token-store.js';

/** One thing that a store must do. */
export interface TokenStoreCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

type Check = (store: EsignonTokenStore, key: string) => Promise<void>;

const HOUR = 60 * 60_000;
/** Longer than `setTimeout` can wait, as the vendor's tokens live. */
const MONTH = 30 * 24 * HOUR;
/** Long enough for a slow machine, short enough to be waited for: stores have clocks of their own. */
const SHORT = 150;

function record(accessToken: string): EsignonTokenRecord {
  const issuedAt = Date.now();
  return { accessToken, issuedAt, expiresAt: issuedAt + HOUR, companyId: 'acme', deviceId: 'device-1' };
}

const BASICS: Readonly<Record<string, Check>> = {
  'has nothing for a key that was never set': async (store, key) => {
    assert.equal(await store.get(key), undefined);
  },
  'gives back what was set, unchanged': async (store, key) => {
    const kept = { ...record('a'), accessToken: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~' };
    await store.set(key, kept, HOUR);
    assert.deepEqual(await store.get(key), kept);
  },
  'keeps a token of 8192 characters': async (store, key) => {
    const kept = record('t'.repeat(8192));
    await store.set(key, kept, HOUR);
    assert.deepEqual(await store.get(key), kept);
  },
  'keeps a record without a device ID': async (store, key) => {
    const { accessToken, expiresAt, issuedAt, companyId } = record('a');
    const kept = { accessToken, expiresAt, issuedAt, companyId };
    await store.set(key, kept, HOUR);
    assert.deepEqual(await store.get(key), kept);
  },
  'replaces what was set before': async (store, key) => {
    await store.set(key, record('a'), HOUR);
    await store.set(key, record('b'), HOUR);
    assert.equal((await store.get(key))?.accessToken, 'b');
  },
  'keeps keys apart': async (store, key) => {
    await store.set(key, record('a'), HOUR);
    assert.equal(await store.get(`${key}-other`), undefined);
  },
  'forgets a record when its time is over': async (store, key) => {
    await store.set(key, record('a'), SHORT);
    await sleep(2 * SHORT);
    assert.equal(await store.get(key), undefined);
  },
  'keeps a record for longer than a timer can wait': async (store, key) => {
    await store.set(key, record('a'), MONTH);
    await sleep(SHORT);
    assert.equal((await store.get(key))?.accessToken, 'a');
  },
  'keeps a record that was set again for its new time': async (store, key) => {
    await store.set(key, record('a'), SHORT);
    await store.set(key, record('b'), HOUR);
    await sleep(2 * SHORT);
    assert.equal((await store.get(key))?.accessToken, 'b');
  },
  'takes a lifetime that is no whole number of ms': async (store, key) => {
    await store.set(key, record('a'), HOUR + 0.5);
    assert.equal((await store.get(key))?.accessToken, 'a');
  },
  'keeps nothing for ever, however short its lifetime': async (store, key) => {
    await store.set(key, record('a'), 0.5);
    await sleep(SHORT);
    assert.equal(await store.get(key), undefined);
  },
  'deletes a record by its token': async (store, key) => {
    await store.set(key, record('a'), HOUR);
    await store.delete(key, 'a');
    assert.equal(await store.get(key), undefined);
  },
  'deletes no record that holds another token': async (store, key) => {
    await store.set(key, record('b'), HOUR);
    await store.delete(key, 'a');
    assert.equal((await store.get(key))?.accessToken, 'b');
  },
  'deletes nothing without complaint': async (store, key) => store.delete(key, 'a'),
};

const LEASES: Readonly<Record<string, Check>> = {
  'leases to one of many who ask at once': async (store, key) => {
    const asked = await Promise.all(Array.from({ length: 20 }, async () => store.lease?.(key, HOUR)));
    assert.equal(asked.filter((release) => release !== undefined).length, 1);
  },
  'leases again after a release': async (store, key) => {
    await (
      await store.lease?.(key, HOUR)
    )?.();
    assert.equal(typeof (await store.lease?.(key, HOUR)), 'function');
  },
  'leases again when the lease has ended by itself': async (store, key) => {
    await store.lease?.(key, SHORT);
    assert.equal(await store.lease?.(key, SHORT), undefined);
    await sleep(2 * SHORT);
    assert.equal(typeof (await store.lease?.(key, HOUR)), 'function');
  },
  'releases only one’s own lease': async (store, key) => {
    const first = await store.lease?.(key, SHORT);
    await sleep(2 * SHORT);
    await store.lease?.(key, HOUR);
    await first?.();
    assert.equal(await store.lease?.(key, HOUR), undefined);
  },
  'takes a lease that lasts no whole number of ms': async (store, key) => {
    assert.equal(typeof (await store.lease?.(key, HOUR + 0.5)), 'function');
  },
  'leases each key by itself': async (store, key) => {
    await store.lease?.(key, HOUR);
    assert.equal(typeof (await store.lease?.(`${key}-other`, HOUR)), 'function');
  },
  'keeps leases and records apart': async (store, key) => {
    const release = await store.lease?.(key, HOUR);
    await store.set(key, record('a'), HOUR);
    await release?.();
    assert.equal((await store.get(key))?.accessToken, 'a');
    assert.equal(typeof (await store.lease?.(key, HOUR)), 'function');
  },
};

/**
 * What a token store of one's own must do, as cases for any test runner. Cases of the lease are there when the store
 * has one.
 *
 * @param make gives the store under test; called once a case
 * @example
 * for (const { name, run } of tokenStoreContract(() => new MyStore())) it(name, run);
 */
export function tokenStoreContract(
  make: () => EsignonTokenStore | Promise<EsignonTokenStore>,
  { lease = true }: { readonly lease?: boolean } = {},
): TokenStoreCase[] {
  return Object.entries(lease ? { ...BASICS, ...LEASES } : BASICS).map(([name, check]) => ({
    name,
    run: async () => check(await make(), `contract-${randomUUID()}`),
  }));
}
