// Bytes of an idle account, beside its token. Run after a build: node --expose-gc bench/memory.mjs [accounts]
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const LIMIT = 1024;
const accounts = Number(process.argv[2] ?? 10_000);

if (!globalThis.gc) {
  const args = ['--expose-gc', fileURLToPath(import.meta.url), String(accounts)];
  process.exit(spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1);
}

const { EsignonAuthModule } = await import('../dist/esm/lib/index.js');
const { EsignonAuthService, EsignonToken } = await import('../dist/esm/lib/index.js');
await import('reflect-metadata');
const { NestFactory } = await import('@nestjs/core');

const vendor = await startVendor();
const options = {
  baseUrl: vendor.url,
  maxAccounts: accounts + 1,
  accounts: (id) => ({
    companyId: id,
    email: `api@${id}.kr`,
    password: 'pa55-word',
  }),
};
const app = await NestFactory.createApplicationContext(EsignonAuthModule.forRoot(options), { logger: false });
const auth = app.get(EsignonAuthService);

await logIn('warm-up', 200);
await vendor.closeConnections();
const resources = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

const timersBefore = resources();
const before = await heap();
await logIn('tenant', accounts);
await vendor.closeConnections();
const whole = ((await heap()) - before) / accounts;
const timers = resources() - timersBefore;
const token = await bytesOfToken();
const state = auth.forAccount('tenant-1').status().state;

const own = whole - token;
console.log(`${accounts} idle accounts (${state}), Node ${process.version}`);
console.log(`  with the token    ${Math.round(whole)} bytes each`);
console.log(`  the token itself  ${Math.round(token)} bytes`);
console.log(`  beside the token  ${Math.round(own)} bytes each (limit ${LIMIT})`);
console.log(`  timers            ${timers}`);

await app.close();
await vendor.stop();
if (own >= LIMIT || timers > 0 || state !== 'fresh') process.exitCode = 1;

async function logIn(prefix, count) {
  for (let i = 0; i < count; i += 50) {
    const batch = Array.from({ length: Math.min(50, count - i) }, (_, n) => `${prefix}-${i + n}`);
    await Promise.all(batch.map((id) => auth.forAccount(id).getAccessToken()));
  }
}

/** What one EsignonToken of the same sizes weighs, its strings and dates included. */
async function bytesOfToken() {
  const kept = new Array(accounts);
  const empty = await heap();
  for (let i = 0; i < accounts; i++) {
    kept[i] = new EsignonToken({
      accessToken: copy(`token-${i}`.padEnd(43, 'x')),
      companyId: copy(`tenant-${i}`),
      memberEmail: copy(`api@tenant-${i}.kr`),
      deviceId: copy(`device-${i}`),
      expiresAt: new Date(Date.now() + 1e9),
      issuedAt: new Date(),
    });
  }
  const bytes = (await heap()) - empty;
  if (kept.length !== accounts) throw new Error('unreachable');
  return bytes / accounts;
}

/** A string of its own: a slice would share what it was cut from. */
function copy(text) {
  return Buffer.from(text).toString('latin1');
}

async function heap() {
  for (let i = 0; i < 4; i++) {
    await new Promise((next) => setTimeout(next, 20));
    globalThis.gc();
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

async function startVendor() {
  const expires = new Date(Date.now() + 30 * 24 * 60 * 60_000).toISOString();
  let logins = 0;
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      const n = logins++;
      const header = {
        response_code: '1001A',
        result_code: '00',
        result_msg: '',
        session_id: '',
      };
      const body = {
        access_token: `token-${n}`.padEnd(43, 'x'),
        device_id: `device-${n}`,
        expire_date: expires,
      };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ header, body }));
    });
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    closeConnections: async () => {
      server.closeAllConnections();
      await new Promise((next) => setTimeout(next, 50));
    },
    stop: () => new Promise((stopped) => server.close(stopped)),
  };
}
