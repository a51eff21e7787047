// npm run proof:starts -- --starts 100000 [--seed 1]
//
// Starts documents in virtual time against a vendor that loses answers before and after it acts, and whose searches are
// late, wrong or down; in as many processes as there are cores. Fails if one was started twice, or started and reported as anything else (C1).
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { compileSimulation } from './compile-simulation.mjs';

const { values } = parseArgs({
  options: {
    starts: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
  },
});
const starts = Number(values.starts);
const workers = availableParallelism();
const folder = compileSimulation();

/** A share of the starts, in a process of its own. Returns its report. */
function run(worker) {
  const from = Math.floor((starts * worker) / workers);
  const to = Math.floor((starts * (worker + 1)) / workers);
  const share = { seed: Number(values.seed) + worker, count: to - from };
  const child = spawn(process.execPath, [join(folder, 'test/starts/cli.js'), JSON.stringify(share)], {
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
  const reports = await Promise.all(Array.from({ length: workers }, (_, worker) => run(worker)));
  const violations = reports.flatMap((report) => report.violations);
  const names = [...new Set(reports.flatMap(({ counts }) => Object.keys(counts)))].sort();
  console.log(`${starts} starts, ${Math.round((Date.now() - startedAt) / 1000)} s, ${workers} processes`);
  for (const name of names) {
    console.log(`  ${name}: ${reports.reduce((sum, { counts }) => sum + (counts[name] ?? 0), 0)}`);
  }
  for (const violation of violations.slice(0, 20)) console.log(`  ${violation}`);
  console.log(violations.length > 0 ? `C1 is broken ${violations.length} times` : 'none doubled, none lost');
  process.exitCode = violations.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
