import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Redis } from 'ioredis';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { refusalOf, runSampleApp, type SampleApp, startSampleApp } from '../browser/sample-app.js';
import { freePort } from '../support/free-port.js';
import { itInFull } from '../support/full.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { clientOf } from './client.js';

jest.setTimeout(60_000);

const password = 'secret-of-redis';
const reporter = ['--import', pathToFileURL('test/e2e/report-redis.mjs').href];
const beta = { companyId: 'beta', email: 'api@beta.kr', password: 'secret-of-beta' };

let simulator: EsignonSimulator;
const apps: SampleApp[] = [];

beforeAll(async () => {
  simulator = await EsignonSimulator.start();
  simulator.addAccount(beta);
});

afterAll(() => simulator.stop());

beforeEach(() => simulator.clearJournal());

afterEach(async () => {
  simulator.latency = 0;
  await Promise.all(apps.splice(0).map((app) => app.stop()));
});

/** The sample application at the simulator of these tests, which several processes can share. */
async function start(redisUrl?: string): Promise<SampleApp> {
  const { companyId, email, password: secret } = EsignonSimulator.defaultAccount;
  const account = { ESIGNON_COMPANY_ID: companyId, ESIGNON_EMAIL: email, ESIGNON_PASSWORD: secret };
  const more = { ESIGNON_BASE_URL: simulator.url, ESIGNON_ACCOUNTS: JSON.stringify({ beta }) };
  const redis = redisUrl === undefined ? {} : { REDIS_URL: redisUrl };
  const app = await startSampleApp({ ...account, ...more, ...redis }, reporter);
  apps.push(app);
  return app;
}

const list = async (app: SampleApp, path = '/api') =>
  (await clientOf(app.url).get(`${path}/documents`)).status;
const status = async (app: SampleApp) => (await clientOf(app.url).get('/api/token')).body;

describeWithRedis('the sample application with REDIS_URL', () => {
  let redis: RedisServer;
  let control: Redis;
  let url: string;

  beforeEach(async () => {
    redis = await RedisServer.start();
    control = redis.client();
    control.on('error', () => undefined);
    await control.config('SET', 'requirepass', password);
    url = `redis://:${password}@127.0.0.1:${redis.port}`;
  });

  afterEach(async () => {
    control.disconnect();
    await redis.stop();
  });

  it('shares the tokens of every account between processes', async () => {
    const both = await Promise.all([start(url), start(url)]);
    expect(await Promise.all(both.map((app) => list(app)))).toEqual([200, 200]);
    expect(simulator.logins).toBe(1);
    const adoptions = await Promise.all(both.map(async (app) => (await status(app)).counters.adoptions));
    expect(adoptions.sort()).toEqual([0, 1]);

    expect(await Promise.all(both.map((app) => list(app, '/api/accounts/beta')))).toEqual([200, 200]);
    expect(simulator.logins).toBe(2);

    simulator.revokeAll();
    for (const app of both) expect(await list(app)).toBe(200);
    expect(simulator.logins).toBe(3);
  });

  itInFull('tells the host of the store, and never its password', async () => {
    const app = await start(url);
    expect((await clientOf(app.url).get('/api/connection')).body.store).toBe(`redis 127.0.0.1:${redis.port}`);
    expect(app.output()).toContain(`토큰 저장소  redis 127.0.0.1:${redis.port}`);
    expect(app.output()).not.toContain(password);
  });

  itInFull('ends its connection when it is asked to end', async () => {
    const app = await start(url);
    expect(await list(app)).toBe(200);
    const names = async () => (await control.info('commandstats')).includes('cmdstat_quit');
    expect(await names()).toBe(false);
    expect(await app.stop()).not.toBe('SIGKILL');
    expect(await names()).toBe(true);
    expect(app.output()).toContain('Redis client: loaded');
  });

  itInFull('gives its lease back when it is asked to end during a login', async () => {
    simulator.latency = 3_000;
    const app = await start(url);
    const leases = () => control.keys('esignon:lease:*');
    while (simulator.logins === 0) await sleep(20);
    expect(await leases()).toHaveLength(1);
    await app.stop();
    expect(await leases()).toEqual([]);
  });

  itInFull('goes on when Redis goes down, and ends cleanly', async () => {
    const app = await start(url);
    expect(await list(app)).toBe(200);
    await redis.kill();
    simulator.revokeAll();
    expect(await list(app)).toBe(200);
    await clientOf(app.url).eventsUntil('/api/events', 'store.failed');
    expect(await app.stop()).not.toBe('SIGKILL');
  });

  itInFull('goes on when Redis hangs, and ends cleanly', async () => {
    const app = await start(url);
    expect(await list(app)).toBe(200);
    redis.hang();
    simulator.revokeAll();
    expect(await list(app)).toBe(200);
    expect(await app.stop()).not.toBe('SIGKILL');
  });
});

describe('the sample application', () => {
  itInFull('works with a Redis that is down from the start', async () => {
    const app = await start(`redis://:${password}@127.0.0.1:${await freePort()}`);
    expect(await list(app)).toBe(200);
    expect(simulator.logins).toBe(1);
    expect(app.output()).not.toContain(password);
    expect(await app.stop()).not.toBe('SIGKILL');
  });

  itInFull('loads nothing of Redis without REDIS_URL', async () => {
    const app = await start();
    expect(await list(app)).toBe(200);
    expect((await clientOf(app.url).get('/api/connection')).body).not.toHaveProperty('store');
    await app.stop();
    expect(app.output()).toContain('Redis client: not loaded');
  });

  it.each([`${password}@localhost:6379`, `http://:${password}@localhost`, 'redis://'])(
    'turns a REDIS_URL down that is none, without repeating it',
    async (wrong) => {
      const { message } = await refusalOf({ REDIS_URL: wrong });
      expect(message).toContain('set it to one such as redis://localhost:6379');
      expect(message).not.toContain(password);
    },
  );

  itInFull('does not start with a REDIS_URL that is none', async () => {
    const { code, output } = await runSampleApp({ REDIS_URL: `http://:${password}@localhost` });
    expect(code).toBe(1);
    expect(output).toContain('set it to one such as redis://localhost:6379');
    expect(output).not.toContain(password);
  });
});
