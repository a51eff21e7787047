import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { readZone } from '../../lib/common/time-zone.js';
import { clockOffset } from '../../lib/login/clock-offset.js';
import { readExpireDate } from '../../lib/login/expire-date.js';
import { readHttpDate, readRetryAfter } from '../../lib/common/http-headers.js';
import { RUNS } from '../support/fuzz.js';

const MINUTE = 60_000;
/** Moments that every format can hold: ten digits of seconds, thirteen of ms. */
const moment = fc.integer({ min: Date.UTC(2001, 8, 10), max: Date.UTC(2286, 10, 20) });
/** East of UTC, in minutes. */
const offset = fc.integer({ min: -12 * 60, max: 14 * 60 });
const pad = (value: number, length = 2): string => String(value).padStart(length, '0');

function zoneText(east: number, colon: string): string {
  const size = Math.abs(east);
  return `${east < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}${colon}${pad(size % 60)}`;
}

/** What the clocks show at `ms`, `east` minutes east of UTC. */
function fields(ms: number, east: number) {
  const date = new Date(ms + east * MINUTE);
  return {
    year: pad(date.getUTCFullYear(), 4),
    month: pad(date.getUTCMonth() + 1),
    day: pad(date.getUTCDate()),
    time: [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map((part) => pad(part)),
    fraction: pad(date.getUTCMilliseconds(), 3),
  };
}

type Writer = (ms: number, east: number) => string | number;

/** Each format as it is written, and what of the moment it keeps (ms). */
const FORMATS: Readonly<
  Record<string, { readonly write: Writer; readonly unit: number; readonly zoned?: true }>
> = {
  'yyyy-MM-dd HH:mm:ss.SSS': { unit: 1, write: (ms, east) => extended(ms, east, ' ') },
  'ISO 8601 without a zone': { unit: 1, write: (ms, east) => extended(ms, east, 'T') },
  'ISO 8601 with a zone': {
    unit: 1,
    zoned: true,
    write: (ms, east) => extended(ms, east, 'T') + zoneText(east, ':'),
  },
  'ISO 8601 with a short zone': {
    unit: 1,
    zoned: true,
    write: (ms, east) => `${extended(ms, east, ' ')} ${zoneText(east, '')}`,
  },
  'ISO 8601 in UTC': { unit: 1, zoned: true, write: (ms) => new Date(ms).toISOString() },
  yyyyMMddHHmmss: { unit: 1_000, write: compact },
  'yyyyMMddHHmmss as a number': { unit: 1_000, write: (ms, east) => Number(compact(ms, east)) },
  'epoch seconds': { unit: 1_000, zoned: true, write: (ms) => Math.floor(ms / 1_000) },
  'epoch seconds as text': { unit: 1_000, zoned: true, write: (ms) => String(Math.floor(ms / 1_000)) },
  'epoch ms': { unit: 1, zoned: true, write: (ms) => ms },
  'epoch ms as text': { unit: 1, zoned: true, write: String },
};

function extended(ms: number, east: number, separator: string): string {
  const { year, month, day, time, fraction } = fields(ms, east);
  return `${year}-${month}-${day}${separator}${time.join(':')}.${fraction}`;
}

function compact(ms: number, east: number): string {
  const { year, month, day, time } = fields(ms, east);
  return [year, month, day, ...time].join('');
}

/** Text that is nearly a date. */
const nearDate = fc
  .tuple(moment, offset, fc.constantFrom(...Object.values(FORMATS)), fc.nat(30), fc.string({ maxLength: 2 }))
  .map(([ms, east, { write }, at, noise]) => {
    const text = String(write(ms, east));
    return text.slice(0, at) + noise + text.slice(at + 1);
  });

describe('L4: any expire_date', () => {
  it('is a date or unreadable, without throwing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.jsonValue(), fc.string(), nearDate), offset, (value, east) => {
        const read = readExpireDate(value, east);
        expect(read === undefined || Number.isSafeInteger(read)).toBe(true);
      }),
      RUNS,
    );
  });

  it.each(Object.entries(FORMATS))('comes back from %s', (_, { write, unit, zoned }) => {
    fc.assert(
      fc.property(moment, offset, offset, (ms, east, setting) => {
        // A zone in the text outweighs the setting; without one the setting is the zone.
        const read = readExpireDate(write(ms, east), zoned ? setting : east);
        expect(read).toBe(Math.floor(ms / unit) * unit);
      }),
      RUNS,
    );
  });

  it('comes back from a date alone as its first moment', () => {
    fc.assert(
      fc.property(moment, offset, (ms, east) => {
        const { year, month, day } = fields(ms, east);
        const first = Date.parse(`${year}-${month}-${day}T00:00:00Z`) - east * MINUTE;
        expect(readExpireDate(`${year}-${month}-${day}`, east)).toBe(first);
        expect(readExpireDate(`${year}${month}${day}`, east)).toBe(first);
        expect(readExpireDate(Number(year + month + day), east)).toBe(first);
      }),
      RUNS,
    );
  });

  it('that is read as a date exists in the calendar', () => {
    const field = fc.integer({ min: 0, max: 99 }).map((value) => pad(value));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999 }), field, field, field, field, field, (...parts) => {
        const [year, month, day, hour, minute, second] = parts;
        const text = `${pad(year, 4)}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
        const read = readExpireDate(text, 0);
        if (read !== undefined) expect(new Date(read).toISOString()).toBe(text);
        else
          expect(Number.isNaN(Date.parse(text)) || new Date(text).toISOString() !== text || year < 100).toBe(
            true,
          );
      }),
      RUNS,
    );
  });

  it('has no time zone or an existing one', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.tuple(offset, fc.constantFrom('', ':')).map(([o, c]) => zoneText(o, c)),
        ),
        (zone) => {
          const east = readZone(zone);
          if (east !== undefined) expect(Math.abs(east)).toBeLessThan(15 * 60);
        },
      ),
      RUNS,
    );
  });
});

describe('L4: any Date header', () => {
  it('comes back from the text that servers write', () => {
    fc.assert(
      fc.property(moment, (ms) => {
        expect(readHttpDate(new Date(ms).toUTCString())).toBe(Math.floor(ms / 1_000) * 1_000);
      }),
      RUNS,
    );
  });

  it('is a date or unreadable, without throwing', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const read = readHttpDate(value);
        if (read !== undefined)
          expect(new Date(read).toUTCString().slice(4)).toBe((value as string).slice(4));
      }),
      RUNS,
    );
  });

  it('never extends a token beyond its real expiry', () => {
    const ms = fc.integer({ min: 0, max: 60_000 });
    const error = fc.integer({ min: -1e12, max: 1e12 });
    fc.assert(
      fc.property(moment, ms, ms, error, ms, (sentAt, there, back, ahead, lifetime) => {
        // The vendor's clock is `ahead` of ours, and it writes its Date at some moment within the request.
        const answeredAt = sentAt + there + ahead;
        const serverDate = Math.floor(answeredAt / 1_000) * 1_000;
        const correction = clockOffset({ sentAt, receivedAt: sentAt + there + back, serverDate });
        const end = answeredAt + lifetime;
        const trueLocalEnd = end - ahead;
        const least = -1_000 - there - back;
        // Where the clocks cannot agree it is early, by no more than the header leaves open.
        if (correction !== 0) {
          expect(end - correction).toBeLessThanOrEqual(trueLocalEnd);
          expect(end - correction).toBeGreaterThanOrEqual(trueLocalEnd + least);
        }
        // Where they can they are not further apart than that either.
        else expect(Math.abs(ahead)).toBeLessThanOrEqual(-least);
      }),
      RUNS,
    );
  });
});

describe('L3: any Retry-After', () => {
  it('is a wait that a timer can hold, or none', () => {
    const dates = moment.map((ms) => new Date(ms).toUTCString());
    const numbers = fc.bigInt({ min: -10n, max: 10n ** 30n }).map(String);
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string(), numbers, dates), moment, (value, now) => {
        const read = readRetryAfter(value, now);
        if (read !== undefined) expect(Number.isSafeInteger(read) && read >= 0).toBe(true);
      }),
      RUNS,
    );
  });

  it('is never shorter than requested, up to 30 days', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 * 86_400 }), moment, (seconds, now) => {
        expect(readRetryAfter(String(seconds), now)).toBe(seconds * 1_000);
        const date = new Date(now + seconds * 1_000).toUTCString();
        const read = readRetryAfter(date, now);
        expect(read).toBeLessThanOrEqual(seconds * 1_000);
        expect(read).toBeGreaterThan(seconds * 1_000 - 1_000 - 1);
      }),
      RUNS,
    );
  });
});
