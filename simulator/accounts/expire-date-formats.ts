import { digits, vendorDate } from '../dates.js';

/**
 * How the login writes `expire_date`. The vendor does not document it, so a client should be tried with all:
 *
 * | format | example | |
 * | --- | --- | --- |
 * | `vendor` | `'2026-12-24 04:23:28.0'` | as in other fields of the vendor's, Korean time |
 * | `iso` | `'2026-12-23T19:23:28.000Z'` | the only text that names its zone |
 * | `compact` | `'20261224042328'` | Korean time |
 * | `epoch-seconds` | `1798140208` | a number |
 * | `epoch-ms` | `1798140208000` | a number |
 *
 * A function gets the exact instant and returns whatever the JSON shall hold; `undefined` leaves the field out.
 *
 * @example
 * sim.expireDateFormat = () => 'soon';
 */
export type ExpireDateFormat =
  'vendor' | 'iso' | 'compact' | 'epoch-seconds' | 'epoch-ms' | ((date: Date) => unknown);

/** `expire_date` for a token that ends at `end`, told at `now` (both in ms since the epoch). */
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
 * Rounded down, as a server that cuts off fractions does and so that no token claims more life than it has.
 * A token that ends within the running second would look dead on arrival; that one is rounded up.
 */
function wholeSeconds(end: number, now: number): number {
  const floor = Math.floor(end / 1000) * 1000;
  return floor > now ? floor : Math.ceil(end / 1000) * 1000;
}
