import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpService } from '@nestjs/axios';
import axios, { type AxiosRequestConfig } from 'axios';

import { type Client, start } from '../support/app.js';
import { makeCertificate } from '../support/certificate.js';
import { pathsTo, printed } from '../support/deep-search.js';
import { Gate } from '../support/gate.js';
import { listen } from '../support/vendor.js';
import { redirect, reply, WireVendor } from '../support/wire.js';

const TOKEN = /wire-\d+-secret/;
const SECRET = '-secret';
const certificate = makeCertificate();
const SCHEMES = ['http', ...(certificate ? ['https'] : [])] as const;
if (!certificate) console.warn('There is no openssl here, so the tests over TLS are left out.');

let vendor: WireVendor;
let client: Client;
let agents: { httpAgent: HttpAgent; httpsAgent: HttpsAgent };
let call: (path: string, config?: AxiosRequestConfig) => Promise<unknown>;

async function prepare(scheme: string, maxRedirects: number, maxSockets = Infinity): Promise<void> {
  vendor = await (scheme === 'https' ? WireVendor.https(certificate!) : WireVendor.http());
  const ca = certificate?.cert;
  agents = {
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets }),
    httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets, ...(ca && { ca }) }),
  };
  client = await start({ baseUrl: vendor.url, http: { ...agents, maxRedirects } });
  await client.auth.getToken();
  call = (path, config) => client.http.axiosRef.get(path, config).catch((error: unknown) => error);
}

async function finish(): Promise<void> {
  agents.httpAgent.destroy();
  agents.httpsAgent.destroy();
  await client.close();
  await vendor.stop();
}

/** Fails where the token is found; checks first that it went out. */
async function expectNoTrace(...left: unknown[]): Promise<void> {
  expect(pathsTo(SECRET, { left, agents }, [vendor])).toEqual([]);
  // What inspect shows is part of what was searched: deeper is only slower.
  expect(printed(left, 5)).not.toMatch(TOKEN);
  await turn();
  expect(pathsTo(SECRET, agents, [vendor])).toEqual([]);
}

describe.each(SCHEMES)('S5: nothing that is left of a call over %s holds the token', (scheme) => {
  describe.each([0, 5])('with maxRedirects %d:', (maxRedirects) => {
    beforeEach(() => prepare(scheme, maxRedirects));
    afterEach(finish);

    it('an answer of 200', async () => {
      const response = (await call('/a')) as { status: number };
      expect(response.status).toBe(200);
      expect(vendor.calls[0]?.token).toMatch(TOKEN);
      await expectNoTrace(response);
      expect(printed(response)).not.toMatch(TOKEN);
    });

    it('an answer of 500, and of 401 twice', async () => {
      vendor.onCall = (_, response) => reply(response, '99', 500);
      await expectNoTrace(await call('/a'));
      vendor.onCall = (_, response) => reply(response, '94', 401);
      await expectNoTrace(await call('/a'));
      expect(vendor.logins).toBe(2);
    });

    it('a connection that is reset, before the answer and within it', async () => {
      vendor.onCall = (_, response) => response.destroy();
      await expectNoTrace(await call('/a'));
      vendor.onCall = (_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half', () => response.destroy());
      };
      await expectNoTrace(await call('/a'));
      expect(vendor.calls.every(({ token }) => TOKEN.test(token ?? ''))).toBe(true);
    });

    it('a timeout', async () => {
      vendor.onCall = () => undefined;
      const error = await call('/a', { timeout: 30 });
      expect(error).toMatchObject({ code: 'ECONNABORTED' });
      await expectNoTrace(error);
    });

    it('an abort as the socket is being opened', async () => {
      const controller = new AbortController();
      const agent = scheme === 'https' ? agents.httpsAgent : agents.httpAgent;
      const open = agent.createConnection.bind(agent);
      agent.destroy();
      agent.createConnection = (...args) => {
        process.nextTick(() => controller.abort());
        return open(...args);
      };
      const error = await call('/a', { signal: controller.signal });
      expect(error).toMatchObject({ code: 'ERR_CANCELED' });
      await expectNoTrace(error);
    });

    it('a timeout while the connection is being made', async () => {
      const baseURL = vendor.url.replace('127.0.0.1', 'localhost');
      const app = await start({
        baseUrl: vendor.url,
        allowedOrigins: [baseURL],
        http: { ...agents, maxRedirects },
      });
      await app.auth.getToken();
      const lookup = (): void => undefined;
      const error = await app.http.axiosRef
        .post(baseURL, 'text', { lookup, timeout: 30 })
        .catch((e: unknown) => e);
      expect(error).toMatchObject({ code: 'ECONNABORTED' });
      await expectNoTrace(error);
      await app.close();
    });

    it('an abort during the answer', async () => {
      const controller = new AbortController();
      vendor.onCall = (_, response) => {
        response.writeHead(200);
        response.write('half', () => controller.abort());
      };
      await expectNoTrace(await call('/a', { signal: controller.signal }));
    });

    it('an answer that is not HTTP', async () => {
      vendor.onCall = (_, __, request) => void request.socket.end('not HTTP at all\r\n\r\n');
      const error = await call('/a');
      expect(error).toMatchObject({ code: 'HPE_INVALID_CONSTANT' });
      await expectNoTrace(error);
    });

    it('an answer that is too long', async () => {
      vendor.onCall = (_, response) => response.end('x'.repeat(100));
      const error = await call('/a', { maxContentLength: 10 });
      expect(error).toMatchObject({ code: 'ERR_BAD_RESPONSE' });
      await expectNoTrace(error);
    });

    it('a stream, and the error that it raises late', async () => {
      vendor.onCall = (_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half');
      };
      const response = (await call('/a', { responseType: 'stream' })) as { data: Readable };
      await expectNoTrace(response);
      const failed = new Promise((resolve) => response.data.once('error', resolve));
      response.data.resume();
      for (const socket of vendor.open) socket.destroy();
      await expectNoTrace(response, await failed);
    });

    it('a stream that is too long', async () => {
      vendor.onCall = (_, response) => response.end('x'.repeat(100));
      const config = { responseType: 'stream', maxContentLength: 10 } as const;
      const response = (await call('/a', config)) as { data: Readable };
      const failed = new Promise((resolve) => response.data.once('error', resolve));
      response.data.resume();
      await expectNoTrace(response, await failed);
    });

    it('a connection that is refused', async () => {
      await vendor.stop();
      agents.httpAgent.destroy();
      agents.httpsAgent.destroy();
      const error = await call('/a');
      expect(error).toMatchObject({ code: 'ECONNREFUSED' });
      await expectNoTrace(error);
      vendor = await WireVendor.http();
    });

    it('a body that went with it', async () => {
      const post = (data: unknown, path = '/a') =>
        client.http.axiosRef.post(path, data).catch((error: unknown) => error);
      await expectNoTrace(await post({ a: 1 }), await post(Buffer.from('b')), await post('text'));
      vendor.onCall = (_, response) => response.destroy();
      await expectNoTrace(await post({ a: 1 }), await post('text'));
    });

    it('the same socket carries the next call', async () => {
      await call('/a');
      await call('/b');
      expect(vendor.calls.map(({ socket }) => socket)).toEqual([
        vendor.calls[0]!.socket,
        vendor.calls[0]!.socket,
      ]);
      expect(vendor.calls[1]?.token).toMatch(TOKEN);
    });
  });

  describe('with redirects:', () => {
    beforeEach(() => prepare(scheme, 5));
    afterEach(finish);

    it('within the origin', async () => {
      vendor.onCall = ({ url }, response) =>
        url === '/a' ? redirect(response, '/b') : reply(response, '00');
      const response = await call('/a');
      expect(vendor.calls.map(({ token }) => token)).toEqual(['wire-1-secret', 'wire-1-secret']);
      await expectNoTrace(response);
    });

    it('to another origin, there and back', async () => {
      const other = await listen((_, response) => redirect(response, `${vendor.url}/back`));
      vendor.onCall = ({ url }, response) =>
        url === '/a' ? redirect(response, other.url) : reply(response, '00');
      await expectNoTrace(await call('/a'));
      await other.stop();
    });

    it('without end', async () => {
      vendor.onCall = (_, response) => redirect(response, '/again');
      const error = await call('/a');
      expect(error).toMatchObject({ code: 'ERR_FR_TOO_MANY_REDIRECTS' });
      await expectNoTrace(error);
    });

    it('to nowhere', async () => {
      vendor.onCall = (_, response) => redirect(response, 'http://[::1');
      await expectNoTrace(await call('/a'));
    });
  });

  describe.each([0, 5])('with one socket for all, and maxRedirects %d:', (maxRedirects) => {
    beforeEach(() => prepare(scheme, maxRedirects, 1));
    afterEach(finish);

    it.each([
      ['get', undefined],
      ['post', 'text'],
      ['post', Buffer.from('bytes')],
    ])('an abort in the queue (%s %s)', async (method, data) => {
      const agent = scheme === 'https' ? agents.httpsAgent : agents.httpAgent;
      let release!: () => void;
      const arrived = new Promise<void>((resolve) => {
        vendor.onCall = (_, response) => {
          release = () => reply(response, '00');
          resolve();
        };
      });
      // With a header of its own, so that the token in the queue is the aborted call's alone.
      const first = call('/first', { headers: { Authorization: 'Basic eDp5' } });
      await arrived;
      const controller = new AbortController();
      const queued = call('/queued', { method, data, signal: controller.signal });
      while (Object.keys(agent.requests).length === 0) await turn();
      controller.abort();
      const error = await queued;
      expect(error).toMatchObject({ code: 'ERR_CANCELED' });
      await expectNoTrace(error);
      release();
      await first;
      await expectNoTrace(error);
      expect(vendor.calls).toHaveLength(1);
    });
  });
});

describe.each(SCHEMES)('S5: what one call leaves takes nothing from another over %s:', (scheme) => {
  afterEach(finish);

  /** Answers `/slow` once told to, with a redirect within the origin. */
  const slowRedirect = () => {
    const [arrived, answer] = [new Gate(), new Gate()];
    vendor.onCall = async ({ url }, response) => {
      if (url !== '/slow') return url === '/held' ? undefined : reply(response, '00');
      arrived.open();
      await answer.opened;
      redirect(response, '/next');
    };
    return { arrived: arrived.opened, answer: answer.open };
  };
  const tokensTo = (path: string) => vendor.calls.filter(({ url }) => url === path).map(({ token }) => token);

  it('an abort beside a call under way that is redirected', async () => {
    await prepare(scheme, 5);
    const { arrived, answer } = slowRedirect();
    const slow = call('/slow');
    await arrived;
    await expectFailure(call('/held', { timeout: 30 }));
    answer();
    await slow;
    expect(tokensTo('/next')).toEqual(['wire-1-secret']);
  });

  it('an abort in the queue before a call that is redirected', async () => {
    await prepare(scheme, 5, 1);
    const agent = scheme === 'https' ? agents.httpsAgent : agents.httpAgent;
    const queued = async (least: number) => {
      while ((Object.values(agent.requests)[0]?.length ?? 0) < least) await turn();
    };
    const { arrived, answer } = slowRedirect();
    const first = call('/slow');
    await arrived;
    const controller = new AbortController();
    const second = call('/slow');
    await queued(1);
    const aborted = call('/aborted', { signal: controller.signal });
    await queued(2);
    controller.abort();
    await expectFailure(aborted);
    answer();
    await Promise.all([first, second]);
    expect(tokensTo('/next')).toEqual(['wire-1-secret', 'wire-1-secret']);
    expect(tokensTo('/aborted')).toEqual([]);
  });
});

async function expectFailure(outcome: Promise<unknown>): Promise<void> {
  expect(await outcome).toBeInstanceOf(Error);
}

describe('S5: through other transports', () => {
  beforeEach(() => prepare('http', 5));
  afterEach(finish);

  it('fetch: an answer, a failure, a stream, an abort', async () => {
    const own = new HttpService(axios.create({ baseURL: vendor.url, adapter: 'fetch' }));
    client.http.authorize(own);
    const get = (config?: AxiosRequestConfig) => own.axiosRef.get('/a', config).catch((e: unknown) => e);
    await expectNoTrace(await get());
    expect(vendor.calls[0]?.token).toMatch(TOKEN);
    await expectNoTrace(await get({ responseType: 'stream' }));
    vendor.onCall = (_, response) => reply(response, '99', 500);
    await expectNoTrace(await get());
    vendor.onCall = (_, response) => response.destroy();
    await expectNoTrace(await get());
    vendor.onCall = () => undefined;
    await expectNoTrace(await get({ timeout: 30 }));
    const controller = new AbortController();
    vendor.onCall = () => controller.abort();
    await expectNoTrace(await get({ signal: controller.signal }));
    expect(vendor.calls.every(({ token }) => TOKEN.test(token ?? ''))).toBe(true);
  });

  it('HTTP/2: an answer, a failure, an abort', async () => {
    const second = await WireVendor.http2();
    const app = await start({ baseUrl: vendor.url, allowedOrigins: [second.url] });
    try {
      const get = (config?: AxiosRequestConfig) =>
        app.http.axiosRef
          .get(`${second.url}/a`, { httpVersion: 2, ...config } as AxiosRequestConfig)
          .catch((e: unknown) => e);
      second.onCall = (_, response) => reply(response, '00');
      await expectNoTrace(await get());
      second.onCall = (_, response) => reply(response, '99', 500);
      await expectNoTrace(await get());
      const controller = new AbortController();
      second.onCall = () => controller.abort();
      await expectNoTrace(await get({ signal: controller.signal }));
      expect(second.calls.map(({ token }) => token)).toEqual(Array(3).fill('wire-2-secret'));
    } finally {
      await app.close();
      await second.stop();
    }
  });
});

describe('the search itself', () => {
  it('finds a token that plain axios sent, wherever it is left', async () => {
    await prepare('http', 5);
    const response = await axios.get(vendor.url, { ...agents, headers: { Authorization: 'esignon abc' } });
    expect(pathsTo('esignon abc', response).length).toBeGreaterThan(2);
    expect(pathsTo('esignon abc', agents).length).toBeGreaterThan(0);
    expect(printed(response)).toContain('esignon abc');
    await finish();
  });
});
