import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { storeKey } from '../../lib/stores/shared-login.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import type { Asked } from './commands.js';
import { Fleet, type Worker } from './fleet.js';

/** The most that a store may add to a login, when it hangs in the middle of it (A3), in ms. */
const MOST_ADDED = 1_000;
/** For a busy machine. */
const SLACK = 1_000;

describeWithRedis('A3: a Redis that does not work costs no call', () => {
  let fleet: Fleet;
  let redis: RedisServer;
  let control: Redis;
  let simulator: EsignonSimulator;
  let cold: Worker;
  beforeAll(async () => {
    [fleet, redis, simulator] = await Promise.all([
      Fleet.of(3),
      RedisServer.start(),
      EsignonSimulator.start(),
    ]);
    control = redis.client();
    control.on('error', () => undefined);
    cold = fleet.workers[2]!;
  }, 60_000);
  afterAll(async () => {
    control.disconnect();
    await Promise.all([fleet.kill(), redis.stop(), simulator.stop()]);
  });
  afterEach(() => redis.resume());
  beforeEach(async () => {
    await control.flushall();
    simulator.clearJournal();
  });

  const settings = (client: 'ioredis' | 'node-redis' = 'ioredis') => ({
    ...EsignonSimulator.defaultAccount,
    client,
    baseUrl: simulator.url,
    redis: redis.port,
  });
  const clients = ['ioredis', 'node-redis'] as const;

  /** A cold application that asks at once, for 50 callers. */
  async function coldStart(client?: (typeof clients)[number]): Promise<Asked> {
    await cold.start(settings(client));
    return cold.do('ask', 50);
  }

  function expectLogin({ tokens, failures, ms }: Asked): void {
    expect([tokens.length, failures]).toEqual([1, []]);
    expect(ms).toBeLessThan(MOST_ADDED + SLACK);
    expect(cold.told).toContain('login.succeeded');
  }

  const storeFailures = (): string[] => cold.told.filter((told) => told.startsWith('store.failed'));

  it.each(clients)('that is down, with %s', async (client) => {
    await redis.kill();
    try {
      expectLogin(await coldStart(client));
      expect(storeFailures()).toEqual([expect.stringMatching(/^store\.failed get (failed|timed out)$/)]);
    } finally {
      await redis.restart();
    }
  });

  it.each(clients)('that hangs, with %s', async (client) => {
    await cold.start(settings(client));
    await cold.do('ask', 1);
    await cold.do('invalidate');
    redis.hang();
    expectLogin(await cold.do('ask', 50));
    expect(storeFailures()).toEqual(['store.failed delete timed out']);
  });

  it.each(clients)(
    'that hangs during the login, and leaves no lease behind when it goes on, with %s',
    async (client) => {
      simulator.fault({ kind: 'delay', delay: 300, on: 'login', times: 1 });
      await cold.start(settings(client));
      const asked = cold.do('ask', 50);
      while (simulator.logins === 0) await sleep(5);
      redis.hang();
      expectLogin(await asked);
      redis.resume();
      expect(storeFailures()).toEqual(['store.failed set timed out', 'store.failed release timed out']);
      for (let tries = 0; (await control.keys('esignon:lease:*')).length > 0; tries++) {
        expect(tries).toBeLessThan(100);
        await sleep(20);
      }
    },
  );

  it('that lost all data: one login, and its token is shared again', async () => {
    await coldStart();
    await control.flushall();
    await coldStart();
    expect(simulator.logins).toBe(2);
    await coldStart();
    expect([simulator.logins, cold.told]).toEqual([2, ['token.adopted']]);
  });

  const invalid: [string, (key: string) => Promise<unknown>, string][] = [
    ['a text', (key) => control.set(key, 'rubbish'), 'unreadable record'],
    ['5 MB', (key) => control.set(key, `"${'x'.repeat(5e6)}"`), 'unreadable record'],
    ['the token of another company', (key) => control.set(key, record('x', 'rival')), 'unreadable record'],
    ['a list', (key) => control.lpush(key, 'x'), 'failed'],
    ['bytes', (key) => control.set(key, Buffer.from([0xff, 0xfe, 0, 1])), 'unreadable record'],
    ['an empty text', (key) => control.set(key, ''), 'unreadable record'],
    ['JSON of another kind', (key) => control.set(key, '[{"accessToken":"x"}]'), 'unreadable record'],
    ['JSON that has no end', (key) => control.set(key, '{"accessToken":"x"'), 'unreadable record'],
    ['deep JSON', (key) => control.set(key, '['.repeat(200_000)), 'unreadable record'],
    ['a token with CR and LF', (key) => control.set(key, record('x\r\nX-Evil: 1')), 'unreadable record'],
    ['a hash', (key) => control.hset(key, 'accessToken', 'x'), 'failed'],
  ];
  it.each(invalid)('with %s at our key', async (_, write, reason) => {
    await write(
      `esignon:token:${storeKey(EsignonSimulator.defaultAccount, { baseUrl: simulator.url, clientId: undefined })}`,
    );
    expectLogin(await coldStart());
    expect(new Set(storeFailures())).toEqual(new Set([`store.failed get ${reason}`]));
    await coldStart();
    // Whatever stood there was overwritten by the first login.
    expect(simulator.logins).toBe(1);
  });

  it('with a token that looks valid but is rejected: the call is sent again with a new one', async () => {
    await control.set(
      `esignon:token:${storeKey(EsignonSimulator.defaultAccount, { baseUrl: simulator.url, clientId: undefined })}`,
      record('looks-right', EsignonSimulator.defaultAccount.companyId),
    );
    await cold.start(settings());
    await cold.do('beginCalls', 10);
    while (!cold.told.includes('login.succeeded')) await sleep(10);
    expect(Object.keys((await cold.do('endCalls')).results)).toEqual(['00']);
    expect(simulator.logins).toBe(1);
  });

  it('that hangs, crashes, restarts empty and fills with invalid values during continuous renewals', async () => {
    simulator.tokenLifetime = 2_500;
    const two = fleet.workers.slice(0, 2);
    await Promise.all(two.map((worker, i) => worker.start(settings(clients[i]))));
    await Promise.all(two.map((worker) => worker.do('beginCalls', 10)));
    await sleep(500);
    redis.hang();
    await sleep(2_000);
    redis.resume();
    await sleep(500);
    await redis.kill();
    await sleep(2_000);
    await redis.restart();
    for (let i = 0; i < 30; i++) {
      for (const key of await control.keys('esignon:token:*')) await control.set(key, 'rubbish');
      await sleep(50);
      if (i % 10 === 0) await control.flushall();
    }
    const called = await Promise.all(two.map((worker) => worker.do('endCalls')));
    simulator.tokenLifetime = 30 * 24 * 60 * 60_000;
    for (const { results, longest } of called) {
      expect(Object.keys(results)).toEqual(['00']);
      expect(results['00']).toBeGreaterThan(100);
      expect(longest).toBeLessThan(MOST_ADDED + SLACK);
    }
    for (const { told } of two) expect(told.some((line) => line.startsWith('store.failed'))).toBe(true);
    // Each renews by itself while Redis is away, every 1.2 to 2.5 s; never in a loop.
    expect(simulator.logins).toBeLessThan(24);
  });
});

function record(accessToken: string, companyId = EsignonSimulator.defaultAccount.companyId): string {
  const issuedAt = Date.now();
  return JSON.stringify({ accessToken, issuedAt, expiresAt: issuedAt + 60 * 60_000, companyId });
}
