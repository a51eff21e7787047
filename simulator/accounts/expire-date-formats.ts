import { digits, vendorDate } from '../dates.js';

/**
 * How the login writes `expire_date`. The vendor does not document it, so test a client with all of them:
 *
 * | format | example | |
 * | --- | --- | --- |
 * | `vendor` | `'2026-12-24 04:23:28.0'` | as in other fields of the vendor's, Korean time |
 * | `iso` | `'2026-12-23T19:23:28.000Z'` | the only text with a zone |
 * | `compact` | `'20261224042328'` | Korean time |
 * | `epoch-seconds` | `1798140208` | a number |
 * | `epoch-ms` | `1798140208000` | a number |
 *
 * A function gets the exact instant and returns the value for the JSON; `undefined` leaves the field out.
 *
 * @example
 * sim.expireDateFormat = () => 'soon';
 */
export type ExpireDateFormat =
  'vendor' | 'iso' | 'compact' | 'epoch-seconds' | 'epoch-ms' | ((date: Date) => unknown);

/** Returns the `expire_date` at the time `now` for a token that expires at `end` (both in ms since the epoch). */
export function formatExpireDate(format: ExpireDateFormat, end: number, now: number): unknown {
  if (typeof format === 'function') return format(new Date(end));
  switch (format) {
    case 'iso':
      return new Date(end).toISOString();
    case 'epoch-ms':
      return end;
    case 'epoch-seconds':
      return wholeSeconds(end, now) / 1000;
    case 'compact':
      return digits(wholeSeconds(end, now)).replace(/\D/g, '');
    case 'vendor':
      return vendorDate(wholeSeconds(end, now));
  }
}

/**
 * Rounded down to seconds, as by a server that drops fractions, so that `expire_date` is never later than the real expiry.
 * Rounded up for a token that expires within the current second, since it would otherwise look expired at once.
 */
function wholeSeconds(end: number, now: number): number {
  const floor = Math.floor(end / 1000) * 1000;
  return floor > now ? floor : Math.ceil(end / 1000) * 1000;
}
