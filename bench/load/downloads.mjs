// A large answer as a stream, through each client in turn.
import { once } from 'node:events';

import { firstValueFrom } from 'rxjs';

import { CALL_PATH } from '../support/answers.mjs';
import { cpuTime, median, shuffled } from '../support/statistics.mjs';

const ROUNDS = 7;

/** @returns rows for `table()` */
export async function measureDownloads(clients, mebibytes) {
  const results = Object.fromEntries(Object.keys(clients).map((name) => [name, []]));
  for (let round = -1; round < ROUNDS; round++) {
    for (const name of shuffled(Object.keys(clients))) {
      const result = await download(clients[name], mebibytes * 2 ** 20);
      // The first warms up.
      if (round >= 0) results[name].push(result);
    }
  }
  const of = (name, key) => median(results[name].map((round) => round[key])).toFixed(0);
  const rows = Object.keys(results).map((name) => [name, of(name, 'ms'), of(name, 'cpu'), of(name, 'grown')]);
  return [['', 'ms', 'CPU ms', 'rss grows by, MiB'], ...rows];
}

async function download(http, bytes) {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const [start, cpu] = [performance.now(), cpuTime()];
  const url = `${CALL_PATH}?bytes=${bytes}`;
  const { data } = await firstValueFrom(http.get(url, { responseType: 'stream' }));
  let received = 0;
  data.on('data', (chunk) => {
    received += chunk.length;
    most = Math.max(most, process.memoryUsage.rss());
  });
  await once(data, 'end');
  if (received !== bytes) throw new Error(`${received} bytes of ${bytes}`);
  return {
    ms: performance.now() - start,
    cpu: (cpuTime() - cpu) / 1e6,
    grown: (most - before) / 2 ** 20,
  };
}
