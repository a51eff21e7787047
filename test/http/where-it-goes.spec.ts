import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { AxiosHeaders, type AxiosRequestConfig, type InternalAxiosRequestConfig } from 'axios';

import { AllowedOrigins } from '../../lib/options/allowed-origins.js';
import { type Client, start } from '../support/app.js';
import { failureOf } from '../support/failure.js';
import { json, listen, Vendor } from '../support/vendor.js';

interface Arrival {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

let vendor: Vendor;
let other: { url: string; stop: () => Promise<void> };
/** What the other server received. */
let arrivals: Arrival[];
let client: Client;

/** Resolves every name to this machine. */
const lookup: AxiosRequestConfig['lookup'] = (_, __, found) => found(null, '127.0.0.1', 4);

beforeEach(async () => {
  arrivals = [];
  vendor = await Vendor.start();
  other = await listen(({ url, headers }, response) => {
    arrivals.push({ url, headers });
    response.end('{}');
  });
  client = await start({ baseUrl: `http://localhost:${vendor.port}`, http: { lookup } });
});
afterEach(async () => {
  await client.close();
  await other.stop();
  await vendor.stop();
});

const call = (config: AxiosRequestConfig) => client.http.axiosRef.request(config);
const before = (change: (config: InternalAxiosRequestConfig) => void) =>
  client.http.axiosRef.interceptors.request.use((config) => {
    change(config);
    return config;
  });
const authorizations = () => [...vendor.calls, ...arrivals].map(({ headers }) => headers.authorization);

describe('S1: the token is sent to the base URL', () => {
  it.each([
    '/a',
    'a',
    '',
    '/../../a',
    '/%2e%2e/%2e%2e/a',
    '/a/..%2f..%2fb',
    '/\\other.example/a',
    '/a?redirect=http://other.example',
  ])('with the path %j', async (url) => {
    await call({ url });
    expect(authorizations()).toEqual(['esignon token-1-secret']);
  });

  it('with an absolute URL, also in upper case', async () => {
    await call({ url: `HTTP://LOCALHOST:${vendor.port}/a` });
    expect(authorizations()).toEqual(['esignon token-1-secret']);
  });

  it('with a protocol-relative path that may not be absolute', async () => {
    await call({ url: '//other.example/a', allowAbsoluteUrls: false });
    expect(vendor.calls[0]?.url).toBe('/other.example/a');
    expect(authorizations()).toEqual(['esignon token-1-secret']);
  });

  it('and to an allowed origin', async () => {
    const app = await start({ baseUrl: vendor.url, allowedOrigins: [other.url] });
    await app.http.axiosRef.get(`${other.url}/a`);
    expect(authorizations()).toEqual(['esignon token-1-secret']);
    await app.close();
  });
});

describe('S1: the token is not sent to', () => {
  const elsewhere: [string, (port: number) => AxiosRequestConfig][] = [
    ['another port', () => ({ url: `${other.url}/a` })],
    ['another base URL of the call', () => ({ url: '/a', baseURL: other.url })],
    ['another name of this machine', (port) => ({ url: `http://127.0.0.1:${port}/a` })],
    ['a sub-domain', (port) => ({ url: `http://sub.localhost:${port}/a` })],
    ['a host with a trailing dot', (port) => ({ url: `http://localhost.:${port}/a` })],
    ['a host that begins the same', (port) => ({ url: `http://localhost.example:${port}/a` })],
    [
      'a host behind a userinfo that looks like ours',
      () => ({ url: `http://localhost@${new URL(other.url).host}/a` }),
    ],
    ['a URL with userinfo', (port) => ({ url: `http://u:p@localhost:${port}/a` })],
    ['a call with axios’ auth', () => ({ url: '/a', auth: { username: 'u', password: 'p' } })],
    ['a call with its own adapter', () => ({ url: '/a', adapter: 'http' })],
    [
      'a path that a backslash ends',
      () => ({ url: `http://${new URL(other.url).host}\\@localhost:${vendor.port}/a` }),
    ],
  ];

  it.each(elsewhere)('%s', async (_, config) => {
    await call(config(vendor.port));
    expect(authorizations()).toHaveLength(1);
    expect(authorizations()[0] ?? '').not.toContain('esignon');
    expect(vendor.logins).toHaveLength(0);
  });

  it('a URL that an interceptor set', async () => {
    before((config) => (config.url = `${other.url}/a`));
    await call({ url: '/a' });
    expect(arrivals.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('a base URL that an interceptor set', async () => {
    before((config) => (config.baseURL = other.url));
    await call({ url: '/a' });
    expect(arrivals.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('a socket path', async () => {
    const folder = mkdtempSync(join(tmpdir(), 's'));
    const socketPath = join(folder, 's');
    const seen: unknown[] = [];
    const server = createServer(({ headers }, response) => {
      seen.push(headers.authorization);
      response.end();
    });
    await new Promise<void>((listening) => server.listen(socketPath, listening));
    try {
      await call({ url: '/a', socketPath });
      before((config) => (config.socketPath = socketPath));
      await call({ url: '/b' });
      expect(seen).toEqual([undefined, undefined]);
    } finally {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      rmSync(folder, { recursive: true });
    }
  });

  it('an origin without TLS other than loopback, even if it is allowed', () => {
    const origins = new AllowedOrigins(['http://esign.example.com', 'https://esign.example.com']);
    expect(origins.has(new URL('http://esign.example.com/a'))).toBe(false);
    expect(origins.has(new URL('https://esign.example.com/a'))).toBe(true);
    expect(origins.has(new URL('https://esign.example.com:444/a'))).toBe(false);
  });

  it.each(['//other.example/a', 'http:other.example/a', 'http://[::1', 'ftp://localhost/a'])(
    'a URL that axios refuses (%s): the call fails as in axios, and nothing is sent',
    async (url) => {
      await expect(call({ url })).rejects.toThrow();
      expect(authorizations()).toEqual([]);
    },
  );

  it('another concurrent call with the same headers object', async () => {
    const shared = new AxiosHeaders({ 'X-Shared': 'yes' });
    before((config) => (config.headers = shared));
    await Promise.all([call({ url: '/a' }), call({ url: `${other.url}/a` }), call({ url: '/b' })]);
    await call({ url: `${other.url}/b` });
    expect(vendor.calls.map(({ headers }) => headers.authorization)).toEqual([
      'esignon token-1-secret',
      'esignon token-1-secret',
    ]);
    expect(arrivals.map(({ headers }) => headers['x-shared'])).toEqual(['yes', 'yes']);
    expect(arrivals.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
    expect(shared.has('Authorization')).toBe(false);
  });
});

describe('S1: a caller’s own authorization is left alone:', () => {
  beforeEach(() => {
    vendor.onCall = (_, response) => json(response, {}, 401);
  });

  it.each<[string, AxiosRequestConfig, string | undefined]>([
    ['Authorization', { headers: { Authorization: 'Bearer mine' } }, 'Bearer mine'],
    ['in lower case', { headers: { authorization: 'Bearer mine' } }, 'Bearer mine'],
    ['in upper case', { headers: { AUTHORIZATION: 'Bearer mine' } }, 'Bearer mine'],
    ['removed with null', { headers: { Authorization: null } }, undefined],
    ['removed with false', { headers: { authorization: false } }, undefined],
    ['axios’ auth', { auth: { username: 'u', password: 'p' } }, 'Basic dTpw'],
  ])('%s, and its 401 is no rejection', async (_, config, sent) => {
    const error = await call({ url: '/a', ...config }).catch((e: unknown) => e);
    expect(error).toMatchObject({ response: { status: 401 } });
    expect(authorizations()).toEqual([sent]);
    expect(vendor.logins).toHaveLength(0);
  });

  it('a default header', async () => {
    client.http.axiosRef.defaults.headers.common['Authorization'] = 'Bearer default';
    await call({ url: '/a' }).catch(() => undefined);
    expect(authorizations()).toEqual(['Bearer default']);
  });

  it('a header that an interceptor sets', async () => {
    before((config) => config.headers.set('authorization', 'Bearer late'));
    await call({ url: '/a' }).catch(() => undefined);
    expect(authorizations()).toEqual(['Bearer late']);
  });
});

describe('S1: a redirect', () => {
  const STATUSES = [301, 302, 307, 308];
  const sendTo = (target: () => string, status: number) =>
    (vendor.onCall = ({ url }, response) => {
      if (url !== '/a') return response.end('{}') as never;
      response.writeHead(status, { location: target() }).end();
    });

  it.each(STATUSES)('keeps the token at the same origin (%d)', async (status) => {
    sendTo(() => '/b', status);
    await call({ url: '/a', method: 'post', data: 'text' });
    expect(vendor.calls.map(({ url }) => url)).toEqual(['/a', '/b']);
    expect(authorizations()).toEqual(['esignon token-1-secret', 'esignon token-1-secret']);
  });

  it.each(STATUSES)('does not take it to another port (%d)', async (status) => {
    sendTo(() => `${other.url}/b`, status);
    await call({ url: '/a', method: 'post', data: 'text' });
    expect(arrivals.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it.each(['sub.localhost', 'localhost.', '127.0.0.1', 'u:p@localhost:1@127.0.0.1'])(
    'not to the host %s',
    async (host) => {
      sendTo(() => `http://${host}:${vendor.port}/b`, 302);
      await call({ url: '/a' });
      expect(vendor.calls.map(({ url }) => url)).toEqual(['/a', '/b']);
      expect(vendor.calls[1]?.headers.authorization ?? '').not.toContain('esignon');
    },
  );

  it('does not take it to another origin with the fetch adapter', async () => {
    const own = axios.create({ baseURL: `http://localhost:${vendor.port}`, adapter: 'fetch' });
    client.http.authorize(own);
    sendTo(() => `${other.url}/b`, 302);
    await own.get('/a');
    sendTo(() => '/b', 302);
    await own.get('/a');
    const sent = 'esignon token-1-secret';
    expect(arrivals.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect(vendor.calls.map(({ headers }) => headers.authorization)).toEqual([sent, sent, sent]);
  });

  it('does not take it to another allowed origin', async () => {
    const app = await start({ baseUrl: vendor.url, allowedOrigins: [other.url] });
    sendTo(() => `${other.url}/b`, 302);
    await app.http.axiosRef.get('/a');
    expect(arrivals.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    await app.close();
  });

  it('does not take it back from another origin', async () => {
    const relay = await listen((_, response) => {
      response.writeHead(302, { location: `http://localhost:${vendor.port}/b` }).end();
    });
    sendTo(() => relay.url, 302);
    await call({ url: '/a' });
    expect(authorizations()).toEqual(['esignon token-1-secret', undefined]);
    await relay.stop();
  });

  it('to another origin that responds 401 leads to no renewal', async () => {
    const refusing = await listen((_, response) => json(response, {}, 401));
    sendTo(() => refusing.url, 302);
    await expect(call({ url: '/a' })).rejects.toMatchObject({ response: { status: 401 } });
    expect(vendor.logins).toHaveLength(1);
    expect(vendor.calls).toHaveLength(1);
    await refusing.stop();
  });

  type Options = Record<string, unknown> & { headers: Record<string, unknown> };
  type Hook = (options: Options, answer: unknown, request: Pick<Options, 'headers'>) => void;
  const hooks: [string, Hook][] = [
    ['the port', (options) => (options['port'] = new URL(other.url).port)],
    ['the host name', (options) => (options['hostname'] = '127.0.0.1')],
    ['the address', (options) => (options['href'] = other.url)],
    ['everything', (options) => Object.assign(options, partsOf(new URL(`${other.url}/b`)))],
  ];

  it.each(hooks)('does not take it elsewhere when a hook of the user’s changes %s', async (_, hook) => {
    sendTo(() => '/b', 302);
    await call({ url: '/a', beforeRedirect: hook as never });
    expect(authorizations()).toEqual(['esignon token-1-secret', undefined]);
  });

  it('does not take it to a socket path that a hook of the user’s sets', async () => {
    sendTo(() => '/b', 302);
    const hook: Hook = (options) => {
      options['socketPath'] = '/nowhere';
      expect(options.headers).toHaveProperty('Authorization');
    };
    const error = await failureOf(call({ url: '/a', beforeRedirect: hook as never }));
    expect(error).toMatchObject({ code: 'ENOENT' });
    expect(error.request._currentRequest.getHeader('authorization')).toBeUndefined();
  });

  it('does not take it elsewhere when a hook of the user’s sets it again', async () => {
    sendTo(() => `${other.url}/b`, 302);
    const hook: Hook = ({ headers }, _, request) => {
      expect(request.headers['Authorization']).toContain('secret');
      headers['x-again'] = headers['authorization'] = request.headers['Authorization'];
    };
    await call({ url: '/a', beforeRedirect: hook as never });
    expect(arrivals).toHaveLength(1);
    expect(JSON.stringify(arrivals)).not.toContain('secret');
  });

  it('does not take it back to its origin when a hook of the user’s sets it at every step', async () => {
    const relay = await listen((_, response) => {
      response.writeHead(302, { location: `http://localhost:${vendor.port}/b` }).end();
    });
    sendTo(() => relay.url, 302);
    let kept: unknown;
    const hook: Hook = ({ headers }, _, request) => {
      kept ??= request.headers['Authorization'];
      headers['authorization'] = kept;
    };
    await call({ url: '/a', beforeRedirect: hook as never });
    expect(kept).toBe('esignon token-1-secret');
    expect(authorizations()).toEqual(['esignon token-1-secret', undefined]);
    await relay.stop();
  });

  it('keeps an Authorization that a hook of the user’s sets for the other origin', async () => {
    sendTo(() => `${other.url}/b`, 302);
    await call({
      url: '/a',
      beforeRedirect: ({ headers }) => Object.assign(headers as object, { Authorization: 'Bearer theirs' }),
    });
    expect(arrivals.map(({ headers }) => headers.authorization)).toEqual(['Bearer theirs']);
  });
});

function partsOf({ href, hostname, port, protocol, pathname }: URL): object {
  return { href, hostname, port, protocol, path: pathname };
}
