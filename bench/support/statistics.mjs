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

/** In ns: of the wall, or with `--cpu` the time that this process had a core, for a machine that is not quiet. */
const clock = process.env.BENCH_CLOCK === 'cpu' ? cpuTime : () => Number(process.hrtime.bigint());

function cpuTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

/** How long a run takes in a batch of them, each awaited before the next. */
export async function timeBatch(run, batch) {
  const start = clock();
  for (let i = 0; i < batch; i++) await run();
  return (clock() - start) / batch;
}

/**
 * Pairs of batches of two functions, one right after the other, which of them first changing by turns: whatever else
 * the machine does meets both.
 *
 * @returns nanoseconds a run, pair by pair
 */
export async function timePairs(one, other, { pairs, batch }) {
  for (let i = 0; i < WARM_UP; i++) {
    await timeBatch(one, batch);
    await timeBatch(other, batch);
  }
  const times = [];
  for (let i = 0; i < pairs; i++) {
    const [first, second] = i % 2 === 0 ? [one, other] : [other, one];
    const a = await timeBatch(first, batch);
    const b = await timeBatch(second, batch);
    times.push(i % 2 === 0 ? { one: a, other: b } : { one: b, other: a });
  }
  return times;
}
