import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, describe, expect, it } from '@jest/globals';

import { Moment, systemClock } from '../../lib/common/clock.js';
import { VirtualClock } from '../support/virtual-clock.js';

describe('the system clock', () => {
  const cancels: (() => void)[] = [];
  afterEach(() => cancels.splice(0).forEach((cancel) => cancel()));

  /** Sets a timer; tells how often it fired, and after how long. */
  function timer(kind: 'timer' | 'backgroundTimer', ms: number) {
    const start = performance.now();
    const fired: number[] = [];
    const cancel = systemClock[kind](ms, () => fired.push(performance.now() - start));
    cancels.push(cancel);
    return { fired, cancel };
  }

  /** Timers that keep this process alive. */
  const keepingAlive = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

  it('reads the wall clock and a monotonic clock', async () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000);
    const before = systemClock.monotonic();
    await sleep(5);
    const passed = systemClock.monotonic() - before;
    expect(passed).toBeGreaterThan(3);
    expect(passed).toBeLessThan(60_000);
  });

  describe.each(['timer', 'backgroundTimer'] as const)('%s', (kind) => {
    it('fires once, and not early', async () => {
      const { fired } = timer(kind, 20.4);
      const at = timer(kind, -5);
      await sleep(80);
      expect(fired).toHaveLength(1);
      expect(fired[0]).toBeGreaterThan(19.5);
      expect(at.fired).toHaveLength(1);
    });

    it('does not fire once it is cancelled', async () => {
      const { fired, cancel } = timer(kind, 5);
      cancel();
      await sleep(30);
      expect(fired).toEqual([]);
    });

    it('waits for a time that is too long for setTimeout', async () => {
      const { fired } = timer(kind, 2 ** 31);
      await sleep(30);
      expect(fired).toEqual([]);
    });
  });

  it('keeps the process alive for a timer, not for a background timer', () => {
    const before = keepingAlive();
    timer('backgroundTimer', 60_000);
    expect(keepingAlive()).toBe(before);
    timer('timer', 60_000);
    expect(keepingAlive()).toBe(before + 1);
  });
});

describe('a moment', () => {
  it.each([
    ['both clocks agree', 0, 600],
    ['the wall clock was set ahead', 300, 300],
    ['the wall clock was set back', -300, 600],
  ])('has the time left when %s', async (_, jump, left) => {
    const clock = new VirtualClock();
    const moment = Moment.in(clock, 1_000);
    await clock.advance(400);
    clock.jumpWall(jump);
    expect(moment.remaining(clock)).toBe(left);
    expect(moment.passed(clock)).toBe(false);
    await clock.advance(left);
    expect(moment.remaining(clock)).toBe(0);
    expect(moment.passed(clock)).toBe(true);
  });
});
