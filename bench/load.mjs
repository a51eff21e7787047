// Load through ours and through HttpService, against a server in another process.
//
//   node --expose-gc bench/load.mjs [--rounds 10]
//
// 1 000 calls at once over keep-alive connections: as they are, with a renewal and with a rejection in the middle; a
// download of 50 MB; 10 000 tenants in rotation.
import { once } from 'node:events';
import { Agent } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';

import axios from 'axios';
import { firstValueFrom } from 'rxjs';

import { HttpService } from '@nestjs/axios';
import { createOurs } from './load/ours.mjs';
import { ACCOUNT, CALL_PATH } from './support/answers.mjs';
import { describeMachine } from './support/machine.mjs';
import { median, quantile } from './support/statistics.mjs';
import { startVendor } from './support/vendor.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '10' } } });
const CALLS = 1_000;
const SOCKETS = 50;
const DOWNLOAD = `${CALL_PATH}?bytes=${50 * 2 ** 20}`;
const TENANTS = 10_000;

const vendor = await startVendor({ tokenLifetime: 3_600_000, loginDelay: 50 });
const agent = () => new Agent({ keepAlive: true, maxSockets: SOCKETS });
const ours = await createOurs({
  url: vendor.url,
  account: ACCOUNT,
  httpAgent: agent(),
  maxAccounts: TENANTS,
});
const token = await ours.auth.getAuthorization();
const plain = new HttpService(
  axios.create({ baseURL: vendor.url, httpAgent: agent(), headers: { Authorization: token } }),
);

/** Sends all calls at once. Returns ms: of each, of all, and the longest delay of the event loop. */
async function burst(http) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  const calls = Array.from({ length: CALLS }, async () => {
    const { data } = await firstValueFrom(http.get(CALL_PATH));
    if (data.header.result_code !== '00') throw new Error(`result code ${data.header.result_code}`);
    return performance.now() - start;
  });
  const each = await Promise.all(calls);
  const all = performance.now() - start;
  delay.disable();
  return { each, all, delay: delay.max / 1e6 };
}

/** Bursts of both by turns. */
async function bursts({ before = async () => undefined, during = async () => undefined }) {
  const results = { HttpService: [], ours: [] };
  for (let round = 0; round < Number(values.rounds) + 2; round++) {
    const order = [
      ['HttpService', () => burst(plain)],
      ['ours', () => Promise.all([burst(ours.http), during()]).then(([result]) => result)],
    ];
    if (round % 2 === 1) order.reverse();
    await before();
    for (const [name, run] of order) {
      globalThis.gc?.({ type: 'minor' });
      const result = await run();
      // The first two warm up.
      if (round >= 2) results[name].push(result);
    }
  }
  return results;
}

function show(title, results) {
  console.log(`\n${title}`);
  for (const [name, rounds] of Object.entries(results)) {
    const each = rounds.flatMap((round) => round.each);
    const [p50, p99, p999] = [0.5, 0.99, 0.999].map((share) => quantile(each, share).toFixed(0));
    const all = median(rounds.map((round) => round.all));
    const delay = median(rounds.map((round) => round.delay));
    console.log(
      `  ${name.padEnd(12)} ${Math.round((CALLS / all) * 1000)} calls/s, p50 ${p50} p99 ${p99} p99.9 ${p999} ms, event loop held up by at most ${delay.toFixed(0)} ms`,
    );
  }
  const [base, own] = [results.HttpService, results.ours].map((rounds) =>
    median(rounds.map(({ all }) => all)),
  );
  console.log(`  throughput of ours: ${(base / own).toFixed(2)} of HttpService`);
}

/** Downloads once by stream. Returns ms, and by how much the process grew at most, in MiB. */
async function download(http) {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const start = performance.now();
  const { data } = await firstValueFrom(http.get(DOWNLOAD, { responseType: 'stream' }));
  data.on('data', () => (most = Math.max(most, process.memoryUsage().rss)));
  await once(data, 'end');
  return { ms: performance.now() - start, grown: (most - before) / 2 ** 20 };
}

async function showDownloads() {
  const results = { HttpService: [], ours: [] };
  for (let round = 0; round < 5; round++) {
    results.HttpService.push(await download(plain));
    results.ours.push(await download(ours.http));
  }
  console.log('\na download of 50 MB as a stream, medians of 5');
  for (const [name, rounds] of Object.entries(results)) {
    const [ms, grown] = ['ms', 'grown'].map((key) => median(rounds.map((round) => round[key])).toFixed(0));
    console.log(`  ${name.padEnd(12)} ${ms} ms, rss grows by ${grown} MiB`);
  }
}

/** Each tenant's first call logs in; the rounds after that find its token. */
async function showTenants() {
  console.log(`\n${TENANTS} tenants in rotation, one call each, ms by thousand tenants (token only)`);
  for (const round of ['logs in', 'cached', 'cached again']) {
    const times = [];
    for (let first = 0; first < TENANTS; first += 1_000) {
      const start = performance.now();
      const ids = Array.from({ length: 1_000 }, (_, n) => `tenant-${first + n}`);
      for (let n = 0; n < ids.length; n += SOCKETS) {
        await Promise.all(ids.slice(n, n + SOCKETS).map((id) => ours.auth.forAccount(id).getAccessToken()));
      }
      times.push(performance.now() - start);
    }
    console.log(`  ${round.padEnd(13)} ${times.map((ms) => ms.toFixed(ms < 10 ? 1 : 0)).join(' ')}`);
  }
}

console.log(describeMachine().join('\n'));
show(`${CALLS} calls at once over ${SOCKETS} connections`, await bursts({}));
show('with a renewal in the middle', await bursts({ during: () => ours.auth.refresh() }));
// A renewal before each burst: rejections in a row would pause the renewals.
show(
  'with a rejection in the middle',
  await bursts({ before: () => ours.auth.refresh(), during: rejectOurs }),
);
await showDownloads();
await vendor.set({ loginDelay: 0 });
await showTenants();
await ours.close();
vendor.stop();
process.exit();

/** Revokes our token only; `HttpService` has its own. */
async function rejectOurs() {
  await vendor.revoke(await ours.auth.getAuthorization());
}
