import { transformFileSync } from '@swc/core';
import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';

import { READABLE, UNREADABLE } from '../support/expire-dates.js';

const SEOUL = 540;

/** Zones that are far from UTC on either side, off the hour, and with summer time. */
const ZONES = [
  'UTC',
  'Asia/Seoul',
  'America/New_York',
  'Pacific/Kiritimati',
  'America/St_Johns',
  'Asia/Kathmandu',
];

/** As JavaScript, for a process of its own. */
const compiled = (file: string): string =>
  transformFileSync(file, { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }).code;

describe('L4: expire_date', () => {
  it('is read the same in every time zone of the machine', () => {
    const timeZone = `data:text/javascript,${encodeURIComponent(compiled('lib/common/time-zone.ts'))}`;
    const module = compiled('lib/login/expire-date.ts').replace(
      /'[^']*time-zone\.js'|"[^"]*time-zone\.js"/,
      JSON.stringify(timeZone),
    );
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
