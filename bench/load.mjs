// Load through ours and through HttpService, against a server in another process.
//
//   node --expose-gc bench/load.mjs [--rounds 10]
//
// Calls at once over keep-alive connections, as they are, with a renewal and with a rejection in the middle; downloads;
// tenants in rotation. The sizes double, to show what grows faster than the work. HttpService is there twice: the
// difference between the two is the noise.
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import axios from 'axios';

import { HttpService } from '@nestjs/axios';
import { measureBursts } from './load/bursts.mjs';
import { measureDownloads } from './load/downloads.mjs';
import { createOurs } from './load/ours.mjs';
import { measureTenants } from './load/tenants.mjs';
import { ACCOUNT } from './support/answers.mjs';
import { describeMachine } from './support/machine.mjs';
import { table } from './support/table.mjs';
import { startVendor } from './support/vendor.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '10' } } });
const rounds = Number(values.rounds);
const SOCKETS = 50;
const TENANTS = 10_000;

const vendor = await startVendor({ tokenLifetime: 3_600_000, loginDelay: 50 });
const agent = () => new Agent({ keepAlive: true, maxSockets: SOCKETS });
const ours = await createOurs({
  url: vendor.url,
  account: ACCOUNT,
  httpAgent: agent(),
  maxAccounts: TENANTS,
});
const headers = { Authorization: await ours.auth.getAuthorization() };
const plain = () => new HttpService(axios.create({ baseURL: vendor.url, httpAgent: agent(), headers }));
const clients = { HttpService: plain(), 'HttpService again': plain(), ours: ours.http };

// Two logins a round, of which K7 allows one a second: faster rounds would measure its wait.
const renewed = {
  async before() {
    await sleep(2_000);
    await ours.auth.refresh();
  },
};
// HttpService keeps the first token, which stays valid.
const revokeOurs = async () => vendor.revoke(await ours.auth.getAuthorization());
const BURSTS = {
  '1 000 calls at once': { calls: 1_000 },
  '2 000 calls at once': { calls: 2_000 },
  '4 000 calls at once': { calls: 4_000 },
  '1 000, with a renewal when half are answered': {
    calls: 1_000,
    before: () => sleep(1_000),
    halfway: () => ours.auth.refresh(),
  },
  // A renewal before each burst: rejections in a row would pause the renewals.
  '1 000, with a rejection when half are answered': { calls: 1_000, ...renewed, halfway: revokeOurs },
  '2 000, with a rejection when half are answered': { calls: 2_000, ...renewed, halfway: revokeOurs },
};

console.log(describeMachine().join('\n'));
for (const [title, burst] of Object.entries(BURSTS))
  show(`${title}, over ${SOCKETS} connections`, await measureBursts(clients, { rounds, ...burst }));
for (const mebibytes of [50, 100])
  show(`A download of ${mebibytes} MiB as a stream`, await measureDownloads(clients, mebibytes));
await vendor.set({ loginDelay: 0 });
show(
  `The token of each of ${TENANTS} tenants in turn, µs of CPU each, by thousand tenants`,
  await measureTenants(ours.auth, { tenants: TENANTS, concurrency: SOCKETS }),
);
await ours.close();
vendor.stop();
process.exit();

function show(title, rows) {
  console.log(`\n${title}\n\n${table(rows, { markdown: true })}`);
}
