// The tokens of many tenants, each in its turn.
import { cpuTime } from '../support/statistics.mjs';

const STEP = 1_000;
/** The first call of each tenant logs in; later rounds find its token. */
const ROUNDS = ['logs in', 'cached', 'cached again'];

/** @returns rows for `table()`: a column for each thousand, which are equal if a tenant costs the same among many */
export async function measureTenants(auth, { tenants, concurrency }) {
  const starts = Array.from({ length: tenants / STEP }, (_, n) => n * STEP);
  const rows = [];
  for (const round of ROUNDS) {
    const costs = [];
    for (const first of starts) costs.push(await thousand(auth, first, concurrency));
    rows.push([round, ...costs.map((µs) => µs.toFixed(µs < 10 ? 1 : 0))]);
  }
  return [['', ...starts.map((first) => String(first + STEP))], ...rows];
}

/** Returns µs of CPU a tenant. */
async function thousand(auth, first, concurrency) {
  const ids = Array.from({ length: STEP }, (_, n) => `tenant-${first + n}`);
  const start = cpuTime();
  for (let n = 0; n < ids.length; n += concurrency) {
    await Promise.all(ids.slice(n, n + concurrency).map((id) => auth.forAccount(id).getAccessToken()));
  }
  return (cpuTime() - start) / STEP / 1_000;
}
