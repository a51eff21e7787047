import { describe, expect, it } from '@jest/globals';

import { DocumentTurns } from '../../lib/callbacks/document-turns.js';
import { EventClaims } from '../../lib/callbacks/event-claims.js';
import { MemorySeenStore } from '../../lib/callbacks/memory-seen-store.js';
import type { EsignonSeenStore } from '../../lib/callbacks/seen-store.js';
import { VirtualClock } from '../support/virtual-clock.js';

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

  it('of one process follow each other where the store fails, also when the first has ended', async () => {
    const clock = new VirtualClock();
    const turns = turnsOf({ lease: () => Promise.reject(new Error('away')) }, clock);
    const order: string[] = [];
    const ends: (() => void)[] = [];
    const begin = (name: string): Promise<void> =>
      turns.run('doc', () => {
        order.push(name);
        return new Promise<void>((resolve) => ends.push(resolve));
      });
    const first = begin('first');
    const second = begin('second');
    await clock.settle();
    expect(order).toEqual(['first']);
    ends[0]!();
    await first;
    await clock.settle();
    const third = begin('third');
    await clock.settle();
    expect(order).toEqual(['first', 'second']);
    ends[1]!();
    await second;
    await clock.settle();
    expect(order).toEqual(['first', 'second', 'third']);
    ends[2]!();
    await third;
    expect(clock.pending).toBe(0);
  });

  it('are asked for again every 50 ms', async () => {
    const clock = new VirtualClock();
    const leases: unknown[][] = [];
    const turns = turnsOf(
      {
        lease: (...lease) => {
          leases.push(lease);
          return Promise.resolve(leases.length < 3 ? undefined : () => Promise.resolve());
        },
      },
      clock,
    );
    const turn = turns.run('doc', () => Promise.resolve());
    await clock.advance(99);
    expect(leases).toHaveLength(2);
    await clock.advance(1);
    await turn;
    expect(leases).toEqual([1, 2, 3].map(() => ['doc', 60_000]));
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
