import { AsyncResource } from 'node:async_hooks';
import http from 'node:http';
import https from 'node:https';

import { afterEach, describe, expect, it } from '@jest/globals';

import { redirectedRequest } from '../../lib/http/redirected-request.js';

const headers = { location: '/next' };
const request = { res: { headers } };
const socketOf = (message: unknown) => ({ _httpMessage: message });
const poolWith = (...messages: unknown[]) => ({ sockets: { a: [], b: messages.map(socketOf) } });

/** Runs `look` as Node runs the listener of a response, with this request. */
const within = <T>(req: unknown, look: () => T): T =>
  Object.assign(new AsyncResource('HTTPINCOMINGMESSAGE'), { req }).runInAsyncScope(look);

describe('S5: the request that was answered by a redirect', () => {
  it('is the one whose response Node handles; the agent is not searched', () => {
    const looked: unknown[] = [];
    const agent = new Proxy({}, { get: (_, name) => void looked.push(name) });
    expect(within(request, () => redirectedRequest(headers, agent))).toBe(request);
    expect(looked).toEqual([]);
  });

  it.each([
    ['another request', { res: { headers: { ...headers } } }],
    ['one without a response', { res: null }],
    ['none', undefined],
  ])('is found in its agent if Node handles %s', (_, other) => {
    const agent = poolWith(undefined, null, {}, { res: null }, other, request);
    expect(within(other, () => redirectedRequest(headers, agent))).toBe(request);
  });

  it('is unknown if the agent does not have it, or has no pool', () => {
    for (const agent of [poolWith(), poolWith({ res: { headers: {} } }), {}]) {
      expect(redirectedRequest(headers, agent)).toBeUndefined();
    }
  });

  it('is never a request without headers', () =>
    expect(within({}, () => redirectedRequest(undefined, poolWith({}, { res: {} })))).toBeUndefined());

  describe.each([
    ['http', http.globalAgent],
    ['https', https.globalAgent],
  ])('without an agent is found in Node’s own for %s', (_, agent) => {
    const { sockets } = agent;
    const put = (value: object): void =>
      void Object.defineProperty(agent, 'sockets', { value, writable: true });
    afterEach(() => put(sockets));

    it('if that has it', () => {
      put(poolWith(request).sockets);
      expect(redirectedRequest(headers, undefined)).toBe(request);
      expect(redirectedRequest(headers, {})).toBeUndefined();
    });
  });
});
