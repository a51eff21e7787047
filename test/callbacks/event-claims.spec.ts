import { describe, expect, it } from '@jest/globals';

import { EventClaims } from '../../lib/callbacks/event-claims.js';
import { MemorySeenStore } from '../../lib/callbacks/memory-seen-store.js';
import type { EsignonSeenStore } from '../../lib/callbacks/seen-store.js';
import { failureOf } from '../support/failure.js';
import { VirtualClock } from '../support/virtual-clock.js';

describe('EventClaims', () => {
  it('claims a key once, until its release', async () => {
    const clock = new VirtualClock();
    const claims = new EventClaims(new MemorySeenStore(clock), clock);
    const release = await claims.claim('event', 1_000);
    expect(await claims.claim('event', 1_000)).toBeUndefined();
    await release!();
    expect(await claims.claim('event', 1_000)).toBeInstanceOf(Function);
    expect(clock.pending).toBe(0);
  });

  it('takes a release that the store returns where a promise is expected', async () => {
    const clock = new VirtualClock();
    let released = 0;
    const store = { lease: () => () => void (released += 1) } as unknown as EsignonSeenStore;
    await (await new EventClaims(store, clock).claim('event', 1_000))!();
    expect(released).toBe(1);
  });

  it('rejects with what the store fails with, also where it throws it', async () => {
    const clock = new VirtualClock();
    const away = new Error('away');
    const throws: EsignonSeenStore = {
      lease: () => {
        throw away;
      },
    };
    for (const store of [throws, { lease: () => Promise.reject(away) }])
      expect(await failureOf(new EventClaims(store, clock).claim('event', 1_000))).toBe(away);
  });

  it.each([
    ['granted too late is released', 1],
    ['refused too late has nothing to release', 0],
  ])('waits for 1 s: a claim that is %s', async (_, granted) => {
    const clock = new VirtualClock();
    let released = 0;
    const release = async (): Promise<void> => void (released += 1);
    let answer: (release: (() => Promise<void>) | undefined) => void = () => undefined;
    const store: EsignonSeenStore = { lease: () => new Promise((resolve) => (answer = resolve)) };
    const failure = failureOf<Error>(new EventClaims(store, clock).claim('event', 60_000));
    await clock.settle();
    expect(clock.waits).toEqual([1_000]);
    await clock.advance(1_000);
    expect((await failure).message).toBe('The store of `seen` timed out');
    expect(released).toBe(0);
    answer(granted ? release : undefined);
    await clock.settle();
    expect(released).toBe(granted);
  });

  it('waits for 1 s for a release that hangs', async () => {
    const clock = new VirtualClock();
    const store: EsignonSeenStore = { lease: async () => () => new Promise(() => undefined) };
    const release = await new EventClaims(store, clock).claim('event', 60_000);
    const released = release!();
    await clock.settle();
    expect(clock.waits).toEqual([1_000]);
    await clock.advance(1_000);
    await expect(released).resolves.toBeUndefined();
  });

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
