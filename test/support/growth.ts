/** How much larger the larger input is. Linear work takes 16 times as long, quadratic work 256 times. */
const FACTOR = 16;

/** Four times the one, a quarter of the other: what is large also takes longer to allocate, on a shared machine. */
const MOST = 64;

/** What is measured lasts at least this long, in ms, or the clock's grain and the collector would decide. */
const MEASURABLE = 0.1;

const MOST_REPEATS = 256;

/** A bad result is measured again. Quadratic work is bad each time. */
const MOST_ATTEMPTS = 5;

export type Work = () => unknown;

/** How many times as long some work takes on `largest` as on a sixteenth of it: the least of several measurements. */
export async function growthOf(largest: number, make: (size: number) => Work): Promise<number> {
  const small = make(largest / FACTOR);
  const large = make(largest);
  const repeats = await repeatsOf(small);
  let before = Infinity;
  let after = Infinity;
  for (let attempt = 0; attempt < MOST_ATTEMPTS && !isLinear(after / before); attempt++) {
    // What disturbs a measurement makes it longer.
    before = Math.min(before, await timeOf(small, repeats), await timeOf(small, repeats));
    after = Math.min(after, await timeOf(large, repeats));
  }
  return after / before;
}

export function isLinear(growth: number): boolean {
  return growth <= MOST;
}

/** How often to repeat work for a time that can be measured. It warms the code up, too. */
async function repeatsOf(work: Work): Promise<number> {
  let repeats = 1;
  while (repeats < MOST_REPEATS && (await timeOf(work, repeats)) < MEASURABLE) repeats *= 2;
  return repeats;
}

/** In ms of the processor's time: what takes longer than a slice of it would seem slow wherever others run, too. */
async function timeOf(work: Work, repeats: number): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < repeats; i++) {
    const pending = work();
    if (pending instanceof Promise) await pending;
  }
  const { user, system } = process.cpuUsage(before);
  // At least the clock's grain: nothing is done in no time.
  return Math.max(1, user + system) / 1000;
}
