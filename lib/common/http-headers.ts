/** Parsers of response headers. Pure; times in ms. */

/** 30 days, in seconds. */
const MAX_RETRY_AFTER_SECONDS = 30 * 24 * 60 * 60;

/** Parses a date of RFC 9110 (IMF-fixdate) into ms since the epoch; returns `undefined` for anything else. */
export function readHttpDate(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const date = new Date(value);
  // `Date` reads 31 February as 3 March, so the date is formatted and compared, without the weekday.
  return /^[A-Z][a-z]{2}, /.test(value) && date.toUTCString().slice(4) === value.slice(4)
    ? date.getTime()
    : undefined;
}

/**
 * Parses `Retry-After`, in whole seconds or as an HTTP date, into ms from now; returns `undefined` for anything else.
 *
 * @param now the server's time, which a date is compared with
 */
export function readRetryAfter(value: unknown, now: number): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^\d+$/.test(value)) return Math.min(Number(value), MAX_RETRY_AFTER_SECONDS) * 1000;
  const date = readHttpDate(value);
  return date === undefined ? undefined : Math.max(0, date - now);
}
