import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Keyv } from 'keyv';
import type { EsignonSeenStore } from 'nestjs-esignon-auth/callbacks';
import { RedisTokenStore } from 'nestjs-esignon-auth/redis';

import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { CallbackApp, DocumentVendor, event, eventually, PLATFORM_NAMES } from './callback-app.js';

let vendor: DocumentVendor;
const apps: CallbackApp[] = [];
beforeEach(async () => {
  vendor = await DocumentVendor.start();
  vendor.statuses.set('main/901', 'Playing');
});
afterEach(async () => {
  for (const { app } of apps.splice(0)) await app.close();
  await vendor.vendor.stop();
});

async function start(
  options: Parameters<typeof CallbackApp.start>[0]['options'] = {},
  platform = PLATFORM_NAMES[0]!,
) {
  const app = await CallbackApp.start({ vendor, options, platform });
  apps.push(app);
  return app;
}

describe('E1: each event is handled once', () => {
  it.each(PLATFORM_NAMES)('a duplicate is answered 200 without the handler, on %s', async (platform) => {
    const app = await start({}, platform);
    const authorization = await app.token();
    const same = event();
    for (let delivery = 0; delivery < 3; delivery++) {
      expect((await app.post(same, { authorization })).status).toBe(200);
    }
    await app.post(event(), { authorization });
    await app.inbox.until(2);
    expect(app.inbox.events).toHaveLength(2);
  });

  it('one that comes fifty times at once is handled once', async () => {
    const app = await start();
    const authorization = await app.token();
    const same = event();
    const answers = await Promise.all(Array.from({ length: 50 }, () => app.post(same, { authorization })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
    await app.post(event(), { authorization });
    await app.inbox.until(2);
    expect(app.inbox.events).toHaveLength(2);
  });

  it.each([
    ['document', { wfuid: '902' }],
    ['status', { status: 'Complete' }],
    ['step', { actionid: '2' }],
    ['time', { workdatetime: '2030-01-02 03:04:05.1' }],
  ])('another %s is another event', async (_, change) => {
    vendor.statuses.set('main/902', 'Playing');
    const app = await start();
    const authorization = await app.token();
    await app.post(event({ actionid: '1' }), { authorization });
    await app.post(event({ actionid: '1', ...change }), { authorization });
    await app.inbox.until(2);
  });

  it('a new token or other words around it make no new event', async () => {
    const app = await start();
    const same = { actionid: '1' };
    await app.post(event(same), { authorization: await app.token() });
    await app.post(event({ ...same, opinion: 'again' }), { authorization: await app.token() });
    await app.post(event({ actionid: '2' }), { authorization: await app.token() });
    await app.inbox.until(2);
    expect(app.inbox.events.map(({ step }) => step)).toEqual([1, 2]);
  });

  it('without a step or a time the whole body tells events apart: none is lost for a likeness', async () => {
    const app = await start();
    const authorization = await app.token();
    const first = { workflow_id: 901, status: 'Playing', sign_url: 'https://a.example/1' };
    await app.post(first, { authorization });
    await app.post({ ...first, sign_url: 'https://a.example/2' }, { authorization });
    await app.post(first, { authorization });
    await app.post(event(), { authorization });
    await app.inbox.until(3);
    expect(app.inbox.events).toHaveLength(3);
  });

  it('one whose handler failed is handled again when it is delivered again', async () => {
    const app = await start();
    const authorization = await app.token();
    const same = event();
    app.inbox.handle = () => {
      if (app.inbox.events.length < 3) throw new Error('the database is away');
    };
    // The second comes after the first has failed, or while it is under way: either way it is a try.
    for (let delivery = 1; delivery <= 5; delivery++) {
      expect((await app.post(same, { authorization })).status).toBe(200);
    }
    await app.post(event(), { authorization });
    await app.inbox.until(4);
    expect(app.inbox.events).toHaveLength(4);
  });

  it('a delivery that comes while the handler runs is the next try, should it fail', async () => {
    const app = await start();
    const authorization = await app.token();
    const same = event();
    let fail: (error: Error) => void = () => undefined;
    app.inbox.handle = () => new Promise((_, reject) => (fail = reject));
    await app.post(same, { authorization });
    await app.inbox.until(1);
    await app.post(same, { authorization });
    app.inbox.handle = () => undefined;
    fail(new Error('the database is away'));
    await app.inbox.until(2);
    await app.post(same, { authorization });
    expect(app.inbox.events).toHaveLength(2);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('refused'))],
    ['hangs', () => new Promise<never>(() => undefined)],
  ])('a store that %s is answered 503, and nothing is handled', async (_, lease) => {
    const app = await start({ seen: { lease } });
    const { status } = await app.post(event(), { authorization: await app.token() });
    expect(status).toBe(503);
    expect(app.inbox.events).toEqual([]);
  });

  it('a claim that the store grants too late is given back', async () => {
    let released = 0;
    const late: EsignonSeenStore = {
      lease: () =>
        new Promise((resolve) => setTimeout(() => resolve(async () => void (released += 1)), 1_100)),
    };
    const app = await start({ seen: late });
    expect((await app.post(event(), { authorization: await app.token() })).status).toBe(503);
    await eventually(() => released === 1);
  });
});

/** Two instances get each of 20 events twice, all at once. */
async function twoInstances(seen: () => NonNullable<Parameters<typeof start>[0]>['seen']): Promise<void> {
  const both = [await start({ seen: seen() }), await start({ seen: seen() })];
  const tokens = await Promise.all(both.map((app) => app.token()));
  const events = Array.from({ length: 20 }, () => event());
  await Promise.all(
    [...events, ...events].flatMap((each) =>
      both.map((app, index) => app.post(each, { authorization: tokens[index]! })),
    ),
  );
  const handled = (): number => both.reduce((sum, { inbox }) => sum + inbox.events.length, 0);
  await eventually(() => handled() >= 20);
  await Promise.all(both.splice(0).map(({ app }) => app.close()));
  expect(apps.splice(0).reduce((sum, { inbox }) => sum + inbox.events.length, 0)).toBe(20);
}

describe('E1: two instances with one store handle each event once', () => {
  it('with one Keyv', async () => {
    const keyv = new Keyv();
    await twoInstances(() => keyv);
  });

  it('with a Keyv each, over one Map', async () => {
    const map = new Map();
    await twoInstances(() => new Keyv({ store: map }));
  });
});

describeWithRedis('E1: two instances with one Redis', () => {
  it('handle each event once', async () => {
    const server = await RedisServer.start();
    const clients = [new Redis(server.port), new Redis(server.port)];
    let next = 0;
    await twoInstances(() => new RedisTokenStore(clients[next++]!, { prefix: 'seen:' }));
    expect((await clients[0]!.keys('*')).length).toBe(20);
    clients.forEach((client) => client.disconnect());
    await server.stop();
  });
});
