// Many calls at once, through each client in turn.
import { monitorEventLoopDelay } from 'node:perf_hooks';

import { firstValueFrom } from 'rxjs';

import { CALL_PATH } from '../support/answers.mjs';
import { cpuTime, median, quantile, shuffled } from '../support/statistics.mjs';

const WARM_UP = 2;

/**
 * @param before run before each round
 * @param halfway run when half of the calls through ours are answered
 * @returns rows for `table()`
 */
export async function measureBursts(clients, { rounds, calls, before, halfway }) {
  const results = Object.fromEntries(Object.keys(clients).map((name) => [name, []]));
  for (let round = -WARM_UP; round < rounds; round++) {
    await before?.();
    for (const name of shuffled(Object.keys(clients))) {
      globalThis.gc?.({ type: 'minor' });
      const result = await burst(clients[name], calls, name === 'ours' ? halfway : undefined);
      if (round >= 0) results[name].push(result);
    }
  }
  return tableOf(results, calls);
}

/** Sends all calls at once. Returns ms: of each, of all, of CPU, and the longest delay of the event loop. */
async function burst(http, calls, halfway) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let answered = 0;
  let interruption;
  const [start, cpu] = [performance.now(), cpuTime()];
  const call = async () => {
    const { data } = await firstValueFrom(http.get(CALL_PATH));
    if (data.header.result_code !== '00') throw new Error(`result code ${data.header.result_code}`);
    if (++answered === calls / 2) interruption = halfway?.();
    return performance.now() - start;
  };
  const each = await Promise.all(Array.from({ length: calls }, call));
  const all = performance.now() - start;
  const used = (cpuTime() - cpu) / 1e6;
  await interruption;
  delay.disable();
  return { each, all, cpu: used, delay: delay.max / 1e6 };
}

function tableOf(results, calls) {
  const of = (name, key) => median(results[name].map((round) => round[key]));
  const rows = Object.keys(results).map((name) => {
    const each = results[name].flatMap((round) => round.each);
    const quantiles = [0.5, 0.99, 0.999].map((share) => quantile(each, share).toFixed(0));
    return [
      name,
      String(Math.round((calls / of(name, 'all')) * 1000)),
      (of('HttpService', 'all') / of(name, 'all')).toFixed(2),
      ((of(name, 'cpu') / calls) * 1000).toFixed(0),
      (of(name, 'cpu') / of('HttpService', 'cpu')).toFixed(2),
      quantiles.join(' / '),
      of(name, 'delay').toFixed(0),
    ];
  });
  const head = ['', 'calls/s', 'ratio', 'CPU µs/call', 'ratio', 'ms: p50 / p99 / p99.9', 'loop delay, ms'];
  return [head, ...rows];
}
