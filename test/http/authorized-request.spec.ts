import { describe, expect, it, jest } from '@jest/globals';
import { AxiosHeaders, type InternalAxiosRequestConfig } from 'axios';

import { Loan } from '../../lib/http/authorized-request.js';

const AUTHORIZATION = 'esignon secret';
const ORIGIN = 'https://a.example';

const lend = (config: InternalAxiosRequestConfig, url?: URL): Loan =>
  new Loan(config, { origin: ORIGIN, url, authorization: AUTHORIZATION });

describe('the loan of a token', () => {
  it('ends with the config as it was', () => {
    const validateStatus = (): boolean => true;
    const beforeRedirect = (): void => undefined;
    const full = { headers: new AxiosHeaders(), url: '/x', baseURL: ORIGIN, beforeRedirect, validateStatus };
    const bare = { headers: new AxiosHeaders() };
    for (const config of [full, bare] as InternalAxiosRequestConfig[]) {
      const before = { ...config };
      const loan = lend(config, new URL(`${ORIGIN}/y`));
      expect(config).toMatchObject({ url: `${ORIGIN}/y` });
      expect(config).not.toHaveProperty('baseURL');
      expect(config.headers.get('Authorization')).toBe(AUTHORIZATION);
      expect(config.headers).toBeInstanceOf(AxiosHeaders);
      loan.end();
      expect(config).toStrictEqual(before);
      expect(config.headers).toBe(before.headers);
      expect(config.headers.has('Authorization')).toBe(false);
    }
  });

  it.each([
    ['the first ends first', [0, 1]],
    ['the last ends first', [1, 0]],
  ])('that is made twice at once ends with the config as it was: %s', (_, order) => {
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
    const loans = [lend(config, new URL(`${ORIGIN}/y`)), lend(config, new URL(`${ORIGIN}/y`))];
    for (const place of order) {
      loans[place]?.end();
      expect(config).toStrictEqual(before);
      expect(config.headers).toBe(before.headers);
    }
  });

  it('leaves the URL of a config that says plainly where it goes', () => {
    const config = { headers: new AxiosHeaders(), url: '/x', baseURL: ORIGIN };
    lend(config);
    expect(config).toMatchObject({ url: '/x', baseURL: ORIGIN });
  });

  it('tells whether a status waits for the caller’s validateStatus', () => {
    const validateStatus = jest.fn(() => false);
    const config: InternalAxiosRequestConfig = { headers: new AxiosHeaders(), validateStatus };
    const loan = lend(config);
    expect(loan.statusOpen).toBe(false);
    expect(config.validateStatus?.(500)).toBe(true);
    expect([loan.statusOpen, validateStatus.mock.calls]).toEqual([true, []]);
  });
});

describe('S1: a redirect', () => {
  const hop = (more: object = {}) => ({
    ...{ href: `${ORIGIN}/next`, protocol: 'https:', hostname: 'a.example', port: '' },
    headers: { authorization: AUTHORIZATION, 'X-Other': 'esignon other', X: AUTHORIZATION } as object,
    ...more,
  });

  function follow(next: object, origin = ORIGIN): Loan {
    const config: InternalAxiosRequestConfig = { headers: new AxiosHeaders() };
    const loan = new Loan(config, { origin, url: undefined, authorization: AUTHORIZATION });
    config.beforeRedirect?.(next as never, { headers: {}, statusCode: 302 }, {} as never);
    return loan;
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
    expect(follow(next, origin).strayed).toBe(false);
    expect(next.headers).toHaveProperty('authorization', AUTHORIZATION);
  });

  it.each([
    ['to another host', { href: 'https://b.example/', hostname: 'b.example' }],
    ['to a sub-domain', { href: 'https://x.a.example/', hostname: 'x.a.example' }],
    ['to another port', { href: `${ORIGIN}:444/`, port: 444 }],
    ['to http', { href: 'http://a.example/', protocol: 'http:' }],
    ['whose hook changed the host', { hostname: 'b.example' }],
    ['whose hook changed the port', { port: 444 }],
    ['whose hook changed the protocol', { protocol: 'http:' }],
    ['whose hook took the host away', { hostname: undefined }],
    ['to a socket', { socketPath: '/var/run/x' }],
    ['without an address', { href: undefined }],
    ['to no address', { href: 'x' }],
  ])('%s drops it under every name, and nothing else', (_, more) => {
    const next = hop(more);
    expect(follow(next).strayed).toBe(true);
    expect(next.headers).toEqual({ 'X-Other': 'esignon other' });
  });

  it('can have no headers', () =>
    expect(follow({ ...hop(), headers: undefined, href: 'x' }).strayed).toBe(true));

  it('that strayed stays so when it comes back', () => {
    const config: InternalAxiosRequestConfig = { headers: new AxiosHeaders() };
    const loan = lend(config);
    const back = hop();
    for (const next of [hop({ href: 'https://b.example/', hostname: 'b.example' }), back]) {
      config.beforeRedirect?.(next as never, { headers: {}, statusCode: 302 }, {} as never);
    }
    expect(loan.strayed).toBe(true);
    expect(back.headers).toEqual({ 'X-Other': 'esignon other' });
  });

  it('within the origin has it again where another call has deleted it, and not what a hook took off', () => {
    const config: InternalAxiosRequestConfig = {
      headers: new AxiosHeaders(),
      beforeRedirect: (({ headers, href }: { headers: Record<string, string>; href: string }) => {
        if (href.endsWith('/off')) delete headers['Authorization'];
      }) as never,
    };
    lend(config);
    const carried = ['/1', '/2', '/off', '/3'].map((path) => {
      const next = hop({ href: `${ORIGIN}${path}`, headers: {} });
      config.beforeRedirect?.(next as never, { headers: {}, statusCode: 302 }, {} as never);
      return next.headers;
    });
    const ours = { Authorization: AUTHORIZATION };
    expect(carried).toEqual([ours, ours, {}, {}]);
  });

  it('leaves nothing on the headers that a hook put others in place of', () => {
    const [before, after] = [{ Authorization: AUTHORIZATION }, { Authorization: AUTHORIZATION }];
    const config: InternalAxiosRequestConfig = {
      headers: new AxiosHeaders(),
      beforeRedirect: (next) => {
        next['headers'] = after;
        throw new Error('no redirect');
      },
    };
    lend(config);
    const follow = (): void =>
      config.beforeRedirect?.(
        hop({ headers: before }) as never,
        { headers: {}, statusCode: 302 },
        {} as never,
      );
    expect(follow).toThrow('no redirect');
    expect([before, after]).toEqual([{}, { Authorization: AUTHORIZATION }]);
  });

  it('is shown to the caller’s hook first, with all that it is told', () => {
    const seen: unknown[][] = [];
    const config: InternalAxiosRequestConfig = {
      headers: new AxiosHeaders(),
      beforeRedirect: ((...args: unknown[]) => void seen.push(args)) as never,
    };
    lend(config);
    const told = [hop(), { headers: {}, statusCode: 302 }, { url: 'x' }] as const;
    config.beforeRedirect?.(...(told as never as [never, never, never]));
    expect(seen).toEqual([[...told]]);
  });
});
