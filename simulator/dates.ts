const HOUR = 3_600_000;

/** The zone of a request that has none: Korean time, in ms. */
export const KOREA = 9 * HOUR;

/**
 * The zone of the query `offset=±hh:mm`, in ms. [D]
 *
 * A plus sign that the client did not encode arrives as a space and is read as a plus. What the vendor does with any other
 * text is unknown; here it is ignored. [I]
 */
export function zoneOf(offset: string | undefined): number {
  const [, sign, hours, minutes] = /^([+\- ])(\d\d):(\d\d)$/.exec(offset ?? '') ?? [];
  if (sign === undefined) return KOREA;
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * 60_000);
}

/** A date as the vendor writes it: `2026-12-24 04:23:28.0`. */
export function vendorDate(at: number, zone = KOREA): string {
  return `${digits(at, zone)}.0`;
}

/** {@link vendorDate}, or an empty text for what has not happened. */
export function vendorDateOrEmpty(at: number | undefined, zone = KOREA): string {
  return at === undefined ? '' : vendorDate(at, zone);
}

/** The day: `2026-12-24`. */
export function dayOf(at: number, zone = KOREA): string {
  return digits(at, zone).slice(0, 10);
}

/** `2026-12-24 04:23:28` */
export function digits(at: number, zone = KOREA): string {
  return new Date(at + zone).toISOString().slice(0, 19).replace('T', ' ');
}

/** Whether a text is a day that exists: `2026-02-30` is none. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** The instant of `YYYY-MM-DD HH:mm:ss` in a zone, or `undefined` for another text. */
export function parseDateTime(text: string, zone = KOREA): number | undefined {
  const [, day = '', time = ''] =
    /^(\S{10}) ([01]\d:[0-5]\d:[0-5]\d|2[0-3]:[0-5]\d:[0-5]\d)$/.exec(text) ?? [];
  return isDay(day) ? Date.parse(`${day}T${time}Z`) - zone : undefined;
}
