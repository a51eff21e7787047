/** The longest plausible lifetime of a token, in ms. */
export const TEN_YEARS = 10 * 365.25 * 24 * 60 * 60_000;

const ZONE = /^([+-])(\d{2})(?::?(\d{2}))?$/;

/** Parses `Z`, `+09:00`, `+0900` or `+09` into minutes east of UTC; returns `undefined` for anything else. */
export function readZone(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return 0;
  const [, sign, hours, minutes = '00'] = ZONE.exec(zone) ?? [];
  if (sign === undefined || Number(hours) > 14 || Number(minutes) > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
