// Rotates the password of four processes that share one Redis and call eSignon all the time.
//
//   npm run build && npm run proof:rotation -- [--minutes 30] [--every 10] [--rate 20] [--seed 1]
//
// Ends with exit code 1 when something is not 0 that must be.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { describeMachine } from '../bench/support/machine.mjs';
import { dice } from '../bench/soak/faults.mjs';
import { startRedis } from '../bench/support/redis.mjs';
import { Callers } from './rotation/callers.mjs';
import { Rotations } from './rotation/rotations.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    /** Seconds between two rotations. */
    every: { type: 'string', default: '10' },
    /** Calls a second of each process. */
    rate: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
});
const [minutes, every, rate, seed] = [values.minutes, values.every, values.rate, values.seed].map(Number);
const PROCESSES = 4;
/** The longest time between the change at the vendor and that of the secret, in ms. */
const MAX_GAP = 500;

console.log(describeMachine().join('\n'));
const folder = mkdtempSync(join(tmpdir(), 'rotation-'));
const file = join(folder, 'esignon.json');
const redis = await startRedis();
if (!redis) throw new Error('redis-server is not on the PATH. Install it.');
const vendor = await EsignonSimulator.start({ latency: 100 });
const random = dice(seed);
const rotations = new Rotations(vendor, { file, account: EsignonSimulator.defaultAccount }, random);
const settings = { baseUrl: vendor.url, file, redisPort: redis.port, rate, readTime: [20, 80] };
const callers = await Callers.start(PROCESSES, settings);

const started = performance.now();
while (performance.now() < started + minutes * 60_000) {
  await rotations.rotate({ maxGap: MAX_GAP, renew: () => callers.renew(rotations.done.length % PROCESSES) });
  await sleep(Math.max(0, started + rotations.done.length * every * 1000 - performance.now()));
}
await callers.stop();
await vendor.stop();
await redis.stop();
rmSync(folder, { recursive: true });
process.exitCode = report() > 0 ? 1 : 0;

function report() {
  const { done } = rotations;
  const { results, events, longest, failed } = callers;
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`seed ${seed}: ${done.length} rotations in ${seconds} s, ${PROCESSES} processes`);
  console.table(byKind(done));
  console.log('calls', results, `the longest ${Math.round(longest)} ms`);
  console.log('events', events);
  if (failed.length > 0) console.table(failed.slice(0, 20));
  const must = {
    'failed calls': failed.length,
    'rotations without a login': done.filter(({ accepted }) => accepted === 0).length,
    'logins beyond one a rotation': beyondOne(done, 'accepted'),
    'logins with a wrong password beyond the first of a rotation': beyondOne(done, 'refused'),
  };
  for (const [what, number] of Object.entries(must))
    console.log(`${number === 0 ? 'ok  ' : 'FAIL'} ${number} ${what}`);
  return Object.values(must).filter((number) => number > 0).length;
}

function byKind(done) {
  const kinds = {};
  for (const { first, tokens, accepted, refused } of done) {
    const row = (kinds[`${first} first, tokens ${tokens}`] ??= { rotations: 0, accepted: 0, refused: 0 });
    row.rotations++;
    row.accepted += accepted;
    row.refused += refused;
  }
  return kinds;
}

function beyondOne(done, outcome) {
  return done.reduce((sum, rotation) => sum + Math.max(0, rotation[outcome] - 1), 0);
}
