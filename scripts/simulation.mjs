// npm run test:simulation -- --seeds 20000 [--first 1] [--days 90]   many seeds, over as many processes as there are cores
// npm run test:simulation -- --seed 123                              one seed again
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { compileSimulation } from './compile-simulation.mjs';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '300' },
    first: { type: 'string', default: '1' },
    days: { type: 'string', default: '90' },
    seed: { type: 'string' },
  },
});
const first = Number(values.seed ?? values.first);
const seeds = values.seed ? 1 : Number(values.seeds);
const workers = Math.min(availableParallelism(), seeds);
const folder = compileSimulation();

/** Runs a share of the seeds in a separate process, and returns its result. */
function run(worker) {
  const from = first + Math.floor((seeds * worker) / workers);
  const to = first + Math.floor((seeds * (worker + 1)) / workers);
  const share = { first: from, count: to - from, days: Number(values.days) };
  const program = join(folder, 'test/simulation/cli.js');
  const child = spawn(process.execPath, [program, JSON.stringify(share)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (text) => (output += text));
  return new Promise((done, fail) =>
    child.on('exit', (code) => (output ? done(JSON.parse(output)) : fail(new Error(`ended with ${code}`)))),
  );
}

const startedAt = Date.now();
try {
  const totals = await Promise.all(Array.from({ length: workers }, (_, worker) => run(worker)));
  const sum = (name) => totals.reduce((all, total) => all + total[name], 0);
  const failed = totals.flatMap((total) => total.failed);
  const time = `${Math.round((Date.now() - startedAt) / 1000)} s, ${workers} processes`;
  console.log(
    `${seeds} seeds of ${values.days} days: ${sum('calls')} calls, ${sum('logins')} login attempts (${time})`,
  );
  console.log(failed.length > 0 ? `broken by ${failed.length}: ${failed.join(', ')}` : 'no invariant broken');
  process.exitCode = failed.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
