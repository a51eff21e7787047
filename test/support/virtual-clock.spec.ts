import { describe, expect, it } from '@jest/globals';

import { VirtualClock } from './virtual-clock.js';

describe('a virtual clock', () => {
  it('stands still until it is moved', () => {
    const clock = new VirtualClock(1_000);
    expect([clock.now(), clock.monotonic()]).toEqual([clock.now(), clock.monotonic()]);
    expect(clock.now()).toBe(1_000);
  });

  it('fires what falls due in order, each at its time, and lets promises settle between', async () => {
    const clock = new VirtualClock(0);
    const fired: string[] = [];
    const note = (name: string) => (): void => {
      fired.push(`${name} at ${clock.now()}`);
      void Promise.resolve()
        .then(() => undefined)
        .then(() => fired.push(`after ${name}`));
    };
    clock.timer(20, note('b'));
    clock.backgroundTimer(10, note('a'));
    clock.timer(20, note('c'));
    clock.timer(31, note('too late'));
    await clock.advance(30);
    expect(fired).toEqual(['a at 10', 'after a', 'b at 20', 'after b', 'c at 20', 'after c']);
    expect([clock.now(), clock.pending, clock.fired]).toEqual([30, 1, 3]);
  });

  it('fires timers that timers set, within the same move', async () => {
    const clock = new VirtualClock(0);
    const at: number[] = [];
    const again = (): void => {
      at.push(clock.now());
      if (at.length < 3) clock.timer(10, again);
    };
    clock.timer(10, again);
    await clock.advance(30);
    expect(at).toEqual([10, 20, 30]);
  });

  it('forgets what is cancelled, and clamps as the system does', async () => {
    const clock = new VirtualClock(0);
    clock.timer(1, () => expect(true).toBe(false))();
    clock.backgroundTimer(2 ** 40, () => undefined);
    clock.timer(0.2, () => undefined);
    expect(clock.waits).toEqual([1, 2 ** 31 - 1]);
    expect([clock.pending, clock.keepingAlive]).toEqual([2, 1]);
    await clock.advance(1);
    expect(clock.pending).toBe(1);
  });

  it('jumps on the wall alone, and fires nothing by it', async () => {
    const clock = new VirtualClock(0);
    const before = clock.monotonic();
    clock.timer(10, () => expect(true).toBe(false));
    clock.jumpWall(-100);
    await clock.advance(9);
    expect([clock.now(), clock.monotonic() - before]).toEqual([-91, 9]);
  });

  it('ends a loop', async () => {
    const clock = new VirtualClock();
    const again = (): void => void clock.timer(0, again);
    again();
    await expect(clock.advance(1)).rejects.toThrow('a loop');
  });
});
