import { inspect } from 'node:util';

import { describe, expect, it } from '@jest/globals';

import {
  hideOtherRequests,
  scrubAbandoned,
  scrubRedirected,
  scrubRequest,
} from '../../lib/http/request-scrub.js';

const OURS = 'esignon secret';
const MASKED = 'esignon ***';
const THEIRS = 'Basic theirs';

const OUT_HEADERS = Symbol('kOutHeaders');
const CONNECT = Symbol('connect-options');
const OPTIONS = Symbol('requestOptions');
const UNRELATED = Symbol('unrelated');

const outHeaders = (value: string) => ({ authorization: ['Authorization', value], accept: ['Accept', OURS] });
const line = (value: string) => `GET / HTTP/1.1\r\nAuthorization: ${value}\r\n\r\n`;

/** Returns the request after scrubbing it. */
function scrubbed<T>(request: T, scrub = scrubRequest): T {
  scrub(request, OURS);
  return request;
}

describe('S5: a finished request', () => {
  it.each([
    undefined,
    null,
    7,
    'text',
    {},
    () => 7,
    { _redirectable: 7 },
    { _redirectable: { _options: 7 } },
    { [OUT_HEADERS]: null },
  ])('may be %p', (request) => {
    expect(() => scrubRequest(request, OURS)).not.toThrow();
    expect(() => scrubAbandoned(request, OURS)).not.toThrow();
  });

  it.each(['Authorization', 'authorization'])('has no %s in the options of its redirects', (name) => {
    const headers = { [name]: OURS, Accept: '*/*' };
    const request = scrubbed({ _redirectable: { _options: { headers } } });
    expect(request._redirectable._options.headers).toEqual({ Accept: '*/*' });
    // All other objects of the call share these headers.
    expect(request._redirectable._options.headers).toBe(headers);
  });

  it('may be the object of follow-redirects itself', () => {
    const current = { _header: line(OURS) };
    const request = scrubbed({ _options: { headers: { Authorization: OURS } }, _currentRequest: current });
    expect(request._options.headers).toEqual({});
    expect(current._header).toBe(line(MASKED));
  });

  it('does not have it in the first request, nor in the one after a redirect', () => {
    const current = { _header: line(OURS) };
    const request = scrubbed({ _header: line(OURS), _redirectable: { _currentRequest: current } });
    expect([request._header, current._header]).toEqual([line(MASKED), line(MASKED)]);
  });

  it('can be a function with properties', () => {
    expect(scrubbed(Object.assign(() => 7, { _header: line(OURS) }))._header).toBe(line(MASKED));
  });

  it('does not have it under Node’s symbols', () => {
    const request = scrubbed({
      [OUT_HEADERS]: outHeaders(OURS),
      [CONNECT]: { headers: { authorization: OURS } },
      [OPTIONS]: { headers: { Authorization: OURS } },
      [UNRELATED]: { authorization: ['Authorization', OURS], headers: { Authorization: OURS } },
    });
    expect(request[OUT_HEADERS]).toEqual(outHeaders(MASKED));
    expect(request[CONNECT]).toEqual({ headers: {} });
    expect(request[OPTIONS]).toEqual({ headers: {} });
    expect(request[UNRELATED]).toEqual({
      authorization: ['Authorization', OURS],
      headers: { Authorization: OURS },
    });
  });

  it('does not have it in the options of a TLS socket; a plain one has none', () => {
    const socket = (encrypted: boolean) => ({ encrypted, [CONNECT]: { headers: { authorization: OURS } } });
    expect(scrubbed({ socket: socket(true) }).socket[CONNECT]).toEqual({ headers: {} });
    expect(scrubbed({ socket: socket(false) }).socket).toEqual(socket(false));
  });

  it('does not have it in data that will never be sent', () => {
    const unsent = (destroyed: unknown, socketDestroyed: unknown) =>
      scrubbed({
        destroyed,
        outputData: [{ data: line(OURS) }, { data: Buffer.from('x') }, 7, null],
        socket: { destroyed: socketDestroyed, _pendingData: [{ chunk: line(OURS) }, 7, null] },
      });
    const [sent, kept] = [line(MASKED), line(OURS)];
    const of = ({ outputData, socket }: ReturnType<typeof unsent>) =>
      [outputData[0], socket._pendingData[0]].flatMap((chunk) => Object.values(chunk as object) as unknown[]);
    expect(of(unsent(true, true))).toEqual([sent, sent]);
    expect(of(unsent(true, false))).toEqual([sent, kept]);
    expect(of(unsent(false, true))).toEqual([kept, kept]);
    expect(of(unsent(1, true))).toEqual([kept, kept]);
    const text = scrubbed({ destroyed: true, socket: { destroyed: true, _pendingData: line(OURS) } });
    expect(text.socket._pendingData).toBe(sent);
  });

  it('does not have it in the headers of HTTP/2, nor in those of fetch', () => {
    expect(scrubbed({ sentHeaders: { authorization: OURS, ':path': '/' } }).sentHeaders).toEqual({
      ':path': '/',
    });
    const request = scrubbed(new Request('https://a.example', { headers: { authorization: OURS, a: 'b' } }));
    expect([...request.headers]).toEqual([['a', 'b']]);
  });

  it('keeps another Authorization', () => {
    const theirs = () => ({
      _header: line(THEIRS),
      [OUT_HEADERS]: outHeaders(THEIRS),
      [OPTIONS]: { headers: { Authorization: THEIRS } },
      sentHeaders: { authorization: THEIRS },
      _options: { headers: { authorization: THEIRS } },
      destroyed: true,
      outputData: [{ data: line(THEIRS) }],
    });
    expect(scrubbed(theirs())).toEqual(theirs());
    const request = scrubbed(new Request('https://a.example', { headers: { authorization: THEIRS } }));
    expect(request.headers.get('authorization')).toBe(THEIRS);
  });
});

describe('S5: the agent of a request that got no socket', () => {
  const socket = (more: object = {}) => ({ [CONNECT]: { headers: { Authorization: OURS } }, ...more });
  const native = (more: object) => ({ protocol: 'https:', ...more });
  const CLEAN = { headers: {} };
  const held = (sockets: readonly object[]) =>
    sockets.map((each) => (each as Partial<ReturnType<typeof socket>>)[CONNECT]);

  it('does not have it on sockets that were just opened, for any request', () => {
    const [older, used, connecting, idle] = [
      socket(),
      socket({ _httpMessage: {} }),
      socket({ _httpMessage: {}, secureConnecting: true }),
      socket({ _httpMessage: null }),
    ];
    const agent = { sockets: { a: [older, used, connecting, idle], b: [socket()], c: 7, d: [7] } };
    scrubAbandoned(native({ agent }), OURS);
    // One that has had a request was opened before: so were those before it.
    expect(held(agent.sockets.a)).toEqual([socket()[CONNECT], socket()[CONNECT], CLEAN, CLEAN]);
    expect(held(agent.sockets.b)).toEqual([CLEAN]);
  });

  it('does not have it on a socket that is opened later', () => {
    const given: unknown[] = [];
    const request = native({
      onSocket(...args: unknown[]) {
        given.push(this, ...args);
      },
    });
    scrubAbandoned(request, OURS);
    const late = socket();
    const { onSocket } = request as never as { onSocket: (...args: unknown[]) => void };
    onSocket(late, 'error');
    expect(given).toEqual([request, late, 'error']);
    expect(late[CONNECT]).toEqual(CLEAN);
    expect(() => onSocket(undefined)).not.toThrow();
  });

  it('may call no function for its socket', () => {
    const request = native({});
    scrubAbandoned(request, OURS);
    expect(request).toEqual(native({}));
  });

  it('does not have it in the queue', () => {
    const request = { [OPTIONS]: { headers: { Authorization: OURS } }, [OUT_HEADERS]: outHeaders(OURS) };
    scrubAbandoned(request, OURS);
    expect(request).toEqual({ [OPTIONS]: { headers: {} }, [OUT_HEADERS]: outHeaders(MASKED) });
  });

  it.each<[string, (agent: object) => object]>([
    ['over http', (agent) => ({ protocol: 'http:', agent })],
    ['that has its socket', (agent) => native({ agent, socket: {} })],
    ['of follow-redirects', (agent) => ({ _options: {}, _currentRequest: native({ agent }) })],
    ['of a redirect', (agent) => native({ agent, _redirectable: {} })],
  ])('is not searched after a request %s', (_, make) => {
    const looked: string[] = [];
    const agent = new Proxy({}, { get: (__, name) => void looked.push(String(name)) });
    scrubAbandoned(make(agent), OURS);
    expect(looked).toEqual([]);
  });

  it('is searched only after an abandoned request', () => {
    const agent = { sockets: { a: [socket()] } };
    scrubRequest(native({ agent }), OURS);
    expect(held(agent.sockets.a)).toEqual([socket()[CONNECT]]);
  });

  it('is cleaned together with the request', () => {
    expect(scrubbed({ _header: line(OURS) }, scrubAbandoned)._header).toBe(line(MASKED));
  });
});

describe('S5: a request that was answered by a redirect', () => {
  it('does not have it, and the next request keeps its headers', () => {
    const headers = { Authorization: OURS };
    const request = { _header: line(OURS), _redirectable: { _options: { headers } } };
    scrubRedirected(request, OURS);
    expect(request._header).toBe(line(MASKED));
    expect(headers).toEqual({ Authorization: OURS });
  });

  it('can be unknown', () => expect(() => scrubRedirected(undefined, OURS)).not.toThrow());
});

describe('S5: the other requests of an agent', () => {
  const CURRENT = Symbol('axios.http.currentReq');
  const pending = () => ({ _header: line('esignon of another') });

  it('are not shown by an agent, and can be read and replaced', () => {
    const agent = { requests: { a: [pending()] }, sockets: {}, freeSockets: {}, keepAlive: true };
    hideOtherRequests([agent, undefined, 7]);
    expect(Object.keys(agent)).toEqual(['keepAlive']);
    expect(agent.requests.a).toEqual([pending()]);
    agent.requests = { a: [] };
    expect([agent.requests.a, Object.keys(agent)]).toEqual([[], ['keepAlive']]);
  });

  it('are not shown by a finished request', () => {
    const agent = { requests: { a: [pending()] }, sockets: {}, freeSockets: {} };
    const socket = {
      _httpMessage: pending(),
      parser: { outgoing: pending() },
      [CURRENT]: pending(),
      bytes: 1,
    };
    const shown = inspect(scrubbed({ agent, socket, res: { socket, client: socket } }), { depth: Infinity });
    expect(shown).not.toContain('of another');
    expect(shown).toContain('bytes: 1');
    expect(socket._httpMessage).toEqual(pending());
  });

  it('are not shown by a socket that gets another symbol later, as by another copy of axios', () => {
    const socket: Record<PropertyKey, unknown> = { [CURRENT]: pending() };
    scrubbed({ socket });
    socket[Symbol('axios.http.currentReq')] = pending();
    expect(inspect(scrubbed({ socket }), { depth: Infinity })).not.toContain('of another');
  });

  it('may be of a frozen agent', () => {
    expect(() => hideOtherRequests([Object.freeze({ sockets: {} })])).not.toThrow();
  });
});
