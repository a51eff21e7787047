import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster, Redis } from 'ioredis';
import { Keyv } from 'keyv';
import { KeyvTokenStore } from 'nestjs-esignon-auth/keyv';
import { RedisTokenStore } from 'nestjs-esignon-auth/redis';
import { SealedTokenStore } from 'nestjs-esignon-auth/sealed';
import { MemoryTokenStore, tokenStoreContract } from 'nestjs-esignon-auth/testing';
import { createClient, createCluster } from 'redis';

import type { EsignonTokenRecord, EsignonTokenStore } from '../../lib/token/token-store.js';
import { describeWithRedis, RedisCluster, RedisServer } from '../support/redis-server.js';
import { passesContract } from '../support/store-contract.js';

const KEY = Buffer.alloc(32, 7).toString('base64');

describe('MemoryTokenStore', () => {
  const store = new MemoryTokenStore();
  passesContract(() => store);
});

describe('KeyvTokenStore over Keyv in memory', () => {
  const store = new KeyvTokenStore(new Keyv());
  passesContract(() => store, { lease: false });

  it('passes whole milliseconds to Keyv, and never 0, which means no expiry', async () => {
    const given: unknown[] = [];
    const keyv = {
      get: async () => undefined,
      set: async (_: string, __: unknown, ttl?: number) => given.push(ttl),
      delete: async () => true,
    };
    const record = { accessToken: 'a', expiresAt: 2, issuedAt: 1, companyId: 'acme' };
    for (const ttl of [1_000.5, 0.5, 0, -3]) await new KeyvTokenStore(keyv).set('key', record, ttl);
    expect(given).toEqual([1_000, 1, 1, 1]);
  });
});

describe('SealedTokenStore', () => {
  describe('over memory', () => {
    const store = new SealedTokenStore(new MemoryTokenStore(), { keys: [KEY] });
    passesContract(() => store);
  });

  describe('over a store without a lease', () => {
    const store = new SealedTokenStore(new KeyvTokenStore(new Keyv()), { keys: [KEY] });
    passesContract(() => store, { lease: false });

    it('has no lease', () => expect(store.lease).toBeUndefined());
  });
});

describeWithRedis('RedisTokenStore, standalone', () => {
  let server: RedisServer;
  /** The test's own view of what is in Redis. */
  let plain: Redis;
  beforeAll(async () => {
    server = await RedisServer.start();
    plain = server.client();
  });
  afterAll(async () => {
    plain.disconnect();
    await server.stop();
  });

  describe('with ioredis', () => {
    let client: Redis;
    beforeAll(() => void (client = server.client()));
    afterAll(() => client.disconnect());
    passesContract(() => new RedisTokenStore(client));
  });

  describe('with ioredis that has a prefix of its own', () => {
    let client: Redis;
    beforeAll(() => void (client = new Redis(server.port, '127.0.0.1', { keyPrefix: 'shop:' })));
    afterAll(() => client.disconnect());
    passesContract(() => new RedisTokenStore(client, { prefix: 'tokens:' }));

    it('puts every key under both prefixes', async () => {
      await plain.flushall();
      const store = new RedisTokenStore(client, { prefix: 'tokens:' });
      await store.set('key', { accessToken: 'a', expiresAt: 2, issuedAt: 1, companyId: 'acme' }, 60_000);
      await store.lease('key', 60_000);
      expect((await plain.keys('*')).sort()).toEqual(['shop:tokens:lease:key', 'shop:tokens:token:key']);
    });
  });

  describe('with node-redis', () => {
    let client: ReturnType<typeof nodeRedis>;
    beforeAll(async () => {
      client = nodeRedis(server.port);
      await client.connect();
    });
    afterAll(() => client.destroy());
    passesContract(() => new RedisTokenStore(client));

    describe('sealed', () =>
      passesContract(() => new SealedTokenStore(new RedisTokenStore(client), { keys: [KEY] })));

    it('reads the record and the lease of ioredis', async () => {
      const theirs = new RedisTokenStore(plain);
      const ours = new RedisTokenStore(client);
      const record = { accessToken: 'a', expiresAt: 2, issuedAt: 1, companyId: 'acme' };
      await theirs.set('shared', record, 60_000);
      await theirs.lease('shared', 60_000);
      expect(await ours.get('shared')).toEqual(record);
      expect(await ours.lease('shared', 60_000)).toBeUndefined();
    });

    it('leaves no key in Redis without expiry', async () => {
      await plain.flushall();
      const store = new RedisTokenStore(client);
      await store.set('key', { accessToken: 'a', expiresAt: 2, issuedAt: 1, companyId: 'acme' }, 90_000.5);
      await store.lease('key', 60_000.5);
      expect(await plain.pttl('esignon:token:key')).toBeGreaterThan(80_000);
      expect(await plain.pttl('esignon:lease:key')).toBeGreaterThan(50_000);
    });
  });
});

describeWithRedis('RedisTokenStore, cluster of three', () => {
  let cluster: RedisCluster;
  beforeAll(async () => (cluster = await RedisCluster.start()));
  afterAll(() => cluster.stop());

  describe('with ioredis', () => {
    let client: Cluster;
    beforeAll(() => void (client = new Cluster(cluster.ports.map((port) => ({ host: '127.0.0.1', port })))));
    afterAll(() => client.disconnect());
    passesContract(() => new RedisTokenStore(client));

    it('spreads over the nodes', async () => {
      const store = new RedisTokenStore(client);
      const record = { accessToken: 'a', expiresAt: 2, issuedAt: 1, companyId: 'acme' };
      await Promise.all(Array.from({ length: 60 }, (_, i) => store.set(`key-${i}`, record, 60_000)));
      const sizes = await Promise.all(client.nodes('master').map((node) => node.dbsize()));
      expect(Math.min(...sizes)).toBeGreaterThan(0);
    });
  });

  describe('with node-redis', () => {
    let client: ReturnType<typeof nodeRedisCluster>;
    beforeAll(async () => {
      client = nodeRedisCluster(cluster.ports);
      await client.connect();
    });
    afterAll(() => client.destroy());
    passesContract(() => new RedisTokenStore(client));

    describe('sealed', () =>
      passesContract(() => new SealedTokenStore(new RedisTokenStore(client), { keys: [KEY] })));
  });
});

function nodeRedis(port: number) {
  return createClient({ socket: { host: '127.0.0.1', port } });
}

function nodeRedisCluster(ports: readonly number[]) {
  return createCluster({ rootNodes: ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })) });
}

describe('the contract itself', () => {
  /** Which cases a store fails that is right but for one thing. */
  async function complaints(make: () => EsignonTokenStore): Promise<string[]> {
    const settled = await Promise.all(
      tokenStoreContract(make).map(async ({ name, run }) =>
        run().then(
          () => [],
          () => [name],
        ),
      ),
    );
    return settled.flat();
  }

  it('passes for a correct store', async () => {
    expect(await complaints(() => new MemoryTokenStore())).toEqual([]);
  });

  it('cannot be passed by a store without a lease, unless told that there is none', async () => {
    const keyv = () => new KeyvTokenStore(new Keyv());
    expect(await complaints(keyv)).not.toEqual([]);
    const cases = tokenStoreContract(keyv, { lease: false });
    await expect(Promise.all(cases.map(({ run }) => run()))).resolves.toBeDefined();
  });

  const defects: [string, string, (right: MemoryTokenStore) => Partial<EsignonTokenStore>][] = [
    [
      'keeps records for ever',
      'removes a record when its lifetime ends',
      (right) => ({ set: (key, record) => right.set(key, record, 1e12) }),
    ],
    [
      'goes by the record’s end instead of the time it was given',
      'removes a record when its lifetime ends',
      (right) => ({ set: (key, record) => right.set(key, record, record.expiresAt - Date.now()) }),
    ],
    [
      'takes no time to be for ever',
      'removes a record with a lifetime below 1 ms',
      (right) => ({ set: (key, record, ttl) => right.set(key, record, Math.floor(ttl) || 1e12) }),
    ],
    [
      'forgets by a timer',
      'keeps a record whose lifetime is longer than setTimeout allows',
      (right) => ({
        set: async (key, record, ttl) => {
          await right.set(key, record, ttl);
          const clamped = ttl > 2 ** 31 - 1 ? 1 : ttl;
          setTimeout(() => void right.delete(key, record.accessToken), clamped).unref();
        },
      }),
    ],
    [
      'keeps to the first lifetime',
      'keeps a record that was set again for its new lifetime',
      (right) => {
        const ends = new Map<string, number>();
        return {
          set: (key, record, ttl) => {
            const end = ends.get(key) ?? Date.now() + ttl;
            ends.set(key, end);
            return right.set(key, record, end - Date.now());
          },
        };
      },
    ],
    [
      'refuses parts of a millisecond',
      'accepts a lifetime that is not a whole number of ms',
      (right) => ({
        set: async (key, record, ttl) => {
          if (!Number.isInteger(ttl)) throw new Error('not an integer');
          return right.set(key, record, ttl);
        },
      }),
    ],
    [
      'refuses parts of a millisecond for a lease',
      'accepts a lease whose duration is not a whole number of ms',
      (right) => ({
        lease: async (key, ttl) => {
          if (!Number.isInteger(ttl)) throw new Error('not an integer');
          return right.lease(key, ttl);
        },
      }),
    ],
    [
      'keeps the first record',
      'replaces the previous record',
      (right) => ({
        set: async (key, record, ttl) => ((await right.get(key)) ? undefined : right.set(key, record, ttl)),
      }),
    ],
    [
      'has one record for all keys',
      'keeps the records of different keys separate',
      (right) => ({
        get: () => right.get('one'),
        set: (_, record, ttl) => right.set('one', record, ttl),
        delete: (_, token) => right.delete('one', token),
      }),
    ],
    [
      'has columns of 4 096 characters',
      'keeps a token of 8192 characters',
      (right) => ({
        set: (key, record, ttl) =>
          right.set(key, { ...record, accessToken: record.accessToken.slice(0, 4096) }, ttl),
      }),
    ],
    [
      'escapes what it keeps',
      'returns the record that was set, unchanged',
      (right) => ({
        set: (key, record, ttl) =>
          right.set(key, { ...record, accessToken: encodeURIComponent(record.accessToken) }, ttl),
      }),
    ],
    [
      'makes null of what is absent',
      'keeps a record without a device ID',
      (right) => ({
        get: async (key) => {
          const record = await right.get(key);
          return record && ({ deviceId: null, ...record } as unknown as EsignonTokenRecord);
        },
      }),
    ],
    [
      'has null for nothing',
      'returns undefined for a key that was never set',
      (right) => ({ get: async (key) => (await right.get(key)) ?? (null as never) }),
    ],
    [
      'deletes without comparing',
      'does not delete a record that holds another token',
      (right) => ({ delete: async (key) => right.delete(key, (await right.get(key))?.accessToken ?? '') }),
    ],
    ['deletes nothing', 'deletes a record by its token', () => ({ delete: async () => undefined })],
    [
      'complains where there is nothing to delete',
      'resolves when there is nothing to delete',
      (right) => ({
        delete: async (key, token) => {
          if (!(await right.get(key))) throw new Error('no such key');
          return right.delete(key, token);
        },
      }),
    ],
    [
      'leases to everybody',
      'gives the lease to one of many concurrent callers',
      () => ({ lease: async () => async () => undefined }),
    ],
    [
      'looks before it leases, but not at once',
      'gives the lease to one of many concurrent callers',
      (right) => {
        const held = new Set<string>();
        return {
          lease: async (key, ttl) => {
            if (held.has(key)) return undefined;
            await new Promise(setImmediate);
            held.add(key);
            setTimeout(() => held.delete(key), Math.min(ttl, 1_000)).unref();
            return async () => void held.delete(key);
          },
          get: (key) => right.get(key),
        };
      },
    ],
    [
      'takes no lease back',
      'gives the lease again after a release',
      (right) => ({
        lease: async (key, ttl) => (await right.lease(key, ttl)) && (async () => undefined),
      }),
    ],
    [
      'leases for ever',
      'gives the lease again after it has expired',
      (right) => ({ lease: (key) => right.lease(key, 1e12) }),
    ],
    [
      'releases without comparing',
      'does not release the lease of another holder',
      (right) => {
        const releases = new Map<string, () => Promise<void>>();
        return {
          lease: async (key, ttl) => {
            const release = await right.lease(key, ttl);
            if (!release) return undefined;
            releases.set(key, release);
            return async () => releases.get(key)?.();
          },
        };
      },
    ],
    [
      'has one lease for all keys',
      'gives the leases of different keys independently',
      (right) => ({ lease: (_, ttl) => right.lease('one', ttl) }),
    ],
    [
      'loses the record with the lease',
      'keeps leases and records separate',
      (right) => ({
        lease: async (key, ttl) => {
          const release = await right.lease(key, ttl);
          return (
            release &&
            (async () => {
              await release();
              await right.delete(key, (await right.get(key))?.accessToken ?? '');
            })
          );
        },
      }),
    ],
    [
      'leases only where there is no record',
      'keeps leases and records separate',
      (right) => ({
        lease: async (key, ttl) => ((await right.get(key)) ? undefined : right.lease(key, ttl)),
      }),
    ],
  ];

  let found: string[][];
  beforeAll(
    async () => (found = await Promise.all(defects.map(([, , defect]) => complaints(() => broken(defect))))),
  );
  it.each(defects.map(([name, caught], i) => [name, caught, i] as const))(
    'catches a store that %s',
    (_, caught, i) => {
      expect(found[i]).toContain(caught);
    },
  );

  function broken(defect: (right: MemoryTokenStore) => Partial<EsignonTokenStore>): EsignonTokenStore {
    const right = new MemoryTokenStore();
    return {
      get: (key) => right.get(key),
      set: (key, record, ttl) => right.set(key, record, ttl),
      delete: (key, token) => right.delete(key, token),
      lease: (key, ttl) => right.lease(key, ttl),
      ...defect(right),
    };
  }
});
