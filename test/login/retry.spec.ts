import { describe, expect, it } from '@jest/globals';

import { isTransientStatus, maxLoginDuration, retryDelay } from '../../lib/login/retry.js';

describe('the longest duration of a login', () => {
  it.each([
    ['without retries, its timeout', 10_000, 0, 10_000],
    ['with retries, each wait and each try too', 10_000, 2, 5 * 10_000 + 250 + 500],
    ['with many, waits of at most 4 s more', 1_000, 10, 21 * 1_000 + 27_750],
  ])('%s', (_, timeout, retries, longest) => expect(maxLoginDuration(timeout, retries)).toBe(longest));
});

describe('L3: the wait before the next attempt', () => {
  it.each([
    [0, 250],
    [1, 500],
    [2, 1_000],
    [3, 2_000],
    [4, 4_000],
    [5, 4_000],
    [10, 4_000],
  ])('after %i attempts is from 0 to %i ms: exponential with full jitter', (attempt, ceiling) => {
    expect(retryDelay(attempt, undefined, 0)).toBe(0);
    expect(retryDelay(attempt, undefined, 0.5)).toBe(ceiling / 2);
    expect(retryDelay(attempt, undefined, 1)).toBe(ceiling);
  });

  it('is never shorter than Retry-After, with jitter on top', () => {
    expect(retryDelay(0, 3_000, 0)).toBe(3_000);
    expect(retryDelay(0, 3_000, 0.5)).toBe(3_125);
  });
});

describe('L3: the transient HTTP statuses', () => {
  it('are 408, 429 and 5xx', () => {
    const transient = Array.from({ length: 1_000 }, (_, status) => status).filter(isTransientStatus);
    expect(transient).toEqual([408, 429, ...Array.from({ length: 100 }, (_, i) => 500 + i)]);
  });
});
