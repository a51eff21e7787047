// npm run test:simulation -- --seeds 20000 [--first 1] [--days 90]   many seeds, over as many processes as there are cores
// npm run test:simulation -- --seed 123                              one seed again
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

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
const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--runInBand', 'test/simulation'];

function run(worker) {
  const from = first + Math.floor((seeds * worker) / workers);
  const to = first + Math.floor((seeds * (worker + 1)) / workers);
  const env = {
    ...process.env,
    SIM_FIRST: String(from),
    SIM_SEEDS: String(to - from),
    SIM_DAYS: values.days,
  };
  const child = spawn(process.execPath, jest, { env, stdio: 'inherit' });
  return new Promise((done) => child.on('exit', (code) => done(code ?? 1)));
}

const startedAt = Date.now();
const codes = await Promise.all(Array.from({ length: workers }, (_, worker) => run(worker)));
console.log(`${seeds} seeds of ${values.days} days in ${Math.round((Date.now() - startedAt) / 1000)} s`);
process.exitCode = codes.some((code) => code !== 0) ? 1 : 0;
