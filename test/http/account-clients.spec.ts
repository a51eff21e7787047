import { once } from 'node:events';
import { Agent } from 'node:http';
import { Readable } from 'node:stream';
import { inspect } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, {
  type AxiosAdapter,
  type AxiosError,
  type AxiosInstance,
  type AxiosRequestConfig,
} from 'axios';
import { firstValueFrom } from 'rxjs';

import { type Client, start } from '../support/app.js';
import { failureOf } from '../support/failure.js';
import { senderOf, startTenantVendor, tenant } from '../support/tenants.js';
import { json, type Vendor } from '../support/vendor.js';

let vendor: Vendor;
let client: Client;
beforeEach(async () => {
  vendor = await startTenantVendor();
  vendor.onCall = (request, response) => {
    if (request.url !== '/file') return json(response, { sender: senderOf(request) });
    response.write('one');
    setTimeout(() => response.end('two'), 10);
  };
  client = await start({ ...tenant('main'), baseUrl: vendor.url, accounts: tenant });
});
afterEach(async () => {
  await client.close();
  await vendor.stop();
});

const of = (id: string): AxiosInstance => client.http.forAccount(id).axiosRef;
const senderBy = async (
  instance: AxiosInstance,
  config: AxiosRequestConfig = { url: '/who' },
): Promise<unknown> => ((await instance.request(config)).data as { sender: string }).sender;

describe('A1: what is set on the client of one account', () => {
  it.each<[string, (instance: AxiosInstance, get: AxiosInstance['get']) => void]>([
    ['assigned', (instance, get) => void (instance.get = get)],
    ['defined', (instance, get) => void Object.defineProperty(instance, 'get', { value: get })],
    ['copied from', (instance) => void Object.assign(instance, of('other'))],
    ['deleted', (instance) => void Reflect.deleteProperty(instance, 'get')],
  ])('is none of another’s: %s', async (_, set) => {
    const a = of('a');
    const get = a.get.bind(a);
    set(a, (...args) => get(...args));
    expect((await of('b').get('/who')).data).toEqual({ sender: 'b' });
    expect((await client.http.axiosRef.get('/who')).data).toEqual({ sender: 'main' });
    expect(await client.auth.runAs('c', () => senderBy(client.http.axiosRef))).toBe('c');
  });

  it('stays on it', async () => {
    const a = of('a');
    a.get = () => Promise.resolve('mine' as never);
    expect(await a.get('/who')).toBe('mine');
  });
});

describe('A1: the caller’s own code in a call of another account', () => {
  type Report = () => Promise<void>;
  const CALLBACKS: [string, (report: Report) => Promise<unknown>][] = [
    [
      'a listener of a download',
      async (report) => {
        const { data } = await of('a').get<Readable>('/file', { responseType: 'stream' });
        data.on('end', () => void report());
        data.resume();
        await once(data, 'end');
      },
    ],
    ['onDownloadProgress', (report) => of('a').get('/file', { onDownloadProgress: () => void report() })],
    ['validateStatus', (report) => of('a').get('/x', { validateStatus: () => (void report(), true) })],
    ['transformRequest', (report) => of('a').post('/x', {}, { transformRequest: () => (void report(), '') })],
    ['transformResponse', (report) => of('a').get('/x', { transformResponse: () => void report() })],
    [
      'an adapter',
      (report) =>
        of('a').get('/x', {
          adapter: async (config) => {
            await report();
            return { status: 200, statusText: '', data: 1, headers: {}, config };
          },
        }),
    ],
    [
      'an upload',
      (report) =>
        of('a').post(
          '/x',
          Readable.from(
            (async function* () {
              await report();
              yield 'x';
            })(),
          ),
        ),
    ],
    [
      'an interceptor',
      async (report) => {
        const { request } = client.http.axiosRef.interceptors;
        const id = request.use((config) => (void report(), config));
        await of('a').get('/x');
        request.eject(id);
      },
    ],
    [
      'the subscriber',
      async (report) => {
        await firstValueFrom(client.http.forAccount('a').get('/x'));
        await report();
      },
    ],
  ];

  it.each(CALLBACKS)('runs in the caller’s scope: %s', async (_, call) => {
    const reports: Promise<string>[] = [];
    const report: Report = async () => {
      reports.push(client.auth.getToken().then(({ companyId }) => companyId));
      await reports.at(-1);
    };
    await call(report);
    const fromMain = reports.splice(0);
    await client.auth.runAs('b', () => call(report));
    expect([...new Set(await Promise.all(fromMain))]).toEqual(['main']);
    expect([...new Set(await Promise.all(reports))]).toEqual(['b']);
  });
});

describe('A1: a config that is sent again', () => {
  /** A client of the user's that was authorized for an account. */
  const authorizedFor = (id: string): AxiosInstance => {
    const own = axios.create({ baseURL: vendor.url });
    client.http.forAccount(id).authorize(own);
    return own;
  };
  const sentBy = async (instance: AxiosInstance): Promise<AxiosRequestConfig> =>
    (await instance.get('/who')).config;

  it('by an interceptor that retries, goes as the account of the first attempt', async () => {
    let attempts = 0;
    vendor.onCall = (request, response) =>
      json(response, { sender: senderOf(request) }, ++attempts % 2 ? 503 : 200);
    const { axiosRef } = client.http;
    axiosRef.interceptors.response.use(undefined, ({ config }: AxiosError) => axiosRef(config ?? {}));
    expect(await senderBy(of('a'))).toBe('a');
    expect(await client.auth.runAs('b', () => senderBy(of('a')))).toBe('a');
    expect(await client.auth.runAs('b', () => senderBy(axiosRef))).toBe('b');
  });

  it('by the global axios, goes as the account of the first attempt', async () => {
    const { config } = await failureOf(of('a').get('/who', { validateStatus: () => false }));
    expect((await axios({ ...config, validateStatus: null })).data).toEqual({ sender: 'a' });
  });

  it('to another origin by the global axios, takes no token along', async () => {
    const elsewhere = await startTenantVendor();
    elsewhere.onCall = (_, response) => json(response, {});
    await axios({ ...(await sentBy(of('a'))), baseURL: elsewhere.url });
    expect(elsewhere.calls.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    await elsewhere.stop();
  });

  it.each<[string, () => AxiosInstance]>([
    ['the injected client', () => client.http.axiosRef],
    ['a client of an account', () => of('a')],
    ['an authorized client', () => authorizedFor('a')],
  ])('by the client of another account, goes as that account: first by %s', async (_, first) => {
    const config = await sentBy(first());
    expect(await senderBy(of('q'), config)).toBe('q');
    expect(await senderBy(of('q').create(), config)).toBe('q');
    expect(await senderBy(authorizedFor('q'), config)).toBe('q');
  });

  it('by the injected client, goes as the account in scope if another client sent it first', async () => {
    const config = await sentBy(authorizedFor('a'));
    expect(await client.auth.runAs('q', () => senderBy(client.http.axiosRef, config))).toBe('q');
  });
});

describe('A1: the calls of all accounts', () => {
  it('are counted together', async () => {
    await of('a').get('/who');
    await client.http.axiosRef.get('/who');
    vendor.tokens.clear();
    const answer = vendor.onCall;
    vendor.onCall = (request, response) =>
      vendor.isAuthorized(request) ? answer(request, response) : json(response, {}, 401);
    await of('a').get('/who');
    expect(client.http.callCounts).toMatchObject({ sent: 3, resent: 1 });
  });
});

describe('A1: an adapter of the user’s in place of ours', () => {
  it('sends the calls of each account as that account', async () => {
    const { defaults } = client.http.axiosRef;
    const ours = defaults.adapter as AxiosAdapter;
    let calls = 0;
    defaults.adapter = (config) => (calls++, ours(config));
    expect(await senderBy(of('a'))).toBe('a');
    expect(await client.auth.runAs('b', () => senderBy(of('a').create()))).toBe('a');
    expect(await client.auth.runAs('b', () => senderBy(client.http.axiosRef))).toBe('b');
    expect(calls).toBe(3);
  });
});

describe('S5: a call that is printed', () => {
  it('shows no token of other calls that are pending', async () => {
    const hold: (() => void)[] = [];
    vendor.onCall = (request, response) =>
      request.url === '/hold' ? void hold.push(() => json(response, {})) : json(response, {}, 500);
    const pending = ['b', 'c'].map((id) => of(id).get('/hold'));
    while (hold.length < 2) await new Promise(setImmediate);
    const error = await failureOf(of('a').get('/x'));
    expect(inspect(error, { depth: Infinity, maxArrayLength: null })).not.toMatch(/token-of-/);
    for (const answer of hold) answer();
    await Promise.all(pending);
  });

  it('shows no token of other calls over an agent of the caller’s', async () => {
    const hold: (() => void)[] = [];
    vendor.onCall = (request, response) =>
      request.url === '/hold' ? void hold.push(() => json(response, {})) : json(response, {}, 500);
    await Promise.all(['b', 'c'].map((id) => client.auth.forAccount(id).getToken()));
    const httpAgent = new Agent({ keepAlive: true, maxSockets: 1 });
    const failed = failureOf(of('a').get('/x', { httpAgent }));
    while (!Object.keys(httpAgent.sockets).length) await new Promise(setImmediate);
    const pending = ['b', 'c'].map((id) => of(id).get('/hold', { httpAgent }));
    const error = await failed;
    while (hold.length < 1) await new Promise(setImmediate);
    expect(Object.values(httpAgent.requests).flat()).toHaveLength(1);
    expect(inspect(error, { depth: Infinity, maxArrayLength: null })).not.toMatch(/token-of-/);
    hold[0]?.();
    while (hold.length < 2) await new Promise(setImmediate);
    hold[1]?.();
    await Promise.all(pending);
    httpAgent.destroy();
  });
});
