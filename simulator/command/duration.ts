const UNITS = new Map([
  ['', 1],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/**
 * A duration on a command line, in ms: a number with a unit (`500ms`, `5s`, `30d`), or a bare number of ms.
 *
 * @throws `TypeError` for anything else
 */
export function readDuration(option: string, text: string): number {
  const [, digits, unit = ''] = /^(\d{1,12})(ms|s|m|h|d)?$/.exec(text) ?? [];
  const factor = UNITS.get(unit);
  if (digits === undefined || factor === undefined) {
    throw new TypeError(`${option} must be a time such as 30d, 12h, 5m, 20s or 500 (ms), not '${text}'.`);
  }
  return Number(digits) * factor;
}
