import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import axios, {
  type AxiosError,
  type AxiosHeaders,
  type AxiosRequestConfig,
  type InternalAxiosRequestConfig,
} from 'axios';

import { type Client, start } from '../support/app.js';
import { failureOf } from '../support/failure.js';
import { json, Vendor } from '../support/vendor.js';

let vendor: Vendor;
let client: Client;
beforeEach(async () => {
  vendor = await Vendor.start();
  client = await start({ baseUrl: vendor.url });
});
afterEach(async () => {
  await client.close();
  await vendor.stop();
});

/** Makes the next call be rejected once, and resent. */
async function rejectNext(status = 200): Promise<void> {
  await client.auth.getToken();
  vendor.tokens.clear();
  const answer = vendor.onCall;
  if (status === 401)
    vendor.onCall = (request, response) =>
      vendor.isAuthorized(request) ? answer(request, response) : json(response, {}, 401);
}

/** All functions of the user's that axios calls, as mocks. */
function userCode() {
  const counted = {
    request: jest.fn((config: InternalAxiosRequestConfig) => config),
    response: jest.fn((response: unknown) => response),
    failure: jest.fn((error: unknown) => Promise.reject(error as Error)),
    transformRequest: jest.fn((data: unknown) => JSON.stringify(data)),
    transformResponse: jest.fn((data: string) => JSON.parse(data) as unknown),
    validateStatus: jest.fn((status: number) => status < 300),
  };
  client.http.axiosRef.interceptors.request.use(counted.request);
  client.http.axiosRef.interceptors.response.use(counted.response as never, counted.failure);
  return counted;
}

const counts = (counted: Record<string, jest.Mock<(value: never) => unknown>>) =>
  Object.fromEntries(Object.entries(counted).map(([name, fn]) => [name, fn.mock.calls.length]));

describe('S7: the user’s code runs as in axios, once per call', () => {
  it.each([200, 401])('with a resend after status %d', async (status) => {
    const { request, response, failure, ...settings } = userCode();
    await rejectNext(status);
    const answer = await client.http.axiosRef.post('/a', { a: 1 }, settings);
    expect(answer.data).toMatchObject({ header: { result_code: '00' } });
    expect(vendor.calls.map(({ body }) => body)).toEqual(['{"a":1}', '{"a":1}']);
    expect(counts({ request, response, failure, ...settings })).toEqual({
      request: 1,
      response: 1,
      failure: 0,
      transformRequest: 1,
      transformResponse: 1,
      validateStatus: 1,
    });
    expect(settings.validateStatus).toHaveBeenCalledWith(200);
  });

  it('with a status that validateStatus rejects', async () => {
    vendor.onCall = (_, response) => json(response, { why: 1 }, 404);
    const { request, response, failure, ...settings } = userCode();
    const error = await failureOf(client.http.axiosRef.post('/a', {}, settings));
    const plain = await failureOf(axios.post(`${vendor.url}/a`, {}, settings));
    const facts = ({ name, message, code, status, isAxiosError, response: r }: AxiosError) => ({
      name,
      message,
      code,
      status,
      isAxiosError,
      data: r?.data,
      statusText: r?.statusText,
    });
    expect(facts(error)).toEqual(facts(plain));
    expect(axios.isAxiosError(error)).toBe(true);
    expect(error.request).toBe(error.response?.request);
    expect(error.config).toBe(error.response?.config);
    expect(failure).toHaveBeenCalledTimes(1);
    expect(settings.validateStatus).toHaveBeenCalledTimes(2);
    expect(counts({ request, response })).toEqual({ request: 1, response: 0 });
  });

  it.each<[number, string]>([
    [400, 'ERR_BAD_REQUEST'],
    [404, 'ERR_BAD_REQUEST'],
    [500, 'ERR_BAD_RESPONSE'],
    [304, 'ERR_BAD_RESPONSE'],
  ])('a status of %d is %s', async (status, code) => {
    vendor.onCall = (_, response) => json(response, {}, status);
    await expect(client.http.axiosRef.get('/a')).rejects.toMatchObject({ code, status });
  });

  it('with a 401 twice: validateStatus is called for the second only', async () => {
    vendor.onCall = (_, response) => json(response, { n: vendor.calls.length }, 401);
    const validateStatus = jest.fn(() => true);
    const response = await client.http.axiosRef.get('/a', { validateStatus });
    expect(response.data).toEqual({ n: 2 });
    expect(validateStatus).toHaveBeenCalledTimes(1);
  });

  it('without a validateStatus', async () => {
    vendor.onCall = (_, response) => json(response, {}, 500);
    expect((await client.http.axiosRef.get('/a', { validateStatus: null })).status).toBe(500);
  });

  it('paramsSerializer, and progress of the download', async () => {
    vendor.onCall = (_, response) => void response.end('x'.repeat(1_000));
    const progress = jest.fn();
    const serialize = jest.fn(() => 'mine=1');
    await client.http.axiosRef.get('/a', {
      params: { a: 1 },
      paramsSerializer: { serialize },
      onDownloadProgress: ({ loaded }) => progress(loaded),
    });
    expect(vendor.calls[0]?.url).toBe('/a?mine=1');
    expect(serialize).toHaveBeenCalledTimes(1);
    expect(progress).toHaveBeenLastCalledWith(1_000);
  });

  it('what paramsSerializer returns stays in the query', async () => {
    await client.http.axiosRef.get('/a', {
      params: { a: 1 },
      paramsSerializer: { serialize: () => '@other.example/#' },
    });
    expect(vendor.calls.map(({ url }) => url)).toEqual(['/a?@other.example/#']);
  });

  it('a transform that throws fails the call with its error', async () => {
    const transformResponse = (): never => {
      throw new Error('defect of the user’s');
    };
    await expect(client.http.axiosRef.get('/a', { transformResponse })).rejects.toThrow(
      'defect of the user’s',
    );
  });

  it('instances created from this one keep the interceptors’ order and their own defaults', async () => {
    const own = client.http.axiosRef.create({ headers: { 'X-Own': '1' } });
    const order: number[] = [];
    for (const n of [1, 2])
      own.interceptors.request.use((config) => {
        order.push(n);
        return config;
      });
    await own.get('/a');
    expect(order).toEqual([2, 1]);
    expect(vendor.calls[0]?.headers).toMatchObject({ 'x-own': '1', authorization: 'esignon token-1-secret' });
  });
});

describe('S7: a call’s config is restored', () => {
  let headers: AxiosHeaders | undefined;
  beforeEach(() => {
    client.http.axiosRef.interceptors.request.use((config) => {
      headers = config.headers;
      return config;
    });
  });
  const validateStatus = (status: number): boolean => status === 200;
  const beforeRedirect = (): void => undefined;

  const expectUntouched = (config: InternalAxiosRequestConfig, settings: AxiosRequestConfig): void => {
    expect(config.headers).toBe(headers);
    expect(config.headers.has('Authorization')).toBe(false);
    for (const name of ['url', 'baseURL', 'beforeRedirect', 'validateStatus'] as const) {
      expect([name, config[name]]).toEqual([name, settings[name]]);
    }
  };

  it.each<[string, () => void]>([
    ['a success', () => undefined],
    ['a rejected status', () => (vendor.onCall = (_, response) => json(response, {}, 500))],
    ['a reset', () => (vendor.onCall = (_, response) => void response.destroy())],
    ['two rejections', () => (vendor.onCall = (_, response) => json(response, {}, 401))],
  ])('after %s', async (_, prepare) => {
    prepare();
    const settings = { url: '/:companyId', baseURL: `${vendor.url}/base`, beforeRedirect, validateStatus };
    const outcome = (await client.http.axiosRef.request(settings).catch((e: unknown) => e)) as AxiosError;
    expectUntouched(outcome.config!, settings);
    if (outcome.response) expectUntouched(outcome.response.config, settings);
  });

  it('if it had none of the changed properties', async () => {
    const absolute = { url: `${vendor.url}/a` };
    const { config } = await axios
      .create({ adapter: client.http.axiosRef.defaults.adapter! })
      .request(absolute);
    expect(config.url).toBe(absolute.url);
    expect('baseURL' in config).toBe(false);
    expect('beforeRedirect' in config).toBe(false);
    expect(config.headers.has('Authorization')).toBe(false);
    expect(vendor.calls[0]?.headers.authorization).toBe('esignon token-1-secret');
  });

  it('and can be sent again, with the token of that time', async () => {
    const { config } = await client.http.axiosRef.get('/:companyId');
    await client.auth.refresh();
    await client.http.axiosRef.request(config);
    expect(vendor.calls.map((c) => [c.url, c.headers.authorization])).toEqual([
      ['/acme', 'esignon token-1-secret'],
      ['/acme', 'esignon token-2-secret'],
    ]);
  });
});
