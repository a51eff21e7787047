/** How a language calls the units of time: what stands behind the number, a space included where there is one. */
export interface Units {
  readonly day: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
}

const LENGTHS: readonly (readonly [keyof Units, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

/** The two largest units of a time in ms, rounded: `29일 15시간`, `2분 3초`. */
export function duration(ms: number, units: Units): string {
  const largest = LENGTHS.findIndex(([, length]) => Math.round(ms / 1000) * 1000 >= length);
  if (largest < 0) return `${(ms / 1000).toFixed(1)}${units.second}`;
  const shown = LENGTHS.slice(largest, largest + 2);
  const smallest = shown.at(-1)?.[1] ?? 1;
  let rest = Math.round(ms / smallest) * smallest;
  const parts: string[] = [];
  for (const [unit, length] of shown) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) parts.push(`${count}${units[unit]}`);
  }
  return parts.join(' ');
}
