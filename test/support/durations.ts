/** How a duration is written on the command line of `check` and of `esignon-simulator`, and what it is in ms. */
export const DURATIONS: readonly (readonly [text: string, ms: number])[] = [
  ['500', 500],
  ['500ms', 500],
  ['5s', 5_000],
  ['2m', 120_000],
  ['1h', 3_600_000],
];

/** What neither of them takes. */
export const NO_DURATIONS: readonly string[] = [
  '',
  ' ',
  '5 s',
  '-5',
  '+5',
  '1.5s',
  '1e3',
  '5S',
  '1y',
  's',
  'soon',
];
