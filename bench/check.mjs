// Fails if a call or a cached token has become dearer, by more than the noise of the machine.
//
//   npm run bench:check
//
// Two ratios, of CPU time, against limits: a call without network to HttpService's, a cached token to
// google-auth-library's. Where the noise is larger than the difference it says so and passes; a ratio above its limit is
// measured a second time before it fails.
import { fork } from 'node:child_process';

import { percent, summarize, verdict } from './support/statistics.mjs';

const CHECKS = [
  { row: 'call-without-network', base: 'http-service', limit: 0.85 },
  { row: 'cached-token', base: 'google-auth-library', limit: 1 },
];
const PROCESSES = 5;

/** Compares ours with the base in another process. */
async function compare({ row, base }) {
  const env = { ...process.env, BENCH_CLOCK: 'cpu' };
  const child = fork(new URL('./measure.mjs', import.meta.url), [row, 'esignon', 'quick', base], {
    env,
    execArgv: ['--expose-gc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', ({ result }) => resolve(result));
    child.once('exit', (code) => reject(new Error(`${row} ended without a result (exit code ${code}).`)));
  });
}

/** Measures a ratio in several processes, one after the other. */
async function measure(check) {
  const comparisons = [];
  for (let n = 0; n < PROCESSES; n++) comparisons.push(await compare(check));
  return summarize(comparisons);
}

async function run(check) {
  const first = await measure(check);
  const second = verdict(first, check.limit) === 'above' ? await measure(check) : first;
  const result = verdict(second, check.limit);
  const words = { below: 'ok', above: 'FAILED', unclear: 'no verdict, the noise is too large' };
  const { median, tenth, noise } = second;
  console.log(
    `${check.row}: ${median.toFixed(3)} (median) and ${tenth.toFixed(3)} (tenth percentile) of ${check.base}, limit ${check.limit}, noise ${percent(noise)}: ${words[result]}`,
  );
  return result !== 'above';
}

const passed = [];
for (const check of CHECKS) passed.push(await run(check));
process.exitCode = passed.every(Boolean) ? 0 : 1;
