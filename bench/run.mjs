// The bench: ours beside the clients that one would use instead. See RESULTS.md.
//
//   npm run bench -- [--quick] [--cpu] [--markdown] [--only <row>]... [--peer <client>]...
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { loadPeer, PEERS } from './peers/index.mjs';
import { ROWS } from './rows/index.mjs';
import { describeMachine, versionOf } from './support/machine.mjs';
import { percent, summarize, verdict } from './support/statistics.mjs';
import { table } from './support/table.mjs';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    cpu: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: ROWS.map(({ id }) => id) },
    peer: { type: 'string', multiple: true, default: PEERS },
  },
});
const REMARKS = [
  options.quick ? '\nquick: small counts, not for RESULTS.md' : '',
  options.cpu ? '\ncpu: costs are CPU time of the process, not wall time' : '',
  '\n',
];

/** Exits with a message. */
function checkChoice(chosen, known, what) {
  const unknown = chosen.filter((id) => !known.includes(id));
  if (unknown.length === 0) return;
  console.error(`No ${what} ${unknown.join(', ')}; choose of ${known.join(', ')}.`);
  process.exit(2);
}

/** Measures one row for one client, in another process, without the machine's proxy. */
async function measure(row, id) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name)));
  if (options.cpu) env.BENCH_CLOCK = 'cpu';
  const child = fork(
    new URL('./measure.mjs', import.meta.url),
    [row.id, id, options.quick ? 'quick' : 'full'],
    { env, execArgv: ['--expose-gc'] },
  );
  return new Promise((resolve, reject) => {
    child.once('message', ({ result }) => resolve(result));
    child.once('exit', (code) =>
      reject(new Error(`${row.id} for ${id} ended without a result (exit code ${code}).`)),
    );
  });
}

/** Compares ours with HttpService, unless the noise is larger than the difference. */
function judge({ title }, results) {
  const summary = summarize(results);
  const words = { below: 'ours is cheaper', above: 'ours is DEARER', unclear: 'no verdict' };
  return `${title}: ${words[verdict(summary, 1)]}, by ${percent(1 - summary.median)} (median) and ${percent(1 - summary.tenth)} (tenth percentile), noise ${percent(summary.noise)}`;
}

const cell = (row, results) => (results[0] === undefined ? '–' : row.show(results));

async function measureRow(row) {
  const results = Object.fromEntries(options.peer.map((id) => [id, []]));
  // Round by round, so that other work on the machine slows every client.
  for (let round = 0; round < (options.quick ? 1 : (row.processes ?? 1)); round++) {
    for (const id of options.peer) {
      process.stderr.write(`${row.id}: ${id}\n`);
      results[id].push(await measure(row, id));
    }
  }
  return results;
}

checkChoice(
  options.only,
  ROWS.map(({ id }) => id),
  'row',
);
checkChoice(options.peer, PEERS, 'client');
if (!existsSync(new URL('../dist/esm/lib/index.js', import.meta.url))) {
  console.error('There is no dist to measure. Run npm run build first.');
  process.exit(2);
}

if (!existsSync(new URL('./node_modules', import.meta.url))) {
  console.error('The clients to compare with are not installed. Run npm ci --prefix bench first.');
  process.exit(2);
}

const heading = describeMachine();
const peers = await Promise.all(options.peer.map(loadPeer));
const rows = ROWS.filter(({ id }) => options.only.includes(id));
const cells = [];
const verdicts = [];
for (const row of rows) {
  const results = await measureRow(row);
  cells.push([row.title, ...options.peer.map((id) => cell(row, results[id]))]);
  if (row.id.startsWith('call-with') && results.esignon) verdicts.push(judge(row, results.esignon));
}

console.log(heading.join('\n') + REMARKS.join(''));
console.log(table([['', ...peers.map(({ name }) => name)], ...cells], options));
console.log('\nThe rows');
for (const { title, note } of rows) console.log(`- ${title}: ${note}`);
console.log('\nThe clients and their settings');
for (const { name, packages, settings } of peers) {
  const versions = packages
    .filter((one) => one !== 'nestjs-esignon-auth')
    .map((one) => `${one} ${versionOf(one)}`);
  console.log(`- ${name}${versions.length ? ` (${versions.join(', ')})` : ''}: ${settings.join('; ')}`);
}
if (verdicts.length > 0) console.log(`\n${verdicts.join('\n')}`);
