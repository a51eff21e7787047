import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent } from 'node:http';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { firstValueFrom } from 'rxjs';
import type { EsignonAuthOptions, EsignonTokenStore } from 'nestjs-esignon-auth';
import { MemoryTokenStore } from 'nestjs-esignon-auth/testing';

import { type Client, start } from '../support/app.js';
import { tenant } from '../support/tenants.js';
import { envelope, json, Vendor } from '../support/vendor.js';
import { VirtualClock } from '../support/virtual-clock.js';

const HOUR = 60 * 60_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What a transaction or a request's data lives in, as CLS and ORMs keep it. */
const requests = new AsyncLocalStorage<object>();
/** The request that each act of ours ran in. */
let seen: [act: string, request: object | undefined][];
const note = (act: string): void => void seen.push([act, requests.getStore()]);

let vendor: Vendor;
let clock: VirtualClock;
let client: Client;
beforeEach(async () => {
  seen = [];
  vendor = await Vendor.start();
  vendor.lifetime = HOUR;
  clock = new VirtualClock(Date.now());
});
afterEach(async () => {
  await client.close();
  await vendor.stop();
});

async function run(options: Partial<EsignonAuthOptions> = {}): Promise<Client> {
  const own = {
    baseUrl: vendor.url,
    loginRetries: 0,
    credentials: () => (note('credentials'), tenant('acme')),
    accounts: (id: string) => (note('accounts'), tenant(id)),
  };
  client = await start({ ...own, ...options } as Partial<EsignonAuthOptions>, { clock });
  client.auth.events$.subscribe(({ type }) => note(type));
  return client;
}

/** A store that tells when it is asked. */
function noted(store: EsignonTokenStore): EsignonTokenStore {
  return {
    get: (key) => (note('get'), store.get(key)),
    set: (key, record, ttl) => (note('set'), store.set(key, record, ttl)),
    delete: (key, token) => (note('delete'), store.delete(key, token)),
    lease: (key, ttl) => (note('lease'), store.lease!(key, ttl)),
  };
}

/** Collects garbage until all are collected; sockets release what they hold a few turns late. Returns how many stay. */
async function collected(refs: readonly WeakRef<object>[]): Promise<number> {
  seen = [];
  const left = (): number => refs.filter((ref) => ref.deref()).length;
  for (let turn = 0; turn < 50 && left() > 0; turn++) {
    await clock.settle();
    collectGarbage();
  }
  return left();
}

const acts = (): string[] => [...new Set(seen.map(([act]) => act))].sort();
const inRequests = (): string[] => seen.filter(([, request]) => request).map(([act]) => act);

describe('K4: a login runs in the async context in which the module was created', () => {
  it.each<[string, (client: Client) => Promise<unknown>, string]>([
    ['a call', ({ http }) => firstValueFrom(http.get('/x')), 'credentials'],
    ['getToken()', ({ auth }) => auth.getToken(), 'credentials'],
    ['refresh()', ({ auth }) => auth.refresh(), 'credentials'],
    ['another account', ({ http }) => firstValueFrom(http.forAccount('beta').get('/x')), 'accounts'],
    ['runAs()', ({ auth }) => auth.runAs('beta', () => auth.getToken()), 'accounts'],
  ])('for %s that came first in a request', async (_, ask, source) => {
    const made = await run({ store: noted(new MemoryTokenStore(() => clock.now())) });
    await requests.run({ name: 'first' }, () => ask(made));
    expect(acts()).toEqual(['get', 'lease', 'login.started', 'login.succeeded', 'set', source].sort());
    expect(inRequests()).toEqual([]);
  });

  it('and so do its renewals by timer', async () => {
    const { auth } = await run();
    await requests.run({ name: 'first' }, () => auth.getToken());
    seen = [];
    await clock.advance(clock.waits.at(-1)!);
    await clock.until(() => acts().includes('login.succeeded'));
    expect(acts()).toContain('credentials');
    expect(inRequests()).toEqual([]);
  });

  it('and so do its retries after an outage', async () => {
    const { auth } = await run();
    const { onLogin } = vendor;
    vendor.onLogin = (_, response) => void response.writeHead(503).end();
    await requests.run({ name: 'first' }, () => auth.getToken()).catch(() => undefined);
    vendor.onLogin = onLogin;
    await clock.advance(2_000);
    await clock.until(() => acts().includes('login.succeeded'));
    expect(inRequests()).toEqual([]);
  });

  it('and so does the renewal after a rejection', async () => {
    const { http } = await run({ store: noted(new MemoryTokenStore(() => clock.now())) });
    await firstValueFrom(http.get('/x'));
    let rejected = false;
    vendor.onCall = (_, response) => {
      json(response, rejected ? envelope('00') : envelope('94'));
      rejected = true;
    };
    seen = [];
    await requests.run({ name: 'first' }, () => firstValueFrom(http.get('/x')));
    expect(acts()).toContain('login.succeeded');
    // The rejection itself is the request's.
    expect(inRequests().filter((act) => act !== 'token.rejected')).toEqual([]);
  });

  it('and what enterWith() sets in one does not reach the next login or its caller', async () => {
    const seenBy: (object | undefined)[] = [];
    const { auth } = await run({
      credentials: () => {
        seenBy.push(requests.getStore());
        requests.enterWith({ name: 'of the login' });
        return tenant('acme');
      },
    });
    vendor.onLogin = (_, response) => json(response, envelope('10'));
    // Within the cool-down credentials() is asked at once, whether they changed.
    for (let call = 0; call < 4; call++) await auth.getToken().catch(() => undefined);
    expect(requests.getStore()).toBeUndefined();
    expect(seenBy).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('keeps no request alive while its token lives', async () => {
    const { auth, http } = await run();
    let request: object | undefined = { large: Buffer.alloc(1024) };
    const held = new WeakRef(request);
    await requests.run(request, async () => {
      await firstValueFrom(http.get('/x'));
      await auth.forAccount('beta').getToken();
    });
    request = undefined;
    expect(await collected([held])).toBe(0);
    expect(auth.status().state).toBe('fresh');
  });
});

describe('K4: a pending login does not keep a caller that aborted in memory', () => {
  type Call = (signal: AbortSignal) => Promise<unknown>;
  const CALLERS = 200;
  const SECOND = 1_000;

  /** Runs callers, each in a request of its own, that leave once `pending` is true; returns how many are still held. */
  async function heldAfterLeaving(call: Call, pending: () => boolean): Promise<number> {
    const refs: WeakRef<object>[] = [];
    await (async () => {
      const leaving = Array.from({ length: CALLERS }, () => {
        const controller = new AbortController();
        const request = { payload: Buffer.alloc(16) };
        refs.push(new WeakRef(request), new WeakRef(controller.signal));
        const left = requests.run(request, () => call(controller.signal).catch(() => undefined));
        return { controller, left };
      });
      await clock.until(pending);
      for (const { controller } of leaving) controller.abort();
      await Promise.all(leaving.map(({ left }) => left));
    })();
    return collected(refs);
  }

  const hanging = (): boolean => vendor.logins.length > 0;

  it.each<[string, Call]>([
    ['getToken()', (signal) => client.auth.getToken({ signal })],
    ['getAuthorization()', (signal) => client.auth.getAuthorization({ signal })],
    ['refresh()', (signal) => client.auth.refresh({ signal })],
    ['a call', (signal) => client.http.axiosRef.get('/x', { signal })],
    ['a call of another account', (signal) => client.http.forAccount('beta').axiosRef.get('/x', { signal })],
    ['runAs()', (signal) => client.auth.runAs('beta', () => client.auth.getToken({ signal }))],
  ])('%s', async (_, call) => {
    await run();
    vendor.onLogin = () => undefined;
    expect(await heldAfterLeaving(call, hanging)).toBe(0);
    expect(vendor.logins).toHaveLength(1);
  });

  it('replaceRejected()', async () => {
    const { auth } = await run();
    const { accessToken } = await auth.getToken();
    vendor.onLogin = () => undefined;
    const call: Call = (signal) => auth.replaceRejected(accessToken, { signal });
    expect(await heldAfterLeaving(call, () => vendor.logins.length === 2)).toBe(0);
    expect(auth.status().renewing).toBe(true);
  });

  it('a call with a body that can be sent only once, after its rejection', async () => {
    // A socket kept alive would be used by the login, and holds the request that opened it.
    const { auth, http } = await run({ http: { httpAgent: new Agent({ keepAlive: false }) } });
    await auth.getToken();
    vendor.tokens.clear();
    vendor.onLogin = () => undefined;
    const upload = async (): Promise<WeakRef<object>> => {
      const request = { name: 'upload' };
      await requests.run(request, () => http.axiosRef.post('/x', Readable.from(['document'])));
      return new WeakRef(request);
    };
    expect(await collected([await upload()])).toBe(0);
    expect(auth.status().renewing).toBe(true);
  });

  it.each<[string, Partial<EsignonAuthOptions>, () => void | Promise<void>, () => boolean]>([
    [
      'while credentials() does not return',
      { credentials: () => (note('credentials'), new Promise<never>(() => undefined)) },
      () => undefined,
      () => acts().includes('credentials'),
    ],
    [
      'while the login waits to be retried',
      { loginRetries: 5 },
      () => {
        vendor.onLogin = (_, response) => void response.writeHead(503, { 'retry-after': '5' }).end();
      },
      () => clock.waits.some((ms) => ms >= 5 * SECOND && ms < 10 * SECOND),
    ],
    [
      'while the pace delays the login',
      {},
      async () => {
        for (let n = 0; n < 10; n++) await client.auth.refresh();
      },
      () => clock.waits.includes(SECOND),
    ],
    [
      'while another process holds the lease',
      { store: { ...noted(new MemoryTokenStore()), lease: () => Promise.resolve(undefined) } },
      () => undefined,
      () => acts().includes('get') && clock.waits.some((ms) => ms <= SECOND),
    ],
  ])('%s', async (_, options, prepare, pending) => {
    const { auth } = await run(options);
    await prepare();
    expect(await heldAfterLeaving((signal) => auth.refresh({ signal }), pending)).toBe(0);
    expect(auth.status().renewing).toBe(true);
  });
});
