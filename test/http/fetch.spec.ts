import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosInstance, type AxiosRequestConfig, type InternalAxiosRequestConfig } from 'axios';

import { usesFetch } from '../../lib/http/fetch-watch.js';
import { decodeText } from '../../lib/http/payload.js';
import { type Client, start } from '../support/app.js';
import { listen } from '../support/vendor.js';
import { redirect, reply, WireVendor } from '../support/wire.js';

let vendor: WireVendor;
let client: Client;
let own: AxiosInstance;
beforeEach(async () => {
  vendor = await WireVendor.http();
  client = await start({ baseUrl: vendor.url });
  own = authorized();
  await client.auth.getToken();
});
afterEach(async () => {
  await client.close();
  await vendor.stop();
});

function authorized(more: object = {}): AxiosInstance {
  const instance = axios.create({ baseURL: vendor.url, adapter: 'fetch', ...more });
  client.http.authorize(instance);
  return instance;
}

const tokens = () => vendor.calls.map(({ token }) => token);
const statusOf = async (path: string, config?: AxiosRequestConfig) =>
  (await own.get(path, { validateStatus: null, ...config })).status;
const [ONE, TWO] = ['wire-1-secret', 'wire-2-secret'];

describe('fetch: a rejection (S3)', () => {
  /** A server at another origin, and the `Authorization` headers that it received. */
  async function elsewhere(status: number, location?: string) {
    const arrived: (string | undefined)[] = [];
    const other = await listen(({ headers }, response) => {
      arrived.push(headers.authorization);
      response.writeHead(status, location === undefined ? {} : { location }).end();
    });
    return { ...other, arrived };
  }

  it('is a response with 401', async () => {
    vendor.good.clear();
    vendor.onCall = (call, response) => reply(response, '00', vendor.isGood(call) ? 200 : 401);
    expect(await statusOf('/a')).toBe(200);
    expect(tokens()).toEqual([ONE, TWO]);
  });

  it.each(['fetch', ['fetch', 'http'], ['xhr', 'Fetch', 'http']])(
    'is no 401 by a redirect from another origin, which gets no token (%j)',
    async (adapter) => {
      own = authorized({ adapter });
      const other = await elsewhere(401);
      vendor.onCall = (_, response) => redirect(response, other.url);
      expect(await statusOf('/a')).toBe(401);
      expect([tokens(), other.arrived, vendor.logins]).toEqual([[ONE], [undefined], 1]);
      await other.stop();
    },
  );

  it('is no such 401 either when progress is reported, which replaces the response', async () => {
    const other = await elsewhere(401);
    vendor.onCall = (_, response) => redirect(response, other.url);
    expect(await statusOf('/a', { onDownloadProgress: () => undefined })).toBe(401);
    expect(vendor.logins).toBe(1);
    await other.stop();
  });

  it('is a 401 by a redirect within the origin', async () => {
    vendor.good.clear();
    vendor.onCall = (call, response) =>
      call.url === '/a' ? redirect(response, '/b') : reply(response, '00', vendor.isGood(call) ? 200 : 401);
    expect(await statusOf('/a')).toBe(200);
    expect(tokens()).toEqual([ONE, ONE, TWO, TWO]);
  });

  it('is a 401 of an allowed origin, other than the base URL’s', async () => {
    const second = await WireVendor.http();
    const app = await start({ baseUrl: vendor.url, allowedOrigins: [second.url] });
    app.http.authorize((own = axios.create({ adapter: 'fetch' })));
    second.onCall = (_, response) => reply(response, '00', second.calls.length === 1 ? 401 : 200);
    expect(await statusOf(`${second.url}/a`)).toBe(200);
    await app.close();
    await second.stop();
  });

  it.each(['blob', 'arraybuffer', 'text', 'json'] as const)(
    'is recognised in a response of type %s',
    async (responseType) => {
      vendor.good.clear();
      const { data } = await own.get<unknown>('/a', { responseType });
      expect(tokens()).toEqual([ONE, TWO]);
      const bytes = data instanceof Blob ? Buffer.from(await data.arrayBuffer()) : data;
      const text =
        Buffer.isBuffer(bytes) || bytes instanceof ArrayBuffer ? decodeText(bytes) : JSON.stringify(bytes);
      expect(text.replaceAll('\\', '')).toContain('"result_code":"00"');
    },
  );

  it('is not searched for in a large blob', async () => {
    vendor.onCall = (_, response) => reply(response, '94', 200, { x: 'x'.repeat(256 * 1024) });
    const { data } = await own.get<Blob>('/a', { responseType: 'blob' });
    expect(data.size).toBeGreaterThan(256 * 1024);
    expect(vendor.calls).toHaveLength(1);
  });

  it('passes isTokenRejected the envelope in a blob, or the blob if there is none', async () => {
    const seen: unknown[] = [];
    const isTokenRejected = ({ data }: { data: unknown }): boolean => seen.push(data) < 0;
    const app = await start({ baseUrl: vendor.url, isTokenRejected });
    app.http.authorize((own = axios.create({ baseURL: vendor.url, adapter: 'fetch' })));
    vendor.onCall = ({ url }, response) => (url === '/a' ? reply(response, '00') : response.end('plain'));
    await own.get('/a', { responseType: 'blob' });
    await own.get('/b', { responseType: 'blob' });
    expect(seen).toEqual([expect.objectContaining({ header: expect.anything() }), expect.any(Blob)]);
    await app.close();
  });
});

describe('fetch: the caller’s own (S7)', () => {
  it('is used, and the config is restored', async () => {
    const asked: unknown[] = [];
    const mine: typeof fetch = (input, init) => {
      asked.push(input);
      return fetch(input, init);
    };
    const env = { fetch: mine };
    let seen: InternalAxiosRequestConfig | undefined;
    own.interceptors.request.use((config) => (seen = config));
    const response = await own.get('/a', { env });
    expect(asked).toEqual([response.request]);
    expect(response.config).toBe(seen);
    expect(response.config.env?.fetch).toBe(mine);
    expect((await own.get('/a')).config.env).not.toHaveProperty('fetch');
    const failure: unknown = await own
      .get('/a', { env, signal: AbortSignal.timeout(0) })
      .catch((e: unknown) => e);
    expect((failure as { config: InternalAxiosRequestConfig }).config.env?.fetch).toBe(mine);
  });

  it('may be a replaced global one', async () => {
    await own.get('/a');
    const { fetch: before } = globalThis;
    let asked = 0;
    globalThis.fetch = (input, init) => {
      asked += 1;
      return before(input, init);
    };
    await own.get('/a').finally(() => (globalThis.fetch = before));
    expect(asked).toBe(1);
  });

  it('may work without the Request class', async () => {
    const env = { Request: null as never };
    expect(await statusOf('/a', { env })).toBe(200);
    expect(tokens()).toEqual([ONE]);
  });
});

describe('fetch: whether axios uses it', () => {
  const adapter = (): Promise<never> => Promise.reject(new Error('not called'));

  it.each<[InternalAxiosRequestConfig['adapter'], boolean]>([
    ['fetch', true],
    ['FETCH', true],
    [['fetch', 'http'], true],
    [['xhr', 'fetch'], true],
    [['xhr', 'http', 'fetch'], false],
    ['http', false],
    [[adapter, 'fetch'], false],
    [adapter, false],
    [[], false],
    [undefined, false],
  ])('%p: %p', (given, expected) => expect(usesFetch(given)).toBe(expected));
});
