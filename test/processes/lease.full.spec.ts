import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { maxLoginDuration } from '../../lib/login/retry.js';
import { STORE_TIMEOUT } from '../../lib/stores/resilient-token-store.js';
import { storeKey } from '../../lib/stores/shared-login.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import type { Asked, Settings } from './commands.js';
import { Fleet } from './fleet.js';

const KIM = { companyId: 'acme', email: 'kim@acme.kr', password: 'pa55-word' };
const LEE = { companyId: 'rival', email: 'lee@rival.kr', password: 'pa55-word' };
const LOGIN_TIMEOUT = 1_500;
/** One attempt, and what its holder does with the store. */
const LEASE_TTL = maxLoginDuration(LOGIN_TIMEOUT, 0) + 3 * STORE_TIMEOUT;
/** For the last look, which is at most 1 s late, the login, and a busy machine. */
const SLACK = 3_000;

describeWithRedis('A2, A3: a lease that is not given back', () => {
  let fleet: Fleet;
  let redis: RedisServer;
  let simulator: EsignonSimulator;
  beforeAll(async () => {
    [fleet, redis] = await Promise.all([Fleet.of(4), RedisServer.start()]);
    simulator = await EsignonSimulator.start({
      companies: {
        acme: { members: { [KIM.email]: KIM.password } },
        rival: { members: { [LEE.email]: LEE.password } },
      },
    });
  }, 60_000);
  afterAll(() => Promise.all([fleet.kill(), redis.stop(), simulator.stop()]));

  const settings = (account: typeof KIM): Settings => ({
    ...account,
    baseUrl: simulator.url,
    redis: redis.port,
    loginTimeout: LOGIN_TIMEOUT,
    loginRetries: 0,
  });
  const loginsOf = ({ companyId }: typeof KIM): number =>
    simulator.journal.filter((entry) => entry.kind === 'login' && entry.companyId === companyId).length;

  /** Someone wrote to the lease's key, for ever. Started first, since it waits longest. */
  let overRubbish: Promise<Asked>;
  beforeAll(async () => {
    const client = redis.client();
    await client.set(
      `esignon:lease:${storeKey(LEE, { baseUrl: simulator.url, clientId: undefined })}`,
      'rubbish',
    );
    client.disconnect();
    await fleet.workers[3]!.start(settings(LEE));
    overRubbish = fleet.workers[3]!.do('ask', 50);
  });

  it('because its holder was killed during a login: the others continue after it expires, with one login', async () => {
    const three = fleet.workers.slice(0, 3);
    await Promise.all(three.map((worker) => worker.start(settings(KIM))));
    simulator.fault({
      kind: 'hang',
      on: 'login',
      times: 1,
      when: (request) => request.companyId === KIM.companyId,
    });
    const asked = three.map((worker) => worker.do('ask', 50));
    const holder = await whoLogsIn();
    await three[holder]!.kill();
    const others = await Promise.all(asked.filter((_, i) => i !== holder));
    expect(others.flatMap(({ failures }) => failures)).toEqual([]);
    expect(new Set(others.flatMap(({ tokens }) => tokens)).size).toBe(1);
    expect(loginsOf(KIM)).toBe(2);
    const longest = Math.max(...others.map(({ ms }) => ms));
    expect(longest).toBeLessThan(LEASE_TTL + SLACK);

    async function whoLogsIn(): Promise<number> {
      for (;;) {
        const found = three.findIndex(({ told }) => told.includes('login.started'));
        if (found >= 0 && loginsOf(KIM) === 1) return found;
        await new Promise((next) => setTimeout(next, 10));
      }
    }
  }, 30_000);

  it('because it is invalid: a login without it after 1.5 times its duration, and an event', async () => {
    const { tokens, failures, ms } = await overRubbish;
    expect([tokens.length, failures, loginsOf(LEE)]).toEqual([1, [], 1]);
    expect(fleet.workers[3]!.told).toContain('store.failed lease timed out');
    expect(ms).toBeLessThan(1.5 * LEASE_TTL + SLACK);
  }, 30_000);
});
