import http from 'node:http';
import https from 'node:https';
import { PassThrough } from 'node:stream';

import { describe, expect, it } from '@jest/globals';
import axios, { type AxiosAdapter, AxiosError, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { fixedTokenAuth } from 'nestjs-esignon-auth/testing';

import { abortedByCaller } from '../../lib/common/abort.js';
import type { SentToken, TokenService } from '../../lib/http/transport.js';
import { BASE, clientWith, OTHER, type Reply } from './transport-client.js';

/** A client over a transport whose token is "one" and, after a rejection, "two". */
function client(replies: Reply[], tokenService: Partial<TokenService> = {}) {
  const replaced: string[] = [];
  const tokens: SentToken[] = [{ accessToken: 'one', companyId: 'acme' }];
  const all: TokenService = {
    getToken: () => Promise.resolve(tokens[0]!),
    getCachedToken: () => tokens[0],
    replaceRejected: (accessToken) => {
      replaced.push(accessToken);
      tokens[0] = { accessToken: 'two', companyId: 'acme' };
      return Promise.resolve(tokens[0]);
    },
    ...tokenService,
  };
  return { ...clientWith(all, replies), replaced };
}

const ONE = 'esignon one';
const TWO = 'esignon two';

describe('S1: the token of a call', () => {
  it.each<[string, AxiosRequestConfig, string, unknown]>([
    ['to a path', { url: '/x' }, '/x', ONE],
    ['to a path with the company ID', { url: '/:companyId/x' }, `${BASE}/acme/x`, ONE],
    ['to an allowed origin', { url: `${OTHER}/x` }, `${OTHER}/x`, ONE],
    ['to another origin', { url: 'https://c.example/x' }, 'https://c.example/x', undefined],
    ['over a socket', { url: '/x', socketPath: '/s' }, '/x', undefined],
    ['with userinfo', { url: 'https://k:p@a.example/x' }, 'https://k:p@a.example/x', undefined],
    ['to an invalid URL', { url: 'x', baseURL: 'nowhere' }, 'x', undefined],
    ['with its own Authorization', { url: '/x', headers: { authorization: 'Basic x' } }, '/x', 'Basic x'],
    ['with its own auth', { url: '/x', auth: { username: 'k', password: 'p' } }, '/x', undefined],
    ['with another base', { url: '/x', baseURL: `${OTHER}/b` }, `${OTHER}/b/x`, ONE],
    ['with another base elsewhere', { url: '/x', baseURL: 'https://c.example' }, '/x', undefined],
  ])('%s', async (_, config, url, authorization) => {
    const { own, sent } = client([{}]);
    await own.request(config);
    expect(sent).toEqual([[url, authorization]]);
  });

  it('is added until stop() is called', async () => {
    const { own, sent, stop } = client([{}]);
    await own.get('/x');
    stop();
    await own.get('/x');
    expect(sent.map(([, authorization]) => authorization)).toEqual([ONE, undefined]);
  });

  it('is requested with the call’s signal', async () => {
    let given: AbortSignal | undefined;
    const { own } = client([{}], {
      getCachedToken: () => undefined,
      getToken: (options) => {
        given = options?.signal;
        return Promise.resolve({ accessToken: 'T', companyId: 'acme' });
      },
    });
    await own.get('/x');
    expect(given).toBeInstanceOf(AbortSignal);
  });

  it('of another account comes from that account', async () => {
    const { transport, sent, own } = client([{}]);
    const theirs = transport.for(fixedTokenAuth('theirs'));
    const inner = own.defaults.adapter;
    expect(inner).toBeDefined();
    const seen: unknown[] = [];
    const bare: AxiosAdapter = (config) => {
      seen.push(config.headers.get('Authorization'));
      return Promise.resolve({ data: '', status: 200, statusText: '', headers: {}, config });
    };
    const { adapter } = theirs.wrap(axios.create({ adapter: bare }));
    await axios.create({ baseURL: BASE, adapter }).get('/x');
    expect([seen, sent]).toEqual([['esignon theirs'], []]);
  });
});

describe('S3: a rejection', () => {
  it('leads to one resend, whose response is the caller’s', async () => {
    const { own, sent, replaced } = client([{ status: 401 }, { data: 'second' }]);
    expect((await own.get<string>('/x')).data).toBe('second');
    expect(sent.map(([, authorization]) => authorization)).toEqual([ONE, TWO]);
    expect(replaced).toEqual(['one']);
  });

  it('of the resend is the caller’s too', async () => {
    const { own, sent } = client([{ status: 401 }]);
    await expect(own.get('/x')).rejects.toMatchObject({
      message: 'Request failed with status code 401',
      code: 'ERR_BAD_REQUEST',
    });
    expect(sent).toHaveLength(2);
  });

  it('of a body that cannot be repeated is the caller’s, and a renewal starts', async () => {
    const { own, sent, replaced } = client([{ status: 401 }]);
    await expect(own.post('/x', new PassThrough())).rejects.toMatchObject({ response: { status: 401 } });
    expect([sent.length, replaced]).toEqual([1, ['one']]);
  });

  it('of a body that cannot be repeated does not wait for that renewal (K4)', async () => {
    let wait: AbortSignal | undefined;
    const replaceRejected: TokenService['replaceRejected'] = (_, options) => {
      wait = options?.signal;
      return new Promise(() => undefined);
    };
    const { own } = client([{ status: 401 }], { replaceRejected });
    await expect(own.post('/x', new PassThrough())).rejects.toMatchObject({ response: { status: 401 } });
    expect(wait?.aborted).toBe(true);
  });

  it.each<[string, Partial<TokenService>]>([
    ['pauses', { replaceRejected: () => Promise.resolve(undefined) }],
    ['fails', { replaceRejected: () => Promise.reject(new Error('no')) }],
  ])('is the caller’s if the renewal %s', async (_, tokenService) => {
    const data = new PassThrough();
    const { own, sent } = client([{ status: 401, data }], tokenService);
    await expect(own.get('/x')).rejects.toMatchObject({ response: { status: 401 } });
    // The caller may still read the stream.
    expect([sent.length, data.destroyed]).toEqual([1, false]);
  });

  it('frees the socket of the response that nobody reads', async () => {
    const data = new PassThrough();
    const { own } = client([{ status: 401, data }, {}]);
    await own.get('/x');
    expect(data.destroyed).toBe(true);
  });

  it('frees the socket of a call that is cancelled while it waits for another token', async () => {
    const data = new PassThrough();
    const controller = new AbortController();
    const replaceRejected = (): Promise<never> => {
      controller.abort();
      return Promise.reject(abortedByCaller());
    };
    const { own, sent } = client([{ status: 401, data }], { replaceRejected });
    await expect(own.get('/x', { signal: controller.signal })).rejects.toMatchObject({
      name: 'CanceledError',
    });
    expect([sent.length, data.destroyed]).toEqual([1, true]);
  });

  it('is no response with another status', async () => {
    const { own, sent } = client([{ status: 403 }]);
    await expect(own.get('/x')).rejects.toMatchObject({ response: { status: 403 } });
    expect(sent).toHaveLength(1);
  });

  it('is recognised in the response of an error that an adapter threw', async () => {
    const response = { status: 401, data: '' } as AxiosResponse;
    const { own, sent } = client([new AxiosError('no', undefined, undefined, undefined, response), {}]);
    await own.get('/x');
    expect(sent).toHaveLength(2);
  });
});

describe('S5: the agents of a call', () => {
  it('show none of their other requests', async () => {
    const [httpAgent, httpsAgent] = [new http.Agent(), new https.Agent()];
    await client([{}]).own.get('/x', { httpAgent, httpsAgent });
    for (const agent of [httpAgent, httpsAgent]) {
      expect(Object.keys(agent)).toContain('maxSockets');
      expect(Object.keys(agent)).not.toContain('sockets');
      expect(Object.keys(agent)).not.toContain('requests');
    }
  });
});

describe('S7: the end of a call', () => {
  it.each([
    [400, 'ERR_BAD_REQUEST'],
    [499, 'ERR_BAD_REQUEST'],
    [500, 'ERR_BAD_RESPONSE'],
    [304, 'ERR_BAD_RESPONSE'],
  ])('with status %i is the same as axios’', async (status, code) => {
    const { own } = client([{ status }]);
    await expect(own.get('/x')).rejects.toMatchObject({
      name: 'AxiosError',
      code,
      status,
      message: `Request failed with status code ${status}`,
      response: { status },
    });
  });

  it.each([
    [null, 500],
    [() => true, 500],
    [undefined, 204],
  ] as const)('depends on the caller’s validateStatus: %#', async (validateStatus, status) => {
    const { own } = client([{ status }]);
    expect((await own.get('/x', validateStatus === undefined ? {} : { validateStatus })).status).toBe(status);
  });

  it('calls validateStatus once, with the caller’s response', async () => {
    const asked: number[] = [];
    const validateStatus = (status: number): boolean => asked.push(status) > 0;
    await client([{ status: 401 }, { status: 418 }]).own.get('/x', { validateStatus });
    expect(asked).toEqual([418]);
  });

  it('by a network error is that error', async () => {
    const failure = new AxiosError('connect', 'ECONNREFUSED');
    await expect(client([failure]).own.get('/x')).rejects.toBe(failure);
  });

  it('by an error whose response has another request leaves the token on neither', async () => {
    const requests = ['error', 'response'].map(() => ({ _header: `Authorization: ${ONE}\r\n` }));
    const response = { status: 500, request: requests[1] } as AxiosResponse;
    const failure = new AxiosError('no', undefined, undefined, requests[0], response);
    await expect(client([failure]).own.get('/x')).rejects.toBe(failure);
    expect(requests).toEqual(requests.map(() => ({ _header: 'Authorization: esignon ***\r\n' })));
  });
});
