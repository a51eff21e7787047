import { readZone, TEN_YEARS } from '../common/time-zone.js';

/**
 * Parses the vendor's `expire_date` (L4). Its format and time zone are not documented, so every format that the vendor's
 * other fields and common servers use is accepted. An ambiguous date is treated as unreadable.
 */

/** `2026-12-24 04:23:28.0`, ISO 8601 with and without time and zone. */
const EXTENDED =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?([Zz]|[+-]\d{2}(?::?\d{2})?))?)?$/;

/** `20261224`, `20261224042328`, and ISO 8601's basic form. */
const COMPACT =
  /^(\d{4})(\d{2})(\d{2})(?:[Tt]?(\d{2})(\d{2})(\d{2})(?:[.,](\d{1,9}))?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

const EPOCH_SECONDS = /^\d{10}$/;
const EPOCH_MS = /^\d{13}$/;
const MINUTE = 60_000;

/**
 * @param offset the time zone of a date that names none, in minutes east of UTC
 * @returns ms since the epoch, or `undefined` if it is unreadable
 */
export function readExpireDate(value: unknown, offset: number): number | undefined {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? readText(String(value), offset) : undefined;
  return typeof value === 'string' ? readText(value, offset) : undefined;
}

/** Whether `end` is in the future and within ten years. */
export function isPlausibleEnd(end: number, now: number): boolean {
  return end > now && end <= now + TEN_YEARS;
}

function readText(text: string, offset: number): number | undefined {
  if (EPOCH_SECONDS.test(text)) return Number(text) * 1000;
  if (EPOCH_MS.test(text)) return Number(text);
  const parts = EXTENDED.exec(text) ?? COMPACT.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', zone] = parts;
  const east = zone === undefined ? offset : readZone(zone);
  if (east === undefined) return undefined;
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const fields = [year, month, day, hour, minute, second].map((field) => Number(field ?? 0));
  const utc = utcOf(fields, ms);
  return utc === undefined ? undefined : utc - east * MINUTE;
}

/** Like `Date.UTC`, but returns `undefined` for 30 February instead of 2 March. */
function utcOf(fields: number[], ms: number): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields;
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second, ms));
  const back = [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
  return fields.every((field, index) => field === back[index]) ? date.getTime() : undefined;
}
