// The module under constant load for a long time, while everything goes wrong that can.
//
//   npm run soak -- --minutes 20 [--seed 1] [--rate 75]
//
// Ends with exit code 1 when something is not 0 that must be.
import 'reflect-metadata';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { monitorEventLoopDelay } from 'node:perf_hooks';

import { NestFactory } from '@nestjs/core';
import { EsignonAuthModule, EsignonAuthService, EsignonHttpService } from '../dist/esm/lib/index.js';
import { EsignonSimulator } from '../dist/esm/lib/testing/index.js';

import { Load } from './soak/load.mjs';
import { Tally, VERDICTS } from './soak/tally.mjs';
import { startVendor } from './soak/vendor.mjs';
import { describeMachine } from './support/machine.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    rate: { type: 'string', default: '75' },
  },
});
const [minutes, seed, rate] = [values.minutes, values.seed, values.rate].map(Number);
const TOKEN_LIFETIME = 20_000;
const CALL_TIMEOUT = 3_000;
const RECOVERY = 120_000;
/** Time to settle before the first reading: code is compiled, connections are open. */
const WARM_UP = 15_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
console.log(describeMachine().join('\n'));
// After the first line: a pipe that it is written to counts as a handle.
const handlesBefore = process.getActiveResourcesInfo();
const tally = new Tally();
let unhandled = 0;
process.on('unhandledRejection', () => unhandled++);

// What keeps logins back: told by the vendor's process and by the module's own events.
let againstLogins = { now: false, until: 0 };
let cooldownUntil = 0;
let contentionUntil = 0;
function trouble(since) {
  if (againstLogins.now || againstLogins.until >= since) return 'login';
  if (contentionUntil >= since) return 'contention';
  return cooldownUntil >= since ? 'cooldown' : undefined;
}

const episodes = new Map();
const vendor = await startVendor({
  tokenLifetime: TOKEN_LIFETIME,
  onEpisode: ({ name, againstLogins: now }) => {
    if (againstLogins.now) againstLogins.until = Date.now();
    againstLogins.now = now;
    if (name !== 'quiet') episodes.set(name, (episodes.get(name) ?? 0) + 1);
  },
});
const httpAgent = new Agent({ keepAlive: true });
const app = await NestFactory.createApplicationContext(
  EsignonAuthModule.forRoot({
    baseUrl: vendor.url,
    ...EsignonSimulator.defaultAccount,
    // Short as the tokens are: with the defaults an outage of a minute would leave nothing to see.
    loginTimeout: 2_000,
    credentialsCooldown: 2_000,
    http: { httpAgent, timeout: CALL_TIMEOUT },
  }),
  { logger: false },
);
const auth = app.get(EsignonAuthService);
auth.events$.subscribe((event) => {
  tally.event(event.type);
  if (event.type === 'cooldown.started') cooldownUntil = event.until.getTime();
  if (event.type === 'contention') contentionUntil = event.until.getTime();
});
const load = new Load({ http: app.get(EsignonHttpService), auth, vendor, tally, trouble });

const loopDelay = monitorEventLoopDelay({ resolution: 5 });
loopDelay.enable();
load.start(rate);
console.log(
  `\nsoak of ${minutes} min, seed ${seed}, ${rate} calls/s, tokens of ${TOKEN_LIFETIME / 1000} s\n`,
);
await sleep(WARM_UP);
await vendor.ask('start', seed);

const memory = [reading(0)];
for (let minute = 1; minute <= minutes; minute++) {
  await sleep(60_000);
  memory.push(reading(minute));
}

await vendor.ask('calm');
const recovery = await recovered();
await load.stop();
const logins = await vendor.ask('logins');
loopDelay.disable();
await app.close();
httpAgent.destroy();
await vendor.stop();
await sleep(200);
const handles = leftOver(handlesBefore, process.getActiveResourcesInfo());
report();

function reading(minute) {
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  const mib = (bytes) => (bytes / 2 ** 20).toFixed(1);
  const line = { minute, heapUsed, rss };
  console.log(
    `minute ${String(minute).padStart(3)}  heap ${mib(heapUsed)} MiB  rss ${mib(rss)} MiB  ${tally.calls} calls, ${tally.failed} failed`,
  );
  return line;
}

/** How long until calls succeed again with no fault left, in ms; `undefined` when they do not. */
async function recovered() {
  const start = performance.now();
  while (performance.now() - start < RECOVERY) {
    const before = { failed: tally.failed, succeeded: tally.succeeded };
    await sleep(1_000);
    if (tally.failed === before.failed && tally.succeeded > before.succeeded)
      return performance.now() - start;
  }
  return undefined;
}

/** What is open now and was not at the start. */
function leftOver(before, now) {
  const left = [...now];
  for (const name of before) {
    const at = left.indexOf(name);
    if (at >= 0) left.splice(at, 1);
  }
  return left;
}

function report() {
  const mustBeZero = {
    'calls failed though a good token was held and no fault struck them': tally.verdicts.guilty,
    'calls failed for no known reason': tally.verdicts.unexplained,
    'calls that did not end within 40 s': tally.abandoned,
    'unhandled rejections': unhandled,
    [`open handles after close()${handles.length ? ` (${handles.join(', ')})` : ''}`]: handles.length,
    'not recovered after the last fault': recovery === undefined ? 1 : 0,
  };
  const list = (counts) =>
    [...counts].sort((a, b) => b[1] - a[1]).map(([name, count]) => `  ${String(count).padStart(7)}  ${name}`);
  const [first, last] = [memory[0], memory.at(-1)];
  const change = (name) =>
    `${(first[name] / 2 ** 20).toFixed(1)} -> ${(last[name] / 2 ** 20).toFixed(1)} MiB`;
  console.log(
    [
      '',
      'must be 0',
      ...Object.entries(mustBeZero).map(([name, count]) => `  ${String(count).padStart(7)}  ${name}`),
      '',
      `calls ${tally.calls}, succeeded ${tally.succeeded}, failed ${tally.failed}; the failed by verdict`,
      ...Object.entries(VERDICTS).map(
        ([name, text]) => `  ${String(tally.verdicts[name]).padStart(7)}  ${text}`,
      ),
      'the failed by cause',
      ...list(tally.causes),
      'episodes',
      ...list(episodes),
      'events',
      ...list(tally.events),
      '',
      `logins at the vendor ${logins}; renewals ${tally.events.get('login.succeeded') ?? 0} (logins that succeeded)`,
      `worst wait for a token while one was in service ${tally.worstWait.toFixed(1)} ms of ${tally.waits} asked (event loop held up by at most ${(loopDelay.max / 1e6).toFixed(1)} ms)`,
      `longest call ${tally.worstCall.toFixed(0)} ms`,
      `back to normal ${recovery === undefined ? 'never' : `${(recovery / 1000).toFixed(0)} s`} after the last fault`,
      `heap after collection ${change('heapUsed')}, rss ${change('rss')}`,
      ...tally.examples.map((example) => `EXAMPLE ${JSON.stringify(example)}`),
    ].join('\n'),
  );
  const bad = Object.values(mustBeZero).some((count) => count > 0);
  console.log(bad ? `\nFAILED; again with --seed ${seed}` : '\nall that must be 0 is 0');
  process.exitCode = bad ? 1 : 0;
}
