import { createRequire } from 'node:module';
import { setImmediate as turn } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HttpModule, HttpService } from '@nestjs/axios';
import { Test } from '@nestjs/testing';
import axios, {
  type AxiosAdapter,
  type AxiosInstance,
  type AxiosRequestConfig,
  type AxiosStatic,
  type InternalAxiosRequestConfig,
} from 'axios';
import { firstValueFrom } from 'rxjs';

import { type Client, CREDENTIALS, start } from '../support/app.js';
import { pathsTo } from '../support/deep-search.js';
import { json, listen, Vendor } from '../support/vendor.js';

const axiosOfCommonJs = createRequire(import.meta.url)('axios') as AxiosStatic;

let vendor: Vendor;
let client: Client;
beforeEach(async () => {
  vendor = await Vendor.start();
  vendor.onCall = (_, response) => json(response, {});
  client = await start({
    ...CREDENTIALS,
    baseUrl: vendor.url,
    accounts: (id) => ({ ...CREDENTIALS, companyId: id }),
  });
});
afterEach(async () => {
  await client.close();
  await vendor.stop();
});

const sent = () => vendor.calls.map(({ headers }) => headers.authorization);
const TOKEN = 'esignon token-1-secret';

describe('S7: the errors of a client', () => {
  const refused = async (instance: AxiosInstance): Promise<unknown> => {
    vendor.onCall = (_, response) => json(response, {}, 403);
    return instance.get('/a').catch((error: unknown) => error);
  };

  it('are of the copy of axios that @nestjs/axios has', async () => {
    const nestAxios = new HttpService().axiosRef as AxiosStatic;
    expect(await refused(client.http.axiosRef)).toBeInstanceOf(nestAxios.AxiosError);
  });

  it.each([
    ['ES module', axios],
    ['CommonJS', axiosOfCommonJs],
  ])('passed to authorize() are of the copy that created it (%s)', async (_, copy) => {
    let asked = 0;
    const instance = copy.create({
      baseURL: vendor.url,
      validateStatus: (status) => (asked++, status < 300),
    });
    instance.interceptors.request.use((config) => (config.headers.set('X-Seen', 'once'), config));
    client.http.authorize(instance);
    const error = await refused(instance);
    expect(error).toBeInstanceOf(copy.AxiosError);
    expect(error).toMatchObject({ code: 'ERR_BAD_REQUEST', response: { status: 403 } });
    // Finding the class called none of the caller's functions, and sent nothing.
    expect([asked, vendor.calls.length]).toEqual([1, 1]);
  });
});

describe('authorize()', () => {
  it.each<[string, () => HttpService | AxiosInstance]>([
    ['an axios instance', () => axios.create({ baseURL: vendor.url })],
    ['one of the CommonJS axios', () => axiosOfCommonJs.create({ baseURL: vendor.url })],
    ['an HttpService', () => new HttpService(axios.create({ baseURL: vendor.url }))],
    ['a bare Axios', () => new axios.Axios({ baseURL: vendor.url }) as AxiosInstance],
    ['one with an adapter by name', () => axios.create({ baseURL: vendor.url, adapter: 'fetch' })],
    ['one with a list of adapters', () => axios.create({ baseURL: vendor.url, adapter: ['xhr', 'http'] })],
  ])('sends the token with %s, until it is undone', async (_, make) => {
    const target = make();
    const instance = 'axiosRef' in target ? target.axiosRef : target;
    const undo = client.http.authorize(target);
    await instance.get('/a');
    undo();
    await instance.get('/a');
    undo();
    await instance.get('/a');
    expect(sent()).toEqual([TOKEN, undefined, undefined]);
  });

  it('sends it with the HttpService of HttpModule.register()', async () => {
    const module = await Test.createTestingModule({
      imports: [HttpModule.register({ baseURL: vendor.url })],
    }).compile();
    const http = module.get(HttpService);
    client.http.authorize(http);
    await http.axiosRef.get('/a');
    expect(sent()).toEqual([TOKEN]);
    await module.close();
  });

  it('restores the instance when it is undone', () => {
    const target = axios.create({ adapter: 'fetch' });
    client.http.authorize(target)();
    expect(target.defaults.adapter).toBe('fetch');
  });

  it('follows the same rules: no other origin, and a resend after a rejection', async () => {
    const arrivals: unknown[] = [];
    const other = await listen(({ headers }, response) => {
      arrivals.push(headers.authorization);
      response.end();
    });
    const target = axios.create();
    client.http.authorize(target);
    await target.get(`${other.url}/a`);
    expect(arrivals).toEqual([undefined]);
    await other.stop();
    await client.auth.getToken();
    vendor.tokens.clear();
    vendor.onCall = (request, response) => json(response, {}, vendor.isAuthorized(request) ? 200 : 401);
    await target.get(`${vendor.url}/:companyId`);
    expect(vendor.calls.map(({ url }) => url)).toEqual(['/acme', '/acme']);
  });

  it.each([
    [0, 1],
    [1, 0],
  ])('can be undone in any order (%d, then %d)', async (first, second) => {
    const target = axios.create({ baseURL: vendor.url });
    const undo = [client.http.authorize(target), client.http.authorize(target)];
    await target.get('/:companyId');
    undo[first]?.();
    await target.get('/:companyId');
    undo[second]?.();
    await target.get('/:companyId');
    expect(vendor.calls.map(({ url }) => url)).toEqual(['/acme', '/acme', '/:companyId']);
    expect(sent()[2]).toBeUndefined();
  });

  it('rejects a client that sends as another account, until that is undone', async () => {
    const target = axios.create({ baseURL: vendor.url });
    const authorizeFor = (id: string) => client.http.forAccount(id).authorize(target);
    const rejected = () => expect(() => authorizeFor('b')).toThrow('create a client for each account');
    const [undo, undoAgain] = [authorizeFor('a'), authorizeFor('a')];
    rejected();
    undo();
    undo();
    rejected();
    undoAgain();
    authorizeFor('b');
    await target.get('/:companyId');
    expect(vendor.calls.map(({ url }) => url)).toEqual(['/b']);
  });

  it.each<[string, () => HttpService | AxiosInstance]>([
    ['the injected one', () => client.http],
    ['its axiosRef', () => client.http.axiosRef],
    ['one of an account', () => client.http.forAccount('b')],
    ['the axiosRef of an account', () => client.http.forAccount('b').axiosRef],
    ['one that was created from it', () => client.http.forAccount('b').axiosRef.create()],
  ])('rejects a client of this package, which sends a token already: %s', async (_, target) => {
    expect(() => client.http.forAccount('a').authorize(target())).toThrow(/axios\.create\(\)/);
    await client.http.axiosRef.get('/:companyId');
    expect(vendor.calls.map(({ url }) => url)).toEqual(['/acme']);
  });

  it('rejects a client of another copy of this package', () => {
    const target = axios.create();
    Object.defineProperty(target, Symbol.for('nestjs-esignon-auth.client'), { value: true });
    expect(() => client.http.authorize(target)).toThrow('a client of EsignonAuthModule');
  });

  it('leaves a call alone that brings an adapter of its own', async () => {
    const target = axios.create({ baseURL: vendor.url });
    client.http.authorize(target);
    const adapter: AxiosAdapter = async (config) => ({
      ...{ status: 200, statusText: '', headers: {}, config },
      data: 'from the adapter',
    });
    expect((await target.get('/a', { adapter })).data).toBe('from the adapter');
    expect(vendor.calls).toEqual([]);
  });

  it('does not delay a call for which there is a token', async () => {
    const adapter = jest.fn<AxiosAdapter>(async (config) => ({
      ...{ status: 200, statusText: '', headers: {}, config },
      data: '',
    }));
    const target = axios.create({ baseURL: vendor.url, adapter });
    client.http.authorize(target);
    await client.auth.getToken();
    const call = target.get('/a');
    expect(adapter).toHaveBeenCalledTimes(1);
    await call;
  });

  it('called twice sends one token, and is undone twice', async () => {
    const target = axios.create({ baseURL: vendor.url });
    const undo = [client.http.authorize(target), client.http.authorize(target)];
    await target.get('/a');
    undo[0]?.();
    await target.get('/a');
    undo[1]?.();
    await target.get('/a');
    expect(sent()).toEqual([TOKEN, TOKEN, undefined]);
    expect(vendor.logins).toHaveLength(1);
  });

  it('undone twice does not undo a later one', async () => {
    const target = axios.create({ baseURL: vendor.url });
    const undo = client.http.authorize(target);
    undo();
    client.http.authorize(target);
    undo();
    await target.get('/a');
    expect(sent()).toEqual([TOKEN]);
  });

  it.each<[string, () => HttpService | AxiosInstance]>([
    ['axios', () => axios],
    ['the CommonJS axios', () => axiosOfCommonJs],
    ['an HttpService without its own instance', () => new HttpService()],
  ])('rejects the global instance: %s', (_, target) => {
    expect(() => client.http.authorize(target())).toThrow(
      expect.objectContaining({ code: 'ESIGNON_CONFIG_INVALID' }),
    );
    expect(axios.defaults.adapter).toEqual(['xhr', 'http', 'fetch']);
  });

  it('rejects the HttpService of a bare HttpModule', async () => {
    const module = await Test.createTestingModule({ imports: [HttpModule] }).compile();
    const http = module.get(HttpService);
    expect(() => client.http.authorize(http)).toThrow(/HttpModule\.register/);
    await module.close();
  });
});

describe('S7: a client of another copy of axios', () => {
  const copies: [string, AxiosStatic][] = [
    ['ES', axios],
    ['CommonJS', axiosOfCommonJs],
  ];

  it.each(copies)('uses its own adapters, whose errors are of its copy (%s)', async (_, copy) => {
    for (const adapter of ['http', 'fetch', ['xhr', 'http']]) {
      const instance = copy.create({ baseURL: vendor.url, adapter });
      client.http.authorize(instance);
      const fails = (config?: AxiosRequestConfig) => instance.get('/a', config).catch((e: unknown) => e);
      vendor.onCall = (__, response) => void response.destroy();
      expect(await fails()).toBeInstanceOf(copy.AxiosError);
      vendor.onCall = () => undefined;
      expect(await fails({ timeout: 30 })).toBeInstanceOf(copy.AxiosError);
      const error = await fails({ signal: AbortSignal.timeout(30) });
      expect(error).toBeInstanceOf(copy.CanceledError);
      expect(pathsTo('-secret', error)).toEqual([]);
    }
    expect(sent().every((authorization) => authorization === TOKEN)).toBe(true);
  });

  it.each(copies)('runs the user’s code once, and restores its config (%s)', async (_, copy) => {
    const counted = {
      request: jest.fn((config: InternalAxiosRequestConfig) => config),
      transformRequest: jest.fn((data: unknown) => JSON.stringify(data)),
      transformResponse: jest.fn((data: string) => JSON.parse(data) as unknown),
      validateStatus: jest.fn(() => true),
    };
    const { request, ...settings } = counted;
    const instance = copy.create({ baseURL: vendor.url, ...settings });
    client.http.authorize(instance);
    instance.interceptors.request.use(request);
    await client.auth.getToken();
    vendor.tokens.clear();
    vendor.onCall = (received, response) => json(response, {}, vendor.isAuthorized(received) ? 200 : 401);
    const response = await instance.post('/:companyId', { a: 1 });
    expect(vendor.calls.map(({ url, body }) => [url, body])).toEqual(Array(2).fill(['/acme', '{"a":1}']));
    for (const fn of Object.values(counted)) expect(fn).toHaveBeenCalledTimes(1);
    expect(response.config).toMatchObject({ url: '/:companyId', baseURL: vendor.url });
    expect([response.config.transformResponse].flat()).toEqual([settings.transformResponse]);
    expect(pathsTo('-secret', response, [vendor])).toEqual([]);
  });
});

describe('S7: a call that is cancelled while it waits for a token', () => {
  it.each<[string, AxiosStatic, (copy: AxiosStatic) => AxiosInstance]>([
    ['ES', axios, (copy) => copy.create({ baseURL: vendor.url })],
    ['CommonJS', axiosOfCommonJs, (copy) => copy.create({ baseURL: vendor.url })],
    ['ES, a bare one', axios, (copy) => new copy.Axios({ baseURL: vendor.url }) as AxiosInstance],
    [
      'CommonJS, a bare one',
      axiosOfCommonJs,
      (copy) => new copy.Axios({ baseURL: vendor.url }) as AxiosInstance,
    ],
  ])('rejects with the CanceledError of the copy that created the client (%s)', async (_, copy, make) => {
    const instance = make(copy);
    client.http.authorize(instance);
    const seen = jest.fn((config: InternalAxiosRequestConfig) => config);
    instance.interceptors.request.use(seen);
    vendor.onLogin = () => undefined;
    const controller = new AbortController();
    const call = instance.get('/a', { signal: controller.signal }).catch((thrown: unknown) => thrown);
    while (vendor.logins.length === 0) await turn();
    controller.abort();
    const error = await call;
    expect(error).toBeInstanceOf(copy.CanceledError);
    expect(error).toMatchObject({ code: 'ERR_CANCELED', config: { url: '/a' } });
    expect(seen).toHaveBeenCalledTimes(1);
    expect(vendor.calls).toEqual([]);
  });
});

describe('A1: forAccount(id).axiosRef', () => {
  const as = (id: string) => client.http.forAccount(id).axiosRef;

  it.each<[string, (instance: AxiosInstance) => Promise<unknown>]>([
    ['called', (instance) => instance('/:companyId')],
    ['called with a config', (instance) => instance({ url: '/:companyId' })],
    ['request()', (instance) => instance.request({ url: '/:companyId' })],
    ['get()', (instance) => instance.get('/:companyId')],
    ['post()', (instance) => instance.post('/:companyId', {})],
    [
      'by HttpService, which calls its methods unbound',
      (instance) => firstValueFrom(new HttpService(instance).get('/:companyId')),
    ],
    ['create()', (instance) => instance.create().get('/:companyId')],
    ['create(), called', (instance) => instance.create()('/:companyId')],
    ['create() of create()', (instance) => instance.create().create().get('/:companyId')],
  ])('sends as that account: %s', async (_, send) => {
    await send(as('tenant'));
    await client.auth.runAs('another', () => send(as('tenant')));
    expect(vendor.calls.map(({ url }) => url)).toEqual(['/tenant', '/tenant']);
    expect(vendor.logins.map(({ url }) => url)).toEqual([expect.stringContaining('/tenant/')]);
  });

  it('sends as that account, whoever resumes its interceptor', async () => {
    const waiting: (() => void)[] = [];
    client.http.axiosRef.interceptors.request.use(async (config) => {
      await new Promise<void>((goOn) => waiting.push(goOn));
      return config;
    });
    const calls = ['b', 'c'].map((id) => as(id).get('/:companyId'));
    while (waiting.length < 2) await turn();
    client.auth.runAs('another', () => waiting.forEach((goOn) => goOn()));
    await Promise.all(calls);
    expect(vendor.calls.map(({ url }) => url).sort()).toEqual(['/b', '/c']);
  });

  it('does not change the account of the main client', async () => {
    await as('tenant').get('/:companyId');
    await client.http.axiosRef.get('/:companyId');
    expect(vendor.calls.map(({ url }) => url)).toEqual(['/tenant', '/acme']);
  });

  it('shares the defaults and interceptors of the main client', async () => {
    client.http.axiosRef.defaults.headers.common['X-Mine'] = '1';
    await as('tenant').get('/a');
    expect(vendor.calls[0]?.headers['x-mine']).toBe('1');
    expect(as('tenant').defaults).toBe(client.http.axiosRef.defaults);
    expect(as('tenant').interceptors).toBe(client.http.axiosRef.interceptors);
    expect(as('tenant').getUri({ url: '/a', params: { b: 1 } })).toBe(`${vendor.url}/a?b=1`);
  });

  it('authorize() of an account’s client sends as that account, wherever it runs', async () => {
    const target = axios.create({ baseURL: vendor.url });
    client.http.forAccount('tenant').authorize(target);
    await client.auth.runAs('another', () => target.get('/:companyId'));
    expect(vendor.calls.map(({ url }) => url)).toEqual(['/tenant']);
  });
});
