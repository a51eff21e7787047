// Attacks the receiver of callbacks: two instances (Express and Fastify) in processes of their own, one Redis.
//
//   npm run build && npm run proof:callbacks -- [--deliveries 100000] [--seed 1] [--concurrency 16] [--rate 200]
//
// Ends with exit code 1 when something is not 0 that must be.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { Deliveries } from './callbacks/deliveries.mjs';
import { Ledger } from './callbacks/ledger.mjs';
import { startReceiver } from './callbacks/receiver.mjs';
import { Sender } from './callbacks/sender.mjs';
import { makeTokens } from './callbacks/tokens.mjs';
import { startVendor } from './callbacks/vendor.mjs';
import { describeMachine } from '../bench/support/machine.mjs';
import { quantile } from '../bench/support/statistics.mjs';
import { startRedis } from '../bench/support/redis.mjs';

const { values } = parseArgs({
  options: {
    deliveries: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    concurrency: { type: 'string', default: '16' },
    /** Deliveries a second; as many as can be sent without it. */
    rate: { type: 'string', default: 'Infinity' },
    flood: { type: 'string', default: '10000' },
  },
});
const [count, seed, concurrency, rate, flood] = [
  ...[values.deliveries, values.seed, values.concurrency, values.rate, values.flood],
].map(Number);
/** How long handlers may take behind the last answer, in ms. */
const SETTLE = 120_000;

console.log(describeMachine().join('\n'));
const redis = await startRedis();
if (!redis) throw new Error('redis-server is not on the PATH. Install it.');
const keys = [randomBytes(32).toString('base64')];
const ledger = new Ledger();
const vendor = await startVendor();
const settings = { keys, vendorUrl: vendor.url, redisPort: redis.port };
const receivers = await Promise.all(
  ['express', 'fastify'].map((platform) =>
    startReceiver({ ...settings, platform }, (write) => ledger.write(write)),
  ),
);
const tokens = await makeTokens(keys);
const sender = new Sender(receivers.map(({ port }) => port));

const deliveries = new Deliveries({ count, seed, tokens, vendor, ledger });
const started = performance.now();
let due = started;
await inParallel(concurrency, paced, (delivery) => deliver(delivery));
const seconds = (performance.now() - started) / 1000;
await redeliverFailed();

// A forger alone, as fast as this machine can send.
const floodStarted = performance.now();
let left = flood;
await inParallel(
  64,
  () => (left-- > 0 ? deliveries.forgery() : undefined),
  (delivery) => deliver(delivery, 'flood'),
);
const floodSeconds = (performance.now() - floodStarted) / 1000;

const memory = await Promise.all(receivers.map((receiver) => receiver.stop()));
await vendor.stop();
await tokens.close();
await redis.stop();
sender.close();

const failures = report();
process.exitCode = failures > 0 ? 1 : 0;

/** The next delivery, at its time. */
async function paced() {
  due += 1000 / rate;
  const wait = due - performance.now();
  if (wait > 0) await sleep(wait);
  return deliveries.next();
}

async function deliver(delivery, phase = 'mixed') {
  const answer = await sender.send(delivery);
  ledger.answered({ ...delivery, ...answer, phase });
}

/** An event whose handler failed comes again, as long as it takes. */
async function redeliverFailed() {
  const deadline = performance.now() + SETTLE;
  while (ledger.unhandled().length > 0 && performance.now() < deadline) {
    await sleep(200);
    await inParallel(concurrency, iterate(ledger.failed()), (delivery) => deliver(delivery));
  }
}

function iterate(list) {
  const iterator = list[Symbol.iterator]();
  return () => iterator.next().value;
}

async function inParallel(width, next, work) {
  const worker = async () => {
    for (let item = await next(); item !== undefined; item = await next()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

function report() {
  const { sent, byKind, must, latencies } = ledger.summary();
  console.log(
    `seed ${seed}: ${sent} deliveries, ${Math.round(count / seconds)} a second by ${concurrency} at a time`,
  );
  console.table(byKind);
  for (const [phase, times] of Object.entries(latencies)) {
    const [median, p99, p999] = [0.5, 0.99, 0.999].map((share) => quantile(times, share).toFixed(1));
    console.log(
      `${phase}: answered in ${median} ms (median), ${p99} ms (p99), ${p999} ms (p99.9); ${times.length} answers`,
    );
  }
  console.log(`flood: ${Math.round(flood / floodSeconds)} forged a second, 64 at a time`);
  console.log(
    `receivers: ${memory.map(({ platform, rss, delay }) => `${platform} ${rss} MiB, event loop held up ${delay} ms (p99)`).join('; ')}`,
  );
  for (const [what, number] of Object.entries(must))
    console.log(`${number === 0 ? 'ok  ' : 'FAIL'} ${number} ${what}`);
  return Object.values(must).filter((number) => number > 0).length;
}
