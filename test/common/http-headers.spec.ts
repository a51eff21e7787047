import { describe, expect, it } from '@jest/globals';

import { readHttpDate, readRetryAfter } from '../../lib/common/http-headers.js';

const NOW = Date.UTC(2026, 0, 15, 3);
const at = (ms: number): string => new Date(NOW + ms).toUTCString();

describe('L4: the Date header', () => {
  it('is parsed in the format of RFC 9110', () => {
    expect(readHttpDate('Thu, 15 Jan 2026 03:00:00 GMT')).toBe(NOW);
  });

  it('may name the wrong day of the week', () => {
    expect(readHttpDate('Mon, 15 Jan 2026 03:00:00 GMT')).toBe(NOW);
  });

  it.each([
    undefined,
    null,
    NOW,
    '',
    ['Thu, 15 Jan 2026 03:00:00 GMT'],
    '2026-01-15T03:00:00Z',
    'Thursday, 15-Jan-26 03:00:00 GMT',
    'Thu Jan 15 03:00:00 2026',
    'Thu, 15 Jan 2026 03:00:00',
    'Thu, 15 Jan 2026 03:00:00 +0900',
    'Thu, 15 Jan 2026 12:00:00 KST',
    'Thu, 15 jan 2026 03:00:00 GMT',
    'Thu, 5 Jan 2026 03:00:00 GMT',
    'Thu, 31 Feb 2026 03:00:00 GMT',
    'Thu, 15 Jan 2026 24:00:00 GMT',
    'Thu, 15 Jan 2026 03:00:60 GMT',
    'Thu, 15 Jan 0026 03:00:00 GMT',
    'Thu, 15 Jan 2026 03:00:00 GMT ',
    ' Thu, 15 Jan 2026 03:00:00 GMT',
    'x'.repeat(10_000),
  ])('is undefined where it is %j', (value) => {
    expect(readHttpDate(value)).toBeUndefined();
  });
});

describe('L3: Retry-After', () => {
  it.each([
    ['0', 0],
    ['7', 7_000],
    ['007', 7_000],
    ['3600', 3_600_000],
    [at(90_000), 90_000],
    [at(0), 0],
    [at(-5_000), 0],
  ])('of %s is %i ms', (value, ms) => {
    expect(readRetryAfter(value, NOW)).toBe(ms);
  });

  it.each(['9'.repeat(10), '9'.repeat(400)])('of years is capped at 30 days', (value) => {
    expect(readRetryAfter(value, NOW)).toBe(30 * 24 * 60 * 60_000);
  });

  it.each([
    undefined,
    null,
    7,
    ['7'],
    '',
    ' 7',
    '-1',
    '1.5',
    '1e3',
    '0x10',
    'soon',
    '7, 8',
    '2026-01-15T03:00:00Z',
    'Thu, 31 Feb 2026 03:00:00 GMT',
    'Thu, 15 Jan 2026 24:00:00 GMT',
    'Thu, 15 Jan 2026 03:00:00 KST',
    'Thu, 15 Jan 2026 03:00:00',
  ])('is undefined where it is %j', (value) => {
    expect(readRetryAfter(value, NOW)).toBeUndefined();
  });
});
