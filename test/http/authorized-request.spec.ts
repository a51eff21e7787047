import { describe, expect, it, jest } from '@jest/globals';
import { AxiosHeaders, type InternalAxiosRequestConfig } from 'axios';

import { AuthorizedRequest } from '../../lib/http/authorized-request.js';

const AUTHORIZATION = 'esignon secret';
const ORIGIN = 'https://a.example';

const authorize = (config: InternalAxiosRequestConfig, url?: URL): AuthorizedRequest =>
  new AuthorizedRequest(config, { origin: ORIGIN, url, authorization: AUTHORIZATION });

describe('S5: an authorized request', () => {
  it('restores the config', () => {
    const validateStatus = (): boolean => true;
    const beforeRedirect = (): void => undefined;
    const full = { headers: new AxiosHeaders(), url: '/x', baseURL: ORIGIN, beforeRedirect, validateStatus };
    const bare = { headers: new AxiosHeaders() };
    for (const config of [full, bare] as InternalAxiosRequestConfig[]) {
      const before = { ...config };
      const request = authorize(config, new URL(`${ORIGIN}/y`));
      expect(config).toMatchObject({ url: `${ORIGIN}/y` });
      expect(config).not.toHaveProperty('baseURL');
      expect(config.headers.get('Authorization')).toBe(AUTHORIZATION);
      expect(config.headers).toBeInstanceOf(AxiosHeaders);
      request.restore();
      expect(config).toStrictEqual(before);
      expect(config.headers).toBe(before.headers);
      expect(config.headers.has('Authorization')).toBe(false);
    }
  });

  it.each([
    ['the first ends first', [0, 1]],
    ['the last ends first', [1, 0]],
  ])('restores a config that is sent twice at once: %s', (_, order) => {
    const validateStatus = (): boolean => true;
    const beforeRedirect = (): void => undefined;
    const config: InternalAxiosRequestConfig = {
      headers: new AxiosHeaders(),
      url: '/x',
      baseURL: ORIGIN,
      beforeRedirect,
      validateStatus,
    };
    const before = { ...config };
    const requests = [authorize(config, new URL(`${ORIGIN}/y`)), authorize(config, new URL(`${ORIGIN}/y`))];
    for (const index of order) {
      requests[index]?.restore();
      expect(config).toStrictEqual(before);
      expect(config.headers).toBe(before.headers);
    }
  });

  it('keeps the URL of the config if it is given none', () => {
    const config = { headers: new AxiosHeaders(), url: '/x', baseURL: ORIGIN };
    authorize(config);
    expect(config).toMatchObject({ url: '/x', baseURL: ORIGIN });
  });

  it('knows whether the caller’s validateStatus has yet to be called', () => {
    const validateStatus = jest.fn(() => false);
    const config: InternalAxiosRequestConfig = { headers: new AxiosHeaders(), validateStatus };
    const request = authorize(config);
    expect(request.validateStatusPending).toBe(false);
    expect(config.validateStatus?.(500)).toBe(true);
    expect([request.validateStatusPending, validateStatus.mock.calls]).toEqual([true, []]);
  });
});

describe('S1: a redirect', () => {
  const hop = (more: object = {}) => ({
    href: `${ORIGIN}/next`,
    protocol: 'https:',
    hostname: 'a.example',
    port: '',
    headers: { authorization: AUTHORIZATION, 'X-Other': 'esignon other', X: AUTHORIZATION } as object,
    ...more,
  });

  function follow(next: object, origin = ORIGIN): AuthorizedRequest {
    const config: InternalAxiosRequestConfig = { headers: new AxiosHeaders() };
    const request = new AuthorizedRequest(config, { origin, url: undefined, authorization: AUTHORIZATION });
    config.beforeRedirect?.(next as never, { headers: {}, statusCode: 302 }, {} as never);
    return request;
  }

  it.each([
    ['of the same origin', {}, ORIGIN],
    ['without a port', { port: undefined }, ORIGIN],
    ['with a port that is null', { port: null }, ORIGIN],
    ['with a port', { href: `${ORIGIN}:8443/x`, port: 8443 }, `${ORIGIN}:8443`],
    ['to an IPv6 address', { href: 'https://[::1]/x', hostname: '::1' }, 'https://[::1]'],
    ['to an IPv6 address in brackets', { href: 'https://[::1]/x', hostname: '[::1]' }, 'https://[::1]'],
  ])('%s keeps the token', (_, more, origin) => {
    const next = hop(more);
    expect(follow(next, origin).crossedOrigin).toBe(false);
    expect(next.headers).toHaveProperty('authorization', AUTHORIZATION);
  });

  it.each([
    ['to another host', { href: 'https://b.example/', hostname: 'b.example' }],
    ['to a sub-domain', { href: 'https://x.a.example/', hostname: 'x.a.example' }],
    ['to another port', { href: `${ORIGIN}:444/`, port: 444 }],
    ['to http', { href: 'http://a.example/', protocol: 'http:' }],
    ['whose hook changed the host', { hostname: 'b.example' }],
    ['whose hook changed the host to one with a bracket', { hostname: 'a.[example' }],
    ['whose hook changed the host to one with a closing bracket', { hostname: 'a.]example' }],
    ['whose hook changed the port', { port: 444 }],
    ['whose hook changed the protocol', { protocol: 'http:' }],
    ['whose hook removed the host', { hostname: undefined }],
    ['to a socket', { socketPath: '/var/run/x' }],
    ['without a URL', { href: undefined }],
    ['to an invalid URL', { href: 'x' }],
  ])('%s loses the token under every name, and no other header', (_, more) => {
    const next = hop(more);
    expect(follow(next).crossedOrigin).toBe(true);
    expect(next.headers).toEqual({ 'X-Other': 'esignon other' });
  });

  it('may have no headers', () =>
    expect(follow({ ...hop(), headers: undefined, href: 'x' }).crossedOrigin).toBe(true));

  it('that left the origin does not get the token when it comes back', () => {
    const config: InternalAxiosRequestConfig = { headers: new AxiosHeaders() };
    const request = authorize(config);
    const back = hop();
    for (const next of [hop({ href: 'https://b.example/', hostname: 'b.example' }), back]) {
      config.beforeRedirect?.(next as never, { headers: {}, statusCode: 302 }, {} as never);
    }
    expect(request.crossedOrigin).toBe(true);
    expect(back.headers).toEqual({ 'X-Other': 'esignon other' });
  });

  it('within the origin gets the token again if another call deleted it, but not if a hook did', () => {
    const config: InternalAxiosRequestConfig = {
      headers: new AxiosHeaders(),
      beforeRedirect: (({ headers, href }: { headers: Record<string, string>; href: string }) => {
        if (href.endsWith('/off')) delete headers['Authorization'];
      }) as never,
    };
    authorize(config);
    const carried = ['/1', '/2', '/off', '/3'].map((path) => {
      const next = hop({ href: `${ORIGIN}${path}`, headers: {} });
      config.beforeRedirect?.(next as never, { headers: {}, statusCode: 302 }, {} as never);
      return next.headers;
    });
    const ours = { Authorization: AUTHORIZATION };
    expect(carried).toEqual([ours, ours, {}, {}]);
  });

  it('removes the token from headers that a hook replaced', () => {
    const [before, after] = [{ Authorization: AUTHORIZATION }, { Authorization: AUTHORIZATION }];
    const config: InternalAxiosRequestConfig = {
      headers: new AxiosHeaders(),
      beforeRedirect: (next) => {
        next['headers'] = after;
        throw new Error('no redirect');
      },
    };
    authorize(config);
    const follow = (): void =>
      config.beforeRedirect?.(
        hop({ headers: before }) as never,
        { headers: {}, statusCode: 302 },
        {} as never,
      );
    expect(follow).toThrow('no redirect');
    expect([before, after]).toEqual([{}, { Authorization: AUTHORIZATION }]);
  });

  it('calls the caller’s hook with all of its arguments', () => {
    const seen: unknown[][] = [];
    const config: InternalAxiosRequestConfig = {
      headers: new AxiosHeaders(),
      beforeRedirect: ((...args: unknown[]) => void seen.push(args)) as never,
    };
    authorize(config);
    const args = [hop(), { headers: {}, statusCode: 302 }, { url: 'x' }] as const;
    config.beforeRedirect?.(...(args as never as [never, never, never]));
    expect(seen).toEqual([[...args]]);
  });
});
