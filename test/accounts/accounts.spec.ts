import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios from 'axios';
import { concatMap, defer, firstValueFrom } from 'rxjs';
import type { EsignonAuthOptions } from 'nestjs-esignon-auth';

import { type Client, start } from '../support/app.js';
import { PASSWORD, senderOf, startTenantVendor, tenant } from '../support/tenants.js';
import { type Answerer, envelope, json, type Vendor } from '../support/vendor.js';
import { VirtualClock } from '../support/virtual-clock.js';

const config = expect.objectContaining({ code: 'ESIGNON_CONFIG_INVALID' });

let vendor: Vendor;
let client: Client;
let clock: VirtualClock;
let logins: Record<string, Answerer>;
beforeEach(async () => {
  logins = {};
  vendor = await startTenantVendor({ logins });
  vendor.onCall = (request, response) => json(response, { sender: senderOf(request), url: request.url });
  clock = new VirtualClock(Date.now());
});
afterEach(async () => {
  await client.close();
  await vendor.stop();
});

async function run(options: Partial<EsignonAuthOptions> = { ...tenant('main') }): Promise<Client> {
  const all = { baseUrl: vendor.url, accounts: tenant, loginRetries: 0, ...options };
  client = await start(all, { clock });
  client.app.useLogger(false);
  return client;
}

const who = async (http: Client['http']): Promise<string> =>
  (await firstValueFrom(http.get<{ sender: string }>('/who'))).data.sender;
const loginsOf = (id: string): number =>
  vendor.logins.filter(({ url }) => url.startsWith(`/api/${id}/`)).length;

describe('K5: IDs with the same credentials', () => {
  it.each([
    [
      'one after the other',
      async (calls: (() => Promise<unknown>)[]) => {
        for (const call of calls) await call();
      },
    ],
    ['at once', async (calls: (() => Promise<unknown>)[]) => Promise.all(calls.map((call) => call()))],
  ])('share the cool-down of a wrong password: %s', async (_, all) => {
    logins['wrong'] = (_request, response) => json(response, envelope('10'));
    const { auth } = await run({ ...tenant('main'), accounts: () => tenant('wrong') });
    const spellings = ['acme', 'Acme', 'ACME', ' acme'];
    const outcomes: unknown[] = [];
    await all(
      spellings.map((id) => async () => {
        outcomes.push(
          await auth
            .forAccount(id)
            .getToken()
            .catch((error: { code: string }) => error.code),
        );
      }),
    );
    expect(outcomes).toEqual(spellings.map(() => 'ESIGNON_INVALID_CREDENTIALS'));
    expect(loginsOf('wrong')).toBe(1);
  });
});

describe('A1: forAccount', () => {
  it('logs in only when a token is first needed', async () => {
    let asked = 0;
    const { auth, http } = await run({ ...tenant('main'), accounts: (id) => (asked++, tenant(id)) });
    auth.forAccount('acme');
    http.forAccount('acme');
    await sleep(5);
    expect(asked).toBe(0);
    expect(vendor.received).toEqual([]);
    expect(await auth.forAccount('acme').getAccessToken()).toMatch(/^token-of-acme-/);
    expect(asked).toBe(1);
  });

  it('returns services of the same account for the same ID', async () => {
    const { auth, http } = await run();
    const tokens = await Promise.all([
      auth.forAccount('acme').getAccessToken(),
      auth.forAccount('acme').getAccessToken(),
      auth.runAs('acme', () => auth.getAccessToken()),
      auth.forAccount('globex').forAccount('acme').getAccessToken(),
    ]);
    expect(new Set(tokens).size).toBe(1);
    expect(await who(http.forAccount('acme'))).toBe('acme');
    expect(loginsOf('acme')).toBe(1);
  });

  it('called on the client of an account returns the client of the other account', async () => {
    const { http } = await run();
    expect(await who(http.forAccount('acme').forAccount('globex'))).toBe('globex');
    expect((await http.forAccount('acme').forAccount('globex').axiosRef.get('/who')).data.sender).toBe(
      'globex',
    );
  });

  it('authorizes a separate axios instance for each account', async () => {
    const { http } = await run();
    const kept = (account: string) => {
      const client = axios.create({ baseURL: vendor.url });
      http.forAccount(account).authorize(client);
      const first = client.get('/who');
      return async () => (await first).data.sender as string;
    };
    const [acme, globex] = [kept('acme'), kept('globex')];
    expect([await acme(), await globex(), await acme()]).toEqual(['acme', 'globex', 'acme']);
  });

  it('sends as the account: methods, axiosRef, and the company ID in the path', async () => {
    const http = (await run()).http.forAccount('acme');
    const { data } = await firstValueFrom(http.get('/api/:companyId/list'));
    expect(data).toEqual({ sender: 'acme', url: '/api/acme/list' });
    expect((await http.axiosRef.get('/who')).data.sender).toBe('acme');
    expect((await http.axiosRef.request({ url: '/who', method: 'post' })).data.sender).toBe('acme');
  });

  it.each<[string, unknown]>([
    ['empty', ''],
    ['of 300 characters', 'x'.repeat(300)],
    ['undefined', undefined],
    ['null', null],
    ['a number', 7],
    ['an object', { id: 'acme' }],
    ['a promise', Promise.resolve('acme')],
  ])(
    'never throws; with an invalid ID its calls fail rather than go as the main account: %s',
    async (_, id) => {
      const { auth, http } = await run();
      const handle = auth.forAccount(id as string);
      const clientOfIt = http.forAccount(id as string);
      const calls = [
        handle.getToken(),
        handle.getAccessToken(),
        handle.refresh(),
        auth.runAs(id as string, () => auth.getToken()),
        auth.runAs(id as string, () => who(http)),
        who(clientOfIt),
        clientOfIt.axiosRef.get('/who'),
      ];
      for (const outcome of await Promise.allSettled(calls))
        expect(outcome).toEqual({ status: 'rejected', reason: config });
      expect(vendor.received).toEqual([]);
    },
  );

  it.each(['__proto__', 'constructor', 'toString', 'a\nb', '../main', 'main'])(
    'asks accounts() for any other text as it is: %j',
    async (id) => {
      const asked: string[] = [];
      const accounts = (known: string) => (asked.push(known), tenant('acme'));
      const { auth } = await run({ ...tenant('main'), accounts });
      expect(await auth.forAccount(id).getAccessToken()).toMatch(/^token-of-acme-/);
      expect(asked).toEqual([id]);
    },
  );

  it('fails the call without the option `accounts`', async () => {
    const { auth } = await run({ ...tenant('main'), accounts: undefined as never });
    const handle = auth.forAccount('acme');
    await expect(handle.getToken()).rejects.toEqual(config);
  });

  it('has the events and the status of its own account only', async () => {
    const { auth } = await run();
    const heard: unknown[] = [];
    auth.forAccount('acme').events$.subscribe(({ account }) => heard.push(account));
    await Promise.all([
      auth.getToken(),
      auth.forAccount('acme').getToken(),
      auth.forAccount('globex').getToken(),
    ]);
    expect(heard).toEqual(['acme', 'acme']);
    expect(auth.forAccount('acme').status().state).toBe('fresh');
    expect(auth.forAccount('initech').status().state).toBe('empty');
  });

  it.each<[string, () => unknown, string]>([
    ['returns nothing', () => undefined, 'ESIGNON_UNKNOWN_ACCOUNT'],
    ['returns null', () => null, 'ESIGNON_UNKNOWN_ACCOUNT'],
    [
      'throws',
      () => {
        throw new Error(PASSWORD);
      },
      'ESIGNON_CREDENTIALS_UNAVAILABLE',
    ],
    ['rejects', () => Promise.reject(new Error(PASSWORD)), 'ESIGNON_CREDENTIALS_UNAVAILABLE'],
    ['returns half', () => ({ companyId: 'acme', password: PASSWORD }), 'ESIGNON_CONFIG_INVALID'],
    ['returns text', () => PASSWORD, 'ESIGNON_CONFIG_INVALID'],
  ])('fails where accounts() %s, without repeating it', async (_, accounts, code) => {
    const { auth } = await run({ ...tenant('main'), accounts: accounts as never });
    const error = (await auth
      .forAccount('acme')
      .getToken()
      .catch((thrown: unknown) => thrown)) as Error;
    expect(error).toMatchObject({ code });
    expect(error.message).toContain('accounts()');
    expect(error.message).not.toContain(PASSWORD);
  });
});

describe('A1: runAs', () => {
  it('covers what it returns when other code consumes it', async () => {
    const { auth, http } = await run();
    const twice$ = auth.runAs('acme', () => http.get('/one').pipe(concatMap(() => http.get('/two'))));
    expect(await auth.runAs('globex', () => firstValueFrom(twice$))).toMatchObject({
      data: { sender: 'acme', url: '/two' },
    });
  });

  it('makes the injected service and client use the account, across await', async () => {
    const { auth, http } = await run();
    const seen = await auth.runAs('acme', async () => {
      const first = await who(http);
      await sleep(1);
      return [first, await auth.getAccessToken(), await who(http)];
    });
    expect(seen).toEqual(['acme', expect.stringMatching(/^token-of-acme-/), 'acme']);
    expect(await who(http)).toBe('main');
  });

  it('is the account of a call that was created inside and subscribed to outside', async () => {
    const { auth, http } = await run();
    const made = auth.runAs('acme', () => http.get<{ sender: string }>('/who'));
    const outside = http.get<{ sender: string }>('/who');
    expect((await firstValueFrom(made)).data.sender).toBe('acme');
    const subscribed = await auth.runAs('acme', () => firstValueFrom(outside));
    expect(subscribed.data.sender).toBe('main');
  });

  it('nests', async () => {
    const { auth, http } = await run();
    const seen = await auth.runAs('outer', async () => [
      await who(http),
      await auth.runAs('inner', () => who(http)),
      await who(http),
    ]);
    expect(seen).toEqual(['outer', 'inner', 'outer']);
  });

  it('is overridden by forAccount()', async () => {
    const { auth, http } = await run();
    const seen = await auth.runAs('acme', () =>
      Promise.all([who(http.forAccount('globex')), auth.forAccount('globex').getAccessToken()]),
    );
    expect(seen).toEqual(['globex', expect.stringMatching(/^token-of-globex-/)]);
  });

  it('with a hundred concurrent accounts sends each call with the token of its account', async () => {
    const { auth, http } = await run();
    const ids = Array.from({ length: 100 }, (_, i) => `t${i}`);
    const seen = await Promise.all(
      ids.map((id, i) =>
        auth.runAs(id, async () => {
          await sleep(i % 7);
          const first = await who(http);
          await sleep((i * 3) % 5);
          const token = await auth.getAccessToken();
          return [first, /token-of-(.+)-/.exec(token)?.[1], await who(http), await who(http.forAccount(id))];
        }),
      ),
    );
    expect(seen).toEqual(ids.map((id) => [id, id, id, id]));
    expect(vendor.logins).toHaveLength(100);
  });

  it('a renewal started in the scope of one account belongs to its own account', async () => {
    const { auth, http } = await run();
    await auth.runAs('acme', () => auth.getToken());
    vendor.tokens.clear();
    vendor.onCall = (request, response) =>
      vendor.isAuthorized(request)
        ? json(response, { sender: senderOf(request) })
        : json(response, envelope('94'));
    const [acme, main] = await Promise.all([auth.runAs('acme', () => who(http)), who(http)]);
    expect([acme, main]).toEqual(['acme', 'main']);
    expect([loginsOf('acme'), loginsOf('main')]).toEqual([2, 1]);
  });
});

describe('A1: without a main account', () => {
  it('a call outside any account fails, and names forAccount', async () => {
    const { auth, http } = await run({ accounts: tenant });
    for (const call of [auth.getToken(), auth.refresh(), who(http)]) {
      const error = (await call.catch((thrown: unknown) => thrown)) as Error;
      expect(error).toEqual(config);
      expect(error.message).toContain('forAccount(id)');
    }
    expect(await who(http.forAccount('acme'))).toBe('acme');
    expect(await auth.runAs('acme', () => who(http))).toBe('acme');
  });
});

describe('A1: code that a scope does not cover', () => {
  const outside: [string, (client: Client) => Promise<string>][] = [
    [
      'a lazy value inside an object',
      async ({ auth, http }) => {
        const { list$ } = auth.runAs('acme', () => ({ list$: defer(() => who(http)) }));
        return firstValueFrom(list$);
      },
    ],
    ['a function that is returned', ({ auth, http }) => auth.runAs('acme', () => () => who(http))()],
    [
      'a listener',
      ({ auth, http }) => {
        const emitter = new EventEmitter();
        const sent = new Promise<string>((resolve) => {
          auth.runAs('acme', () => void emitter.on('event', () => resolve(who(http))));
        });
        emitter.emit('event');
        return sent;
      },
    ],
  ];

  it.each(outside)('fails without a main account: %s', async (_, call) => {
    const started = await run({ accounts: tenant });
    await expect(call(started)).rejects.toEqual(config);
    expect(vendor.calls).toHaveLength(0);
  });

  it.each(outside)('acts as the main account if there is one: %s', async (_, call) => {
    expect(await call(await run())).toBe('main');
  });
});

describe('A1: the limit maxAccounts', () => {
  it('is kept again as soon as many concurrent logins have ended, without a new ID', async () => {
    const { auth } = await run({ ...tenant('main'), maxAccounts: 10 });
    const settled: string[] = [];
    const ids = Array.from({ length: 50 }, (_, n) => `t${n}`);
    const login = (id: string) =>
      auth
        .forAccount(id)
        .getToken()
        .then(() => settled.push(id));
    await Promise.all(ids.map(login));
    expect(vendor.logins).toHaveLength(50);
    for (const id of settled.slice(-10)) expect(auth.forAccount(id).status().state).toBe('fresh');
    for (const id of settled.slice(0, 40)) expect(auth.forAccount(id).status().state).toBe('empty');
  });

  it('a service whose account was evicted still works, after another login', async () => {
    const { auth, http } = await run({ ...tenant('main'), maxAccounts: 2 });
    const handle = auth.forAccount('acme');
    const clientOfIt = http.forAccount('acme');
    await handle.getToken();
    await auth.forAccount('globex').getToken();
    await auth.forAccount('initech').getToken();
    expect(await handle.getAccessToken()).toMatch(/^token-of-acme-/);
    expect(await who(clientOfIt)).toBe('acme');
    expect([loginsOf('acme'), loginsOf('initech')]).toEqual([2, 1]);
  });

  it('does not count the main account', async () => {
    const { auth } = await run({ ...tenant('main'), maxAccounts: 1 });
    await auth.getToken();
    for (const id of ['a', 'b', 'c']) await auth.forAccount(id).getToken();
    await auth.getToken();
    expect(loginsOf('main')).toBe(1);
  });

  it('does not evict an account with a pending login', async () => {
    let answer = (): void => undefined;
    logins['slow'] = (_, response) => void (answer = () => json(response, vendor.loginAnswer()));
    const { auth } = await run({ ...tenant('main'), maxAccounts: 1 });
    const slow = auth.forAccount('slow').getAccessToken();
    await clock.until(() => loginsOf('slow') === 1);
    for (const id of ['a', 'b', 'c']) await auth.forAccount(id).getToken();
    const joined = auth.forAccount('slow').getAccessToken();
    answer();
    expect(await joined).toBe(await slow);
    expect(loginsOf('slow')).toBe(1);
  });

  it('does not evict an account in the cool-down of a wrong password', async () => {
    logins['wrong'] = (_, response) => json(response, envelope('10'));
    const { auth } = await run({ ...tenant('main'), maxAccounts: 2 });
    const invalid = { code: 'ESIGNON_INVALID_CREDENTIALS' };
    await expect(auth.forAccount('wrong').getToken()).rejects.toMatchObject(invalid);
    for (const id of ['a', 'b', 'c']) await auth.forAccount(id).getToken();
    await expect(auth.forAccount('wrong').getToken()).rejects.toMatchObject(invalid);
    expect(loginsOf('wrong')).toBe(1);
  });

  it('an outage that cools down is not retried because of it', async () => {
    logins['down'] = (_, response) => {
      response.writeHead(503, { 'retry-after': '60' }).end();
    };
    const { auth } = await run({ ...tenant('main'), maxAccounts: 2 });
    for (let round = 0; round < 3; round++) {
      for (const id of ['down.1', 'down.2', 'down.3'])
        await expect(auth.forAccount(id).getToken()).rejects.toMatchObject({ code: 'ESIGNON_HTTP_STATUS' });
    }
    expect(vendor.logins).toHaveLength(3);
  });

  it('unknown IDs evict neither refused accounts nor working ones', async () => {
    const { auth } = await run({
      maxAccounts: 3,
      accounts: (id: string) => (id.startsWith('unknown') ? undefined : tenant(id)),
    });
    for (let i = 0; i < 10; i++)
      await auth
        .forAccount(`unknown-${i}`)
        .getToken()
        .catch(() => undefined);
    await auth.forAccount('acme').getToken();
    for (let i = 0; i < 2; i++)
      await auth
        .forAccount(`unknown-${i}`)
        .getToken()
        .catch(() => undefined);
    await auth.forAccount('acme').getToken();
    expect(loginsOf('acme')).toBe(1);
  });

  it('N6: an account that does not exist is answered at once, until it exists', async () => {
    const existing = new Set<string>();
    let asked = 0;
    const { auth } = await run({
      accounts: (id: string) => {
        asked += 1;
        return existing.has(id) ? tenant(id) : undefined;
      },
    });
    const types: string[] = [];
    auth.events$.subscribe(({ type }) => void types.push(type));
    const unknown = { code: 'ESIGNON_UNKNOWN_ACCOUNT', retryable: false };
    const calls = Array.from({ length: 5 }, () => auth.forAccount('acme').getToken());
    for (const call of await Promise.allSettled(calls)) expect(call).toMatchObject({ reason: unknown });
    expect(asked).toBe(1);
    await expect(auth.forAccount('acme').getToken()).rejects.toMatchObject(unknown);
    // Any caller can name an account that does not exist: no incident, so nothing to count or to be alarmed by.
    expect(types).toEqual([]);
    existing.add('acme');
    await expect(auth.forAccount('acme').getToken()).resolves.toMatchObject({ companyId: 'acme' });
  });

  it('accounts have no timers', async () => {
    const { auth } = await run({ accounts: tenant });
    for (const id of ['a', 'b', 'c']) await auth.forAccount(id).getToken();
    expect(clock.pending).toBe(0);
  });
});

describe('A1: other accounts are not affected by', () => {
  it('the failure and the cool-down of an account', async () => {
    logins['wrong'] = (_, response) => json(response, envelope('10'));
    const { auth, http } = await run();
    await expect(auth.forAccount('wrong').getToken()).rejects.toMatchObject({
      code: 'ESIGNON_INVALID_CREDENTIALS',
    });
    expect(auth.forAccount('wrong').status().state).toBe('cooling-down');
    expect(await who(http.forAccount('acme'))).toBe('acme');
    expect(await who(http)).toBe('main');
    expect(auth.status().lastErrorCode).toBeUndefined();
  });

  it('a login that hangs', async () => {
    logins['slow'] = () => undefined;
    const { auth, http } = await run();
    const slow = auth.forAccount('slow').getToken();
    slow.catch(() => undefined);
    expect(await who(http.forAccount('acme'))).toBe('acme');
    expect(await who(http)).toBe('main');
    await clock.until(() => loginsOf('slow') === 1);
    await clock.advance(10_000);
    await expect(slow).rejects.toMatchObject({ code: 'ESIGNON_TIMEOUT' });
    expect(await who(http.forAccount('acme'))).toBe('acme');
  });

  it('an accounts() that hangs', async () => {
    const accounts = (id: string) => (id === 'slow' ? new Promise<never>(() => undefined) : tenant(id));
    const { auth, http } = await run({ ...tenant('main'), accounts });
    const slow = auth.forAccount('slow').getToken();
    slow.catch(() => undefined);
    expect(await who(http.forAccount('acme'))).toBe('acme');
    await clock.advance(10_000);
    await expect(slow).rejects.toMatchObject({ code: 'ESIGNON_CREDENTIALS_UNAVAILABLE' });
  });

  it('an invalidated token', async () => {
    const { auth } = await run();
    const main = await auth.getAccessToken();
    const acme = await auth.forAccount('acme').getAccessToken();
    auth.invalidate(acme);
    auth.forAccount('acme').invalidate(main);
    expect(await auth.getAccessToken()).toBe(main);
    expect(await auth.forAccount('acme').getAccessToken()).toBe(acme);
    auth.forAccount('acme').invalidate(acme);
    expect(await auth.forAccount('acme').getAccessToken()).not.toBe(acme);
    expect(loginsOf('main')).toBe(1);
  });
});
