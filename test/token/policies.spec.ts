import { describe, expect, it } from '@jest/globals';

import { Moment } from '../../lib/common/clock.js';
import {
  EsignonInvalidResponseError,
  EsignonLoginRejectedError,
  EsignonUnavailableError,
} from '../../lib/common/errors.js';
import { afterRejection, isPaused, NO_CONTENTION } from '../../lib/token/contention.js';
import { cooldownAfter } from '../../lib/token/cooldown.js';
import { afterLoginStart, delayForCallers, delayForTimers, UNUSED_PACE } from '../../lib/token/login-pace.js';
import { renewalBackoff } from '../../lib/token/renewal-backoff.js';
import {
  clockCheckInterval,
  expiryLeeway,
  renewalDelay,
  renewalWindow,
} from '../../lib/token/renewal-schedule.js';
import { VirtualClock } from '../support/virtual-clock.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('the renewal window (K3)', () => {
  it.each([
    ['by default 20 %', 10 * MINUTE, undefined, 2 * MINUTE],
    ['by default at most 24 h', 30 * DAY, undefined, DAY],
    ['a share of the lifetime', HOUR, 0.5, 30 * MINUTE],
    ['1 is a share, and leaves a tenth', HOUR, 1, 54 * MINUTE],
    ['above 1 it is ms', HOUR, 90_000, 90_000],
    ['one longer than the lifetime leaves a tenth', 4 * MINUTE, 5 * MINUTE, 216_000],
    ['0 is none', HOUR, 0, 0],
  ])('%s', (_, lifetime, renewAhead, window) => {
    expect(renewalWindow(lifetime, renewAhead)).toBeCloseTo(window, 6);
  });

  it('starts up to a tenth later, by jitter', () => {
    expect(renewalDelay(10 * MINUTE, undefined, 0)).toBe(8 * MINUTE);
    expect(renewalDelay(10 * MINUTE, undefined, 1)).toBeCloseTo(8.2 * MINUTE, 6);
  });

  it('does not exist if its length is 0', () => {
    expect(renewalDelay(HOUR, 0, 0.5)).toBeUndefined();
  });
});

describe('the expiry leeway (K6)', () => {
  it.each([
    [30 * DAY, 5_000],
    [250_000, 5_000],
    [100_000, 2_000],
    [1_000, 20],
  ])('of a lifetime of %i ms is %i ms', (lifetime, early) => expect(expiryLeeway(lifetime)).toBe(early));
});

describe('the interval of readings of both clocks (K6)', () => {
  it.each([
    [30 * DAY, 1_000],
    [250_000, 1_000],
    [100_000, 400],
    [100, 0],
  ])('for a lifetime of %i ms is %i ms', (lifetime, interval) =>
    expect(clockCheckInterval(lifetime)).toBe(interval),
  );
});

describe('the wait after a failed renewal (K3)', () => {
  const wait = (failures: number, timeLeft: number, random = 0, atLeast = 0): number =>
    renewalBackoff({ failures, timeLeft, atLeast, random });

  it.each([
    [1, 0, 500],
    [1, 1, 1_000],
    [2, 0, 1_000],
    [5, 1, 16_000],
    [11, 1, 15 * MINUTE],
    [1000, 1, 15 * MINUTE],
  ])('after %i failures with a random number of %d is %i ms', (failures, random, expected) => {
    expect(wait(failures, 10 * DAY, random)).toBe(expected);
  });

  it('is at most a third of the time left', () => expect(wait(20, 9_000, 1)).toBe(3_000));
  it('is no shorter than the cool-down', () => expect(wait(1, DAY, 0, MINUTE)).toBe(MINUTE));
  it('is at most a third even in a cool-down', () => expect(wait(1, MINUTE, 0, MINUTE)).toBe(20_000));
  it('is all of the time left if a third is too short', () => expect(wait(1, 29, 0)).toBe(29));
});

describe('the cool-down after a failed login (K5)', () => {
  const settings = { credentialsCooldown: MINUTE, unavailableCooldown: 1_000 };
  const wrongPassword = new EsignonLoginRejectedError('ESIGNON_INVALID_CREDENTIALS', '');
  const outage = new EsignonUnavailableError('ESIGNON_UNREACHABLE', '', { retryable: true });
  const busy = new EsignonUnavailableError('ESIGNON_HTTP_STATUS', '', {
    retryable: true,
    retryAfterMs: 20_000,
  });
  const forEver = new EsignonUnavailableError('ESIGNON_HTTP_STATUS', '', {
    retryable: true,
    retryAfterMs: 1e12,
  });

  it.each([
    ['a permanent failure', wrongPassword, 1, MINUTE],
    ['a second one', wrongPassword, 2, 2 * MINUTE],
    ['at most', wrongPassword, 99, 15 * MINUTE],
    ['a passing failure', outage, 1, 1_000],
    ['a third one', outage, 3, 4_000],
    ['at most', outage, 99, MINUTE],
    ['Retry-After', busy, 1, 20_000],
    ['Retry-After, when the doubling is longer', busy, 7, MINUTE],
    ['Retry-After at most', forEver, 1, HOUR],
    ['an answer that makes no sense, however often', new EsignonInvalidResponseError(''), 9, MINUTE],
  ])('%s', (_, error, failures, expected) => expect(cooldownAfter(error, failures, settings)).toBe(expected));

  it('is the configured one, even above the ceiling', () => {
    expect(cooldownAfter(wrongPassword, 3, { ...settings, credentialsCooldown: HOUR })).toBe(HOUR);
  });
});

describe('contention (S4)', () => {
  it('pauses renewals at the third rejection of a young token, for 30 s', () => {
    const once = afterRejection(NO_CONTENTION, 1_000, 0);
    const twice = afterRejection(once, 1_000, 10);
    const thrice = afterRejection(twice, 1_000, 20);
    expect([once, twice, thrice].map((state) => isPaused(state, 20))).toEqual([false, false, true]);
    expect(isPaused(thrice, 20 + 30_000 - 1)).toBe(true);
    expect(isPaused(thrice, 20 + 30_000)).toBe(false);
  });

  it('renews after one rejection when the pause is over, and pauses at the next', () => {
    const after = afterRejection({ youngRejections: 1, pausedUntil: 30_000 }, 1_000, 30_000);
    expect(isPaused(after, 30_000)).toBe(false);
    expect(isPaused(afterRejection(after, 1_000, 30_001), 30_001)).toBe(true);
  });

  it('is reset by a token that lived for a minute', () => {
    expect(afterRejection({ youngRejections: 2, pausedUntil: 0 }, 60_000, 0)).toEqual(NO_CONTENTION);
    expect(isPaused(afterRejection({ youngRejections: 2, pausedUntil: 0 }, 59_999, 0), 0)).toBe(true);
  });

  it('is not lengthened by rejections within the pause', () => {
    const paused = { youngRejections: 1, pausedUntil: 100 };
    expect(afterRejection(paused, 1, 50)).toBe(paused);
  });
});

describe('a moment (K6)', () => {
  it('has passed when the wall clock says so', () => {
    const clock = new VirtualClock();
    const moment = Moment.in(clock, HOUR);
    clock.jumpWall(HOUR);
    expect(moment.passed(clock)).toBe(true);
  });

  it('has passed when the monotonic clock says so', async () => {
    const clock = new VirtualClock();
    const moment = Moment.in(clock, HOUR);
    clock.jumpWall(-30 * DAY);
    expect(moment.passed(clock)).toBe(false);
    await clock.advance(HOUR);
    expect(moment.passed(clock)).toBe(true);
  });
});

describe('the pace of logins (K7)', () => {
  const at = (ms: number, times: number): number[] => Array<number>(times).fill(ms);

  it.each<[string, number[], number, number, number]>([
    ['none before', [], 0, 0, 0],
    ['one before', [0], 0, 0, 1_000],
    ['nine at once', at(0, 9), 0, 0, 1_000],
    ['ten at once', at(0, 10), 0, 1_000, 1_000],
    ['ten at once, half a second ago', at(0, 10), 500, 500, 500],
    ['ten at once, a second ago', at(0, 10), 1_000, 0, 0],
    ['eleven, the last a second later', [...at(0, 10), 1_000], 1_000, 1_000, 1_000],
    [
      'ten at once, and a long rest: at most one burst is available',
      [...at(0, 10), ...at(1e9, 10)],
      1e9,
      1_000,
      1_000,
    ],
  ])('after logins at these moments: %s', (_, starts, now, callers, timers) => {
    expect(delayForCallers(starts.reduce(afterLoginStart, UNUSED_PACE), now)).toBe(callers);
    expect(delayForTimers(starts.at(-1) ?? Number.NEGATIVE_INFINITY, now)).toBe(timers);
  });
});
