import { transformFileSync } from '@swc/core';
import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';

import { isPlausibleEnd, readExpireDate, readZone } from '../../lib/protocol/expire-date.js';

const SEOUL = 540;

/** What is read, and the moment it names; without a zone, in Seoul. */
const READABLE: readonly (readonly [string | number, string])[] = [
  // As the vendor's other fields look.
  ['2026-12-24 04:23:28.0', '2026-12-23T19:23:28.000Z'],
  ['2026-12-24 04:23:28', '2026-12-23T19:23:28.000Z'],
  ['2026-12-24 04:23', '2026-12-23T19:23:00.000Z'],
  ['2026-12-24', '2026-12-23T15:00:00.000Z'],
  // ISO 8601.
  ['2026-12-24T04:23:28', '2026-12-23T19:23:28.000Z'],
  ['2026-12-24t04:23:28z', '2026-12-24T04:23:28.000Z'],
  ['2026-12-24T04:23:28Z', '2026-12-24T04:23:28.000Z'],
  ['2026-12-24T04:23:28.5Z', '2026-12-24T04:23:28.500Z'],
  ['2026-12-24T04:23:28,25Z', '2026-12-24T04:23:28.250Z'],
  ['2026-12-24T04:23:28.123456789Z', '2026-12-24T04:23:28.123Z'],
  ['2026-12-24T04:23:28.9999Z', '2026-12-24T04:23:28.999Z'],
  ['2026-12-24T04:23Z', '2026-12-24T04:23:00.000Z'],
  ['2026-12-24T04:23:28+09:00', '2026-12-23T19:23:28.000Z'],
  ['2026-12-24T04:23:28+0900', '2026-12-23T19:23:28.000Z'],
  ['2026-12-24T04:23:28+09', '2026-12-23T19:23:28.000Z'],
  ['2026-12-24 04:23:28 +09:00', '2026-12-23T19:23:28.000Z'],
  ['2026-12-24T04:23:28-03:30', '2026-12-24T07:53:28.000Z'],
  ['2026-12-24T04:23:28+14:00', '2026-12-23T14:23:28.000Z'],
  ['20261224T042328Z', '2026-12-24T04:23:28.000Z'],
  ['20261224T042328.5+0900', '2026-12-23T19:23:28.500Z'],
  ['20261224T042328.25+09:00', '2026-12-23T19:23:28.250Z'],
  ['20261224T042328,123456789+09', '2026-12-23T19:23:28.123Z'],
  // yyyyMMdd[HHmmss], text or number.
  ['20261224', '2026-12-23T15:00:00.000Z'],
  ['20261224042328', '2026-12-23T19:23:28.000Z'],
  [20261224, '2026-12-23T15:00:00.000Z'],
  [20261224042328, '2026-12-23T19:23:28.000Z'],
  // Epoch seconds and ms, text or number.
  ['1798086208', '2026-12-24T04:23:28.000Z'],
  [1798086208, '2026-12-24T04:23:28.000Z'],
  ['1798086208500', '2026-12-24T04:23:28.500Z'],
  [1798086208500, '2026-12-24T04:23:28.500Z'],
  // The ends of days, months and years.
  ['2026-12-31 23:59:59.999', '2026-12-31T14:59:59.999Z'],
  ['2027-01-01 00:00:00', '2026-12-31T15:00:00.000Z'],
  ['2028-02-29 12:00:00', '2028-02-29T03:00:00.000Z'],
  ['2000-02-29', '2000-02-28T15:00:00.000Z'],
  // An hour that some zones skip when their summer begins.
  ['2026-03-08 02:30:00', '2026-03-07T17:30:00.000Z'],
  ['2026-03-29 02:30:00', '2026-03-28T17:30:00.000Z'],
];

const UNREADABLE: readonly unknown[] = [
  ...[undefined, null, true, false, {}, [], ['2026-12-24'], { $date: '2026-12-24' }, Number.NaN, Infinity],
  ...[0, -1, 1798086208.5, 1e21, 9007199254740993, '', ' ', 'never', 'null', '0', '-1'],
  // No day of the calendar, no time of the day.
  ...['2026-02-30', '2026-02-29', '2100-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00'],
  ...['2026-12-24 24:00:00', '2026-12-24 23:60:00', '2026-12-24 23:59:60', '20261332', '20261224246060'],
  ...['0000-01-01', '0099-01-01', 20261332],
  // Nearly a format.
  ...['2026-12-24 ', ' 2026-12-24', '2026-12-24\n', '2026/12/24', '24-12-2026', '12/24/2026', '2026-1-2'],
  ...['2026-12', '2026', '2026-12-24T', '2026-12-24 4:23:28', '2026-12-24  04:23:28', '2026-12-24T04'],
  ...['2026-12-24T04:23:28.', '2026-12-24T04:23:28.1234567890', '2026-12-24Z', '2026-W52-4', '2026-358'],
  ...['2026-12-24T04:23:28+15:00', '2026-12-24T04:23:28+09:60', '2026-12-24T04:23:28+9', '+002026-12-24'],
  ...['2026-12-24T04:23:28 KST', '2026-12-24T04:23:28[Asia/Seoul]', 'Thu, 24 Dec 2026 04:23:28 GMT'],
  ...['202612', '202612240423', '179808620', '17980862085', '1798086208500000', '1.798086208e9'],
  ...['２０２６-12-24', '2026‐12‐24', '2026-12-24 04:23:28.0.0', '2026-12-24 04:23:28Z0', '0x6b2b3c80'],
];

/** Zones that are far from UTC on either side, off the hour, and with summer time. */
const ZONES = [
  'UTC',
  'Asia/Seoul',
  'America/New_York',
  'Pacific/Kiritimati',
  'America/St_Johns',
  'Asia/Kathmandu',
];

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

  it("reads the same in every zone of the machine's", () => {
    const module = transformFileSync('lib/protocol/expire-date.ts', {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    }).code;
    const values = [...READABLE.map(([value]) => value), ...UNREADABLE];
    const script = `${module}
      const read = JSON.parse(process.argv[1]).map((value) => readExpireDate(value, ${SEOUL}) ?? null);
      console.log(JSON.stringify({ read, zone: new Date(2026, 0, 1).getTimezoneOffset() }));`;
    const runs = ZONES.map((TZ) => {
      const args = ['--input-type=module', '--eval', script, JSON.stringify(values)];
      return JSON.parse(execFileSync(process.execPath, args, { env: { TZ }, encoding: 'utf8' }));
    });
    // The zones did reach the processes.
    expect(runs.map(({ zone }) => zone)).toEqual([0, -540, 300, -840, 210, -345]);
    const expected = [...READABLE.map(([, moment]) => Date.parse(moment)), ...UNREADABLE.map(() => null)];
    for (const { read } of runs) expect(read).toEqual(expected);
  });
});

describe('L4: a zone', () => {
  it.each([
    ['Z', 0],
    ['z', 0],
    ['+00:00', 0],
    ['-00:00', 0],
    ['+09:00', 540],
    ['+0900', 540],
    ['+09', 540],
    ['+09:59', 599],
    ['-03:30', -210],
    ['+14:00', 840],
    ['-12:00', -720],
  ])('%s is %i minutes east of UTC', (zone, minutes) => {
    // Not toBe: -0 is as good as 0.
    expect(readZone(zone) === minutes).toBe(true);
  });

  it.each([
    '',
    'UTC',
    'KST',
    '09:00',
    '+9',
    '+9:00',
    '+15:00',
    '+09:60',
    '+09:0',
    '+090',
    'Z0',
    ' Z',
    'UTC+09:00',
    '+09:00\n',
  ])('%j is none', (zone) => {
    expect(readZone(zone)).toBeUndefined();
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
