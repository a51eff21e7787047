import { AsyncLocalStorage } from 'node:async_hooks';
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

const acts = (): string[] => [...new Set(seen.map(([act]) => act))].sort();
const inRequests = (): string[] => seen.filter(([, request]) => request).map(([act]) => act);

describe('K4: a login runs in the context in which the module was made', () => {
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

  it('and so do its tries after an outage', async () => {
    const { auth } = await run();
    const { onLogin } = vendor;
    vendor.onLogin = (_, response) => void response.writeHead(503).end();
    await requests.run({ name: 'first' }, () => auth.getToken()).catch(() => undefined);
    vendor.onLogin = onLogin;
    await clock.advance(2_000);
    await clock.until(() => acts().includes('login.succeeded'));
    expect(inRequests()).toEqual([]);
  });

  it('and so does what answers a rejection', async () => {
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

  it('and what enterWith() sets in one is not there for the next, nor for its caller', async () => {
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
    seen = [];
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    // Sockets of the call itself let go a few turns later.
    for (let turn = 0; turn < 200 && held.deref(); turn++) {
      await clock.settle();
      collect();
    }
    expect(held.deref()).toBeUndefined();
    expect(auth.status().state).toBe('fresh');
  });
});
