import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { inFull, itInFull, variants } from '../support/full.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { Fleet } from './fleet.js';

const PROCESSES = inFull(8, 3);
const CALLERS = inFull(500, 100);
const CLIENTS = variants(['node-redis', 'ioredis'] as const);

describeWithRedis('A2: processes over one Redis', () => {
  let fleet: Fleet;
  let redis: RedisServer;
  let control: Redis;
  let simulator: EsignonSimulator;
  beforeAll(async () => {
    [fleet, redis, simulator] = await Promise.all([
      Fleet.of(PROCESSES),
      RedisServer.start(),
      EsignonSimulator.start(),
    ]);
    control = redis.client();
  }, 60_000);
  afterAll(async () => {
    control.disconnect();
    await Promise.all([fleet.kill(), redis.stop(), simulator.stop()]);
  });
  beforeEach(async () => {
    await control.flushall();
    simulator.clearJournal();
    simulator.singleSession = false;
    simulator.latency = 100;
  });

  const settings = (client?: 'ioredis' | 'node-redis') => ({
    ...EsignonSimulator.defaultAccount,
    baseUrl: simulator.url,
    redis: redis.port,
    ...(client && { client }),
  });

  it.each(CLIENTS)(
    `${PROCESSES} processes with ${CALLERS} cold callers each make one login, with %s`,
    async (client) => {
      await fleet.start(settings(client));
      const asked = await fleet.all((worker) => worker.do('ask', CALLERS));
      expect(asked.flatMap(({ failures }) => failures)).toEqual([]);
      expect(new Set(asked.flatMap(({ tokens }) => tokens)).size).toBe(1);
      expect(simulator.logins).toBe(1);
      expect(fleet.told.filter((type) => type === 'token.adopted')).toHaveLength(PROCESSES - 1);
      expect(fleet.told.filter((type) => type.startsWith('store.failed'))).toEqual([]);
      // The login takes 0.1 s; a waiting process looks again after 50, 100, 200, ... ms.
      expect(Math.max(...asked.map(({ ms }) => ms))).toBeLessThan(2_000);
    },
  );

  it('all renew a rejected token by one login', async () => {
    await fleet.start(settings());
    await revokeAndAsk();
    expect(simulator.logins).toBe(1);
  });

  it.each(CLIENTS)(
    'all renew a rejected token by one login where no script may run, with %s',
    async (client) => {
      const user = { username: 'no-scripts', password: 'pa55-word' };
      await redis.addUser(user, '~* &* +@all -@scripting');
      await fleet.start({ ...settings(client), user });
      for (let revocation = 0; revocation < 3; revocation++) {
        await revokeAndAsk();
        expect(simulator.logins).toBe(1);
      }
      expect(fleet.told.filter((type) => type.startsWith('store.failed'))).toEqual([]);
      expect(await control.keys('esignon:lease:*')).toEqual([]);
    },
  );

  itInFull('all renew a rejected token by one login where nothing may be deleted', async () => {
    const user = { username: 'no-deletes', password: 'pa55-word' };
    await redis.addUser(user, '~* &* +@all -@scripting -del');
    await fleet.start({ ...settings(), user, loginTimeout: 1_000, loginRetries: 0 });
    await revokeAndAsk();
    // The first login's lease could not be given back: the next has to wait for its end.
    expect(simulator.logins).toBe(1);
    expect(fleet.told).toContain('store.failed delete failed');
  });

  /** One revocation, told to every process, and then many callers in each. */
  async function revokeAndAsk(): Promise<void> {
    await fleet.all((worker) => worker.do('ask', 1));
    simulator.revokeAll();
    simulator.clearJournal();
    await fleet.all((worker) => worker.do('invalidate'));
    const asked = await fleet.all((worker) => worker.do('ask', CALLERS));
    expect(asked.flatMap(({ failures }) => failures)).toEqual([]);
    expect(new Set(asked.flatMap(({ tokens }) => tokens)).size).toBe(1);
  }

  describe('with a vendor that invalidates the previous token at each login', () => {
    beforeEach(() => {
      simulator.singleSession = true;
      simulator.latency = 5;
    });

    it('there is one login, and across a renewal by one of them no contention', async () => {
      await fleet.start(settings());
      await fleet.all((worker) => worker.do('beginCalls', 20));
      await calls(200);
      expect(simulator.logins).toBe(1);
      await fleet.workers[0]!.do('refresh');
      await calls(200);
      const called = await fleet.all((worker) => worker.do('endCalls'));
      expect(simulator.logins).toBe(2);
      for (const { results } of called) expect(Object.keys(results)).toEqual(['00']);
      expect(fleet.told).not.toContain('contention');
      expect(fleet.told.filter((type) => type === 'token.rejected').length).toBeLessThanOrEqual(PROCESSES);
    });

    it('two processes without a store get contention events, no call fails, and logins are few', async () => {
      const two = fleet.workers.slice(0, 2);
      const alone = { ...EsignonSimulator.defaultAccount, baseUrl: simulator.url };
      await Promise.all(two.map((worker) => worker.start(alone)));
      await Promise.all(two.map((worker) => worker.do('beginCalls', 20)));
      await calls(300);
      const called = await Promise.all(two.map((worker) => worker.do('endCalls')));
      expect(two.flatMap(({ told }) => told)).toContain('contention');
      // Success, or the vendor's own answer that the token is not good; at least one of the two goes on working.
      const results = called.flatMap((one) => Object.keys(one.results));
      expect(results).toContain('00');
      expect(results.filter((result) => result !== '00' && result !== '94')).toEqual([]);
      // The first of each, and two renewals of each before renewals pause.
      expect(simulator.logins).toBeLessThanOrEqual(6);
    });
  });

  /** Until so many more calls arrived. */
  async function calls(more: number): Promise<void> {
    const target = simulator.calls + more;
    while (simulator.calls < target) await new Promise((next) => setTimeout(next, 20));
  }
});
