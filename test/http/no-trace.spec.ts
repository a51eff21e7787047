import { AsyncResource } from 'node:async_hooks';
import http, { Agent as HttpAgent } from 'node:http';
import https, { Agent as HttpsAgent } from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import type { Duplex, Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpService } from '@nestjs/axios';
import axios, { type AxiosRequestConfig } from 'axios';

import { type Client, start } from '../support/app.js';
import { makeCertificate } from '../support/certificate.js';
import { pathsTo, printed } from '../support/deep-search.js';
import { Gate } from '../support/gate.js';
import { listen } from '../support/vendor.js';
import { redirect, reply, type WireAnswer, WireVendor } from '../support/wire.js';

const TOKEN = /wire-\d+-secret/;
const SECRET = '-secret';
const certificate = makeCertificate();
const SCHEMES = ['http', ...(certificate ? ['https'] : [])] as const;
if (!certificate) console.warn('There is no openssl here, so the tests over TLS are left out.');

let vendor: WireVendor;
let client: Client;
let agents: { httpAgent: HttpAgent; httpsAgent: HttpsAgent };
let call: (path: string, config?: AxiosRequestConfig) => Promise<unknown>;
/** The results of all calls of the test so far: a later call can use the same socket, and be reachable from it. */
let earlier: unknown[];

async function prepare(scheme: string, maxRedirects: number, maxSockets = Infinity): Promise<void> {
  vendor = await (scheme === 'https' ? WireVendor.https(certificate!) : WireVendor.http());
  const ca = certificate?.cert;
  agents = {
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets }),
    httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets, ...(ca && { ca }) }),
  };
  client = await start({ baseUrl: vendor.url, http: { ...agents, maxRedirects } });
  await client.auth.getToken();
  earlier = [];
  call = async (path, config) => {
    const left: unknown = await client.http.axiosRef.get(path, config).catch((error: unknown) => error);
    earlier.push(left);
    return left;
  };
}

async function finish(): Promise<void> {
  agents.httpAgent.destroy();
  agents.httpsAgent.destroy();
  await client.close();
  await vendor.stop();
}

/** Fails if any of the objects reaches the token. */
async function expectNoTrace(...left: unknown[]): Promise<void> {
  expect(pathsTo(SECRET, { left, earlier, agents }, [vendor])).toEqual([]);
  // `pathsTo` has searched all that inspect can show, so a small depth is enough.
  expect(printed(left, 5)).not.toMatch(TOKEN);
  await turn();
  expect(pathsTo(SECRET, { earlier, agents }, [vendor])).toEqual([]);
}

describe.each(SCHEMES)('S5: no object of a finished call over %s holds the token', (scheme) => {
  describe.each([0, 5])('with maxRedirects %d:', (maxRedirects) => {
    beforeEach(() => prepare(scheme, maxRedirects));
    afterEach(finish);

    it('a response of 200', async () => {
      const response = (await call('/a')) as { status: number };
      expect(response.status).toBe(200);
      expect(vendor.calls[0]?.token).toMatch(TOKEN);
      await expectNoTrace(response);
      expect(printed(response)).not.toMatch(TOKEN);
    });

    it('a response of 500, and of 401 twice', async () => {
      vendor.onCall = (_, response) => reply(response, '99', 500);
      await expectNoTrace(await call('/a'));
      vendor.onCall = (_, response) => reply(response, '94', 401);
      await expectNoTrace(await call('/a'));
      expect(vendor.logins).toBe(2);
    });

    it('a connection that is reset, before and during the response', async () => {
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

    it('an abort while the socket is being opened', async () => {
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

    it('an abort in the same turn, of all or some calls', async () => {
      const controller = new AbortController();
      const aborted = ['/1', '/2'].map((path) => call(path, { signal: controller.signal }));
      const others = ['/3', '/4'].map((path) => call(path));
      controller.abort();
      for (const left of aborted) expect(await left).toMatchObject({ code: 'ERR_CANCELED' });
      await expectNoTrace(...(await Promise.all(others)), ...(await Promise.all(aborted)));
      expect(vendor.calls.map(({ token }) => token)).toEqual(Array(2).fill('wire-1-secret'));
    });

    it('an abort before an agent that connects late has a socket', async () => {
      const agent = scheme === 'https' ? agents.httpsAgent : agents.httpAgent;
      const open = agent.createConnection.bind(agent);
      const [asked, connect] = [new Gate(), new Gate()];
      agent.destroy();
      let late: Duplex | undefined;
      agent.createConnection = (options, done) => {
        asked.open();
        void connect.opened.then(() => done!(null, (late = open(options) as Duplex)));
      };
      const controller = new AbortController();
      const sent = call('/a', { signal: controller.signal });
      await asked.opened;
      controller.abort();
      const error = await sent;
      expect(error).toMatchObject({ code: 'ERR_CANCELED' });
      await expectNoTrace(error);
      connect.open();
      while (!late) await turn();
      await turn();
      await expectNoTrace(error, late);
    });

    it('a timeout while connecting', async () => {
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

    it('an abort during the response', async () => {
      const controller = new AbortController();
      vendor.onCall = (_, response) => {
        response.writeHead(200);
        response.write('half', () => controller.abort());
      };
      await expectNoTrace(await call('/a', { signal: controller.signal }));
    });

    it('a response that is not HTTP', async () => {
      vendor.onCall = (_, __, request) => void request.socket.end('not HTTP at all\r\n\r\n');
      const error = await call('/a');
      expect(error).toMatchObject({ code: 'HPE_INVALID_CONSTANT' });
      await expectNoTrace(error);
    });

    it('a response that is too long', async () => {
      vendor.onCall = (_, response) => response.end('x'.repeat(100));
      const error = await call('/a', { maxContentLength: 10 });
      expect(error).toMatchObject({ code: 'ERR_BAD_RESPONSE' });
      await expectNoTrace(error);
    });

    it('a stream, and its late error', async () => {
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

    it('a call with a body', async () => {
      const post = (data: unknown, path = '/a') =>
        client.http.axiosRef.post(path, data).catch((error: unknown) => error);
      await expectNoTrace(await post({ a: 1 }), await post(Buffer.from('b')), await post('text'));
      vendor.onCall = (_, response) => response.destroy();
      await expectNoTrace(await post({ a: 1 }), await post('text'));
    });

    it('a second call over the same socket', async () => {
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

    /** Opens `count` sockets for the calls that follow. */
    async function openSockets(count: number): Promise<void> {
      const answers = [...Array(count).keys()].map(() => new Gate());
      const { onCall } = vendor;
      let arrived = 0;
      vendor.onCall = async ({ url }, response) => {
        if (url === '/earlier') await answers[arrived++]!.opened;
        reply(response, '00');
      };
      const calls = answers.map(() => call('/earlier'));
      while (arrived < count) await turn();
      // One after the other, so that each is free before the next is opened.
      answers.forEach((gate) => gate.open());
      await Promise.all(calls);
      vendor.onCall = onCall;
    }
    const tokensTo = (path: string) =>
      vendor.calls.filter(({ url }) => url === path).map(({ token }) => token);

    /** `/0` redirects to `/1`, and so on to `/last`. */
    const chain = (last: number, end: WireAnswer = (_, response) => reply(response, '00')) => {
      vendor.onCall = (wire, response, request) => {
        const hop = Number(wire.url.slice(1));
        return hop < last ? redirect(response, `/${hop + 1}`) : end(wire, response, request);
      };
    };

    it.each([1, 3])('within the origin (%d)', async (last) => {
      await openSockets(last + 1);
      chain(last);
      const response = await call('/0');
      expect(response).toMatchObject({ status: 200 });
      for (let hop = 0; hop <= last; hop++) expect(tokensTo(`/${hop}`)).toEqual(['wire-1-secret']);
      await expectNoTrace(response);
    });

    it('within the origin, with concurrent calls', async () => {
      await openSockets(4);
      chain(2);
      const responses = await Promise.all(['/0', '/0', '/1', '/2'].map((path) => call(path)));
      await expectNoTrace(responses);
      expect(tokensTo('/2')).toEqual(Array(4).fill('wire-1-secret'));
    });

    it('within the origin, with a wrapper around http.request that uses another async resource', async () => {
      const module = scheme === 'https' ? https : http;
      const { request } = module;
      module.request = ((options: object, listener: () => void) =>
        request(options, AsyncResource.bind(listener))) as typeof request;
      syncBuiltinESMExports();
      try {
        await openSockets(3);
        chain(2);
        const response = await call('/0');
        expect(tokensTo('/2')).toEqual(['wire-1-secret']);
        await expectNoTrace(response);
      } finally {
        module.request = request;
        syncBuiltinESMExports();
      }
    });

    it('within the origin, and then an error response, a reset or no response', async () => {
      await openSockets(2);
      chain(1, (_, response) => reply(response, '99', 500));
      await expectNoTrace(await call('/0'));
      await openSockets(2);
      chain(1, (_, response) => response.destroy());
      await expectNoTrace(await call('/0'));
      await openSockets(2);
      chain(1, () => undefined);
      const error = await call('/0', { timeout: 50 });
      expect(error).toMatchObject({ code: 'ECONNABORTED' });
      await expectNoTrace(error);
    });

    it('within the origin, and then an abort', async () => {
      await openSockets(2);
      const controller = new AbortController();
      chain(1, () => controller.abort());
      const error = await call('/0', { signal: controller.signal });
      expect(error).toMatchObject({ code: 'ERR_CANCELED' });
      await expectNoTrace(error);
    });

    it('within the origin, with a hook that throws, aborts, or replaces the headers', async () => {
      await openSockets(2);
      chain(1);
      const thrown = await call('/0', {
        beforeRedirect: () => {
          throw new Error('no redirect');
        },
      });
      expect(thrown).toMatchObject({ code: 'ERR_FR_REDIRECTION_FAILURE' });
      await expectNoTrace(thrown);
      await openSockets(2);
      const controller = new AbortController();
      const beforeRedirect = (): void => controller.abort();
      await expectNoTrace(await call('/0', { signal: controller.signal, beforeRedirect }));
      await openSockets(2);
      await expectNoTrace(
        await call('/0', {
          beforeRedirect: (options) => {
            options['headers'] = { ...(options['headers'] as object) };
          },
        }),
      );
      expect(tokensTo('/1').at(-1)).toBe('wire-1-secret');
    });

    it('within the origin, with a hook that removes the header', async () => {
      chain(3);
      await call('/0', {
        beforeRedirect: ({ href, headers }) => {
          if (String(href).endsWith('/1')) delete (headers as Record<string, string>)['Authorization'];
        },
      });
      expect(['/0', '/1', '/2', '/3'].map((path) => tokensTo(path)[0])).toEqual([
        'wire-1-secret',
        ...Array<undefined>(3).fill(undefined),
      ]);
    });

    it('to another origin, there and back', async () => {
      await openSockets(2);
      const other = await listen((_, response) => redirect(response, `${vendor.url}/back`));
      vendor.onCall = ({ url }, response) =>
        url === '/a' ? redirect(response, other.url) : reply(response, '00');
      await expectNoTrace(await call('/a'));
      expect(tokensTo('/back')).toEqual([undefined]);
      await other.stop();
    });

    it('to another origin, which closes the connection', async () => {
      await openSockets(1);
      const other = await listen((_, response) => response.destroy());
      vendor.onCall = (_, response) => redirect(response, other.url);
      const error = await call('/a');
      expect(error).toBeInstanceOf(Error);
      await expectNoTrace(error);
      await other.stop();
    });

    it('in a loop', async () => {
      await openSockets(2);
      vendor.onCall = (_, response) => redirect(response, '/again');
      const error = await call('/a');
      expect(error).toMatchObject({ code: 'ERR_FR_TOO_MANY_REDIRECTS' });
      await expectNoTrace(error);
    });

    it('to an invalid URL', async () => {
      await openSockets(1);
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
      // With its own header, so that only the aborted call puts the token into the queue.
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

describe.each(SCHEMES)('S5: cleaning up after one call does not affect another over %s:', (scheme) => {
  afterEach(finish);

  /** Answers `/slow` when released, with a redirect within the origin. */
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

  it('an abort during another call that is redirected', async () => {
    await prepare(scheme, 5);
    const { arrived, answer } = slowRedirect();
    const slow = call('/slow');
    await arrived;
    await expectFailure(call('/held', { timeout: 30 }));
    answer();
    await slow;
    expect(tokensTo('/next')).toEqual(['wire-1-secret']);
  });

  it('a call on a socket that was opened with the options of a redirected call', async () => {
    await prepare(scheme, 5, 1);
    const { arrived, answer } = slowRedirect();
    const answered = vendor.onCall;
    vendor.onCall = (call, response, request) =>
      call.url === '/next' ? redirect(response, '/last') : answered(call, response, request);
    const first = call('/slow');
    await arrived;
    // The redirect closes the only socket; its successor is opened with the same options, for this call.
    const second = call('/second');
    answer();
    await expectNoTrace(...(await Promise.all([first, second])));
    expect(vendor.calls.map(({ url }) => url)).toEqual(['/slow', '/second', '/next', '/last']);
    expect(vendor.calls.every(({ token }) => token === 'wire-1-secret')).toBe(true);
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

  it('fetch: a response, an error response, a stream, an abort', async () => {
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

  it('HTTP/2: a response, an error response, an abort', async () => {
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
  it('finds a token that plain axios sent, in every place', async () => {
    await prepare('http', 5);
    const response = await axios.get(vendor.url, { ...agents, headers: { Authorization: 'esignon abc' } });
    expect(pathsTo('esignon abc', response).length).toBeGreaterThan(2);
    expect(pathsTo('esignon abc', agents).length).toBeGreaterThan(0);
    expect(printed(response)).toContain('esignon abc');
    await finish();
  });
});
