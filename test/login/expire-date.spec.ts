import { describe, expect, it } from '@jest/globals';

import { isPlausibleEnd, readExpireDate } from '../../lib/login/expire-date.js';
import { READABLE, UNREADABLE } from '../support/expire-dates.js';

const SEOUL = 540;

describe('L4: expire_date', () => {
  it.each(READABLE)('reads %j as %s', (value, moment) => {
    expect(readExpireDate(value, SEOUL)).toBe(Date.parse(moment));
  });

  it.each(UNREADABLE.map((value) => [value]))('does not read %j', (value) => {
    expect(readExpireDate(value, SEOUL)).toBeUndefined();
  });

  it.each([
    [0, '2026-12-24T04:23:28.000Z'],
    [SEOUL, '2026-12-23T19:23:28.000Z'],
    [-210, '2026-12-24T07:53:28.000Z'],
  ])('takes a date without a zone as %i minutes east of UTC', (offset, moment) => {
    expect(readExpireDate('2026-12-24 04:23:28.0', offset)).toBe(Date.parse(moment));
    expect(readExpireDate('20261224042328', offset)).toBe(Date.parse(moment));
    expect(readExpireDate('2026-12-24T04:23:28Z', offset)).toBe(Date.UTC(2026, 11, 24, 4, 23, 28));
    expect(readExpireDate(1798086208, offset)).toBe(1798086208000);
  });
});

describe('L4: a plausible end', () => {
  const now = Date.UTC(2026, 0, 15);
  const tenYears = 10 * 365.25 * 24 * 60 * 60_000;

  it.each([
    ['now', 0, false],
    ['a ms ago', -1, false],
    ['in a ms', 1, true],
    ['in ten years', tenYears, true],
    ['after ten years', tenYears + 1, false],
  ])('is after now and within ten years: %s', (_, ms, plausible) => {
    expect(isPlausibleEnd(now + ms, now)).toBe(plausible);
  });
});
