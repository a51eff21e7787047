import { describe, expect, it } from '@jest/globals';
import { Keyv } from 'keyv';

import { KeyvSeenStore } from '../../lib/callbacks/keyv-seen-store.js';
import { MemorySeenStore } from '../../lib/callbacks/memory-seen-store.js';
import type { EsignonSeenStore } from '../../lib/callbacks/seen-store.js';
import type { KeyvLike } from '../../lib/stores/keyv/keyv-token-store.js';
import { VirtualClock } from '../support/virtual-clock.js';

const STORES: Record<string, (clock: VirtualClock) => EsignonSeenStore> = {
  memory: (clock) => new MemorySeenStore(clock),
  Keyv: () => new KeyvSeenStore(new Keyv()),
};

describe.each(Object.entries(STORES))('E1: seen in %s', (_, make) => {
  it('sets a key once', async () => {
    const store = make(new VirtualClock());
    expect(await store.lease('a', 1_000)).toBeInstanceOf(Function);
    expect(await store.lease('a', 1_000)).toBeUndefined();
    expect(await store.lease('b', 1_000)).toBeInstanceOf(Function);
  });

  it('sets a key once for many at a time', async () => {
    const store = make(new VirtualClock());
    const leases = await Promise.all(Array.from({ length: 50 }, () => store.lease('a', 1_000)));
    expect(leases.filter((release) => release !== undefined)).toHaveLength(1);
  });

  it('sets it again after its release', async () => {
    const store = make(new VirtualClock());
    await (await store.lease('a', 1_000))!();
    expect(await store.lease('a', 1_000)).toBeInstanceOf(Function);
  });
});

describe('MemorySeenStore', () => {
  it('forgets a key after its time', async () => {
    const clock = new VirtualClock();
    const store = new MemorySeenStore(clock);
    const release = await store.lease('a', 1_000);
    await clock.advance(999);
    expect(await store.lease('a', 1_000)).toBeUndefined();
    await clock.advance(1);
    expect(await store.lease('a', 1_000)).toBeInstanceOf(Function);
    // The first one's release says nothing of the second.
    await release!();
    expect(await store.lease('a', 1_000)).toBeUndefined();
  });

  it('takes a key that is set again for the newest', async () => {
    const clock = new VirtualClock();
    const store = new MemorySeenStore(clock, 2);
    await store.lease('a', 1_000);
    await store.lease('b', 5_000);
    await clock.advance(1_000);
    await store.lease('a', 5_000);
    await store.lease('c', 5_000);
    expect(await store.lease('a', 1_000)).toBeUndefined();
    expect(await store.lease('b', 1_000)).toBeInstanceOf(Function);
  });

  it('forgets the oldest beyond its bound', async () => {
    const store = new MemorySeenStore(new VirtualClock(), 2);
    for (const key of ['a', 'b', 'c']) await store.lease(key, 1_000);
    expect(await store.lease('b', 1_000)).toBeUndefined();
    expect(await store.lease('c', 1_000)).toBeUndefined();
    expect(await store.lease('a', 1_000)).toBeInstanceOf(Function);
  });
});

describe('KeyvSeenStore', () => {
  /** A Keyv over a Map. Each read answers when it is told to. */
  function slowKeyv(more: object = {}): {
    keyv: KeyvLike;
    values: Map<string, unknown>;
    reads: (() => void)[];
  } {
    const values = new Map<string, unknown>();
    const reads: (() => void)[] = [];
    const keyv = {
      get: (key: string) => new Promise((resolve) => reads.push(() => resolve(values.get(key)))),
      set: async (key: string, value: unknown) => values.set(key, value),
      delete: async (key: string) => values.delete(key),
      ...more,
    };
    return { keyv, values, reads };
  }

  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('lets a third claim of a key wait for the second, also when the first has ended', async () => {
    const { keyv, reads } = slowKeyv();
    const store = new KeyvSeenStore(keyv);
    const [first] = [store.lease('a', 1_000), store.lease('a', 1_000)];
    await turn();
    reads[0]!();
    await first;
    await turn();
    void store.lease('a', 1_000);
    await turn();
    expect(reads).toHaveLength(2);
  });

  it('does not let the claims of different keys wait for each other', async () => {
    const { keyv, reads } = slowKeyv();
    const store = new KeyvSeenStore(keyv);
    void store.lease('a', 1_000);
    void store.lease('b', 1_000);
    await turn();
    expect(reads).toHaveLength(2);
  });

  it.each([{}, { store: undefined }, { store: null }, { store: 'redis' }, { store: () => undefined }])(
    'shares the claims of one Keyv: %j',
    async (more) => {
      const { keyv, reads } = slowKeyv(more);
      for (const store of [new KeyvSeenStore(keyv), new KeyvSeenStore(keyv)]) void store.lease('a', 1_000);
      await turn();
      expect(reads).toHaveLength(1);
    },
  );

  it('claims in a Keyv that cannot be extended', async () => {
    const { keyv, reads } = slowKeyv();
    const claim = new KeyvSeenStore(Object.freeze(keyv)).lease('a', 1_000);
    await turn();
    reads[0]!();
    expect(await claim).toBeInstanceOf(Function);
  });

  it('holds a key for its time, which is whole and at least 1 ms', async () => {
    const ttls: unknown[] = [];
    const keyv = {
      get: async () => null,
      set: async (_: string, __: unknown, ttl: unknown) => ttls.push(ttl),
      delete: async () => true,
    };
    const store = new KeyvSeenStore(keyv);
    await store.lease('a', 1_000.7);
    await store.lease('a', 0.1);
    expect(ttls).toEqual([1_000, 1]);
  });

  it('releases only what it set itself', async () => {
    const keyv = new Keyv();
    const release = await new KeyvSeenStore(keyv).lease('a', 1_000);
    await keyv.set('a', 'of another');
    await release!();
    expect(await keyv.get('a')).toBe('of another');
  });

  it('keeps no claim that has ended, and goes on after one that failed', async () => {
    let fail = true;
    const keyv = {
      async get() {
        if (fail) throw new Error('away');
      },
      set: async () => true,
      delete: async () => true,
    };
    const store = new KeyvSeenStore(keyv);
    await expect(store.lease('a', 1_000)).rejects.toThrow('away');
    fail = false;
    const both = [store.lease('a', 1_000), store.lease('b', 1_000)];
    await Promise.all(both);
    // Under this name two copies of the package share it.
    const pending = (keyv as never)[Symbol.for('nestjs-esignon-auth.pending-claims')] as Map<string, unknown>;
    expect(pending.size).toBe(0);
  });
});
