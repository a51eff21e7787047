/** The value below which `share` of the values lie. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
}

export const median = (values) => quantile(values, 0.5);

const WARM_UP = 20;

/** In ns: wall time, or with `--cpu` the CPU time of this process, for a machine that runs other work too. */
const clock = process.env.BENCH_CLOCK === 'cpu' ? cpuTime : () => Number(process.hrtime.bigint());

/** CPU time of this process, in ns. */
export function cpuTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

/** Returns ns for each run of a batch, which awaits one run before the next. */
async function timeBatch(run, batch) {
  const start = clock();
  for (let i = 0; i < batch; i++) await run();
  return (clock() - start) / batch;
}

/**
 * Times batches of several functions: in each round one batch of each, in random order, so that other work on the
 * machine slows all of them. A minor collection before each batch keeps one's garbage out of another's time; a full one
 * would discard compiled code. Needs `node --expose-gc`.
 *
 * @param runs the functions by name
 * @param batch how many runs make a batch
 * @param batches the same for a function that needs another number, by name
 * @returns ns for each run, by name and round
 */
export async function timeInRandomOrder(runs, { rounds, batch, batches = {} }) {
  const time = (name) => timeBatch(runs[name], batches[name] ?? batch);
  const names = Object.keys(runs);
  for (const name of names) for (let i = 0; i < WARM_UP; i++) await time(name);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of shuffled(names)) {
      globalThis.gc({ type: 'minor' });
      times[name].push(await time(name));
    }
  }
  return times;
}

export function shuffled(values) {
  const result = [...values];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

/** The shares at which two series are compared: the median, and the runs that other work on the machine hardly met. */
const SHARES = { median: 0.5, tenth: 0.1 };

/** Ratios of one series to another. */
const ratios = (times, base) =>
  Object.fromEntries(
    Object.entries(SHARES).map(([name, share]) => [name, quantile(times, share) / quantile(base, share)]),
  );

/**
 * Compares a client with a base, and the base with itself.
 *
 * @param times of `timeInRandomOrder`, by `base`, `again` (a second instance of the base) and `client`
 */
export function compareTimes({ base, again, client }) {
  return { ns: median(client), ratio: ratios(client, base), self: ratios(again, base) };
}

/**
 * Sums up the comparisons of several processes.
 *
 * @returns medians, and as `noise` the largest difference between the base and itself
 */
export function summarize(comparisons) {
  const noise = Math.max(
    ...comparisons.flatMap(({ self }) => Object.values(self).map((ratio) => Math.abs(ratio - 1))),
  );
  return {
    ns: median(comparisons.map(({ ns }) => ns)),
    median: median(comparisons.map(({ ratio }) => ratio.median)),
    tenth: median(comparisons.map(({ ratio }) => ratio.tenth)),
    noise,
  };
}

/**
 * Compares a ratio with a limit. A difference that is no larger than the noise is no verdict.
 *
 * @returns 'below', 'above' or 'unclear'
 */
export function verdict({ median, tenth, noise }, limit) {
  if (Math.max(median, tenth) < limit - noise) return 'below';
  return Math.min(median, tenth) > limit + noise ? 'above' : 'unclear';
}

export const percent = (share) => `${(share * 100).toFixed(1)} %`;
