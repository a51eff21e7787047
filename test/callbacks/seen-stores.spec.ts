import { describe, expect, it } from '@jest/globals';
import { Keyv } from 'keyv';

import { DocumentTurns } from '../../lib/callbacks/document-turns.js';
import { EventClaims } from '../../lib/callbacks/event-claims.js';
import { KeyvSeenStore } from '../../lib/callbacks/keyv-seen-store.js';
import { MemorySeenStore } from '../../lib/callbacks/memory-seen-store.js';
import type { EsignonSeenStore } from '../../lib/callbacks/seen-store.js';
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

  it('forgets the oldest beyond its bound', async () => {
    const store = new MemorySeenStore(new VirtualClock(), 2);
    for (const key of ['a', 'b', 'c']) await store.lease(key, 1_000);
    expect(await store.lease('b', 1_000)).toBeUndefined();
    expect(await store.lease('c', 1_000)).toBeUndefined();
    expect(await store.lease('a', 1_000)).toBeInstanceOf(Function);
  });
});

describe('KeyvSeenStore', () => {
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
    const [pending] = Object.getOwnPropertySymbols(keyv).map(
      (symbol) => (keyv as never)[symbol] as Map<string, unknown>,
    );
    expect(pending?.size).toBe(0);
  });
});

describe('DocumentTurns', () => {
  const turnsOf = (store: EsignonSeenStore, clock: VirtualClock) =>
    new DocumentTurns(new EventClaims(store, clock), clock);

  it('waits for the turn of another process', async () => {
    const clock = new VirtualClock();
    const store = new MemorySeenStore(clock);
    const [here, there] = [turnsOf(store, clock), turnsOf(store, clock)];
    const order: string[] = [];
    let end = (): void => undefined;
    const first = here.run('doc', async () => {
      order.push('first begins');
      await new Promise<void>((resolve) => (end = resolve));
      order.push('first ends');
    });
    await clock.advance(10);
    const second = there.run('doc', async () => void order.push('second'));
    await clock.advance(1_000);
    expect(order).toEqual(['first begins']);
    end();
    await first;
    await clock.advance(50);
    await second;
    expect(order).toEqual(['first begins', 'first ends', 'second']);
  });

  it('does not wait longer than a minute for a process that died', async () => {
    const clock = new VirtualClock();
    const store = new MemorySeenStore(clock);
    await store.lease('doc', 60_000);
    let ran = false;
    const turn = turnsOf(store, clock).run('doc', async () => void (ran = true));
    await clock.advance(59_900);
    expect(ran).toBe(false);
    await clock.advance(200);
    await turn;
    expect(ran).toBe(true);
  });

  it('goes on after a turn that failed, and without a turn where the store fails', async () => {
    const clock = new VirtualClock();
    const turns = turnsOf({ lease: () => Promise.reject(new Error('away')) }, clock);
    await expect(turns.run('doc', () => Promise.reject(new Error('of the handler')))).rejects.toThrow(
      'of the handler',
    );
    let ran = false;
    await turns.run('doc', async () => void (ran = true));
    expect(ran).toBe(true);
  });

  it('of a handler that hangs ends after a minute, and the next goes on beside it', async () => {
    const clock = new VirtualClock();
    const turns = turnsOf(new MemorySeenStore(clock), clock);
    let end = (): void => undefined;
    const hanging = turns.run('doc', () => new Promise((resolve) => (end = resolve)));
    const order: number[] = [];
    const next = [1, 2].map((n) => turns.run('doc', async () => void order.push(n)));
    await clock.advance(59_000);
    expect(order).toEqual([]);
    await clock.advance(2_000);
    await Promise.all(next);
    expect(order).toEqual([1, 2]);
    end();
    await hanging;
    expect(clock.pending).toBe(0);
  });
});

describe('EventClaims', () => {
  it.each<[string, EsignonSeenStore]>([
    [
      'throws in place of a promise',
      {
        lease: () =>
          Promise.resolve(() => {
            throw new Error('away');
          }),
      },
    ],
    ['is none', { lease: () => Promise.resolve(true as never) }],
  ])('a release that %s is one that failed', async (_, store) => {
    const clock = new VirtualClock();
    const release = await new EventClaims(store, clock).claim('event', 1_000);
    await expect(release!()).resolves.toBeUndefined();
  });
});
