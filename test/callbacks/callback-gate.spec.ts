import { Readable } from 'node:stream';

import { beforeEach, describe, expect, it } from '@jest/globals';
import type { HttpAdapterHost } from '@nestjs/core';
import { Subject } from 'rxjs';

import type { CallbackAuthenticator, CallbackRequest } from '../../lib/callbacks/callback-authenticator.js';
import { CallbackGate } from '../../lib/callbacks/callback-gate.js';

const MIB = 1_048_576;

/** What the authenticator says of every request. */
interface Verdict {
  readonly isCallback: boolean;
  readonly mayBeCallback: boolean;
  readonly isGenuine: boolean;
}
const GENUINE: Verdict = { isCallback: true, mayBeCallback: true, isGenuine: true };
const FORGED: Verdict = { ...GENUINE, isGenuine: false };
const LEARNED: Verdict = { ...GENUINE, isCallback: false };
const SUSPECT: Verdict = { ...LEARNED, isGenuine: false };
const ORDINARY: Verdict = { ...SUSPECT, mayBeCallback: false };

/** Requests that were authenticated. */
let authenticated: unknown[];
beforeEach(() => void (authenticated = []));

function gateOf({ isCallback, mayBeCallback, isGenuine }: Verdict): CallbackGate {
  return new CallbackGate({
    isCallback: () => isCallback,
    mayBeCallback: () => mayBeCallback,
    authenticate: (request: unknown) => {
      authenticated.push(request);
      return Promise.resolve(isGenuine ? { expiresAt: 1 } : undefined);
    },
  } as unknown as CallbackAuthenticator);
}

type Step = (...args: unknown[]) => unknown;

/** The adapter of a platform, which keeps what is installed. */
class StubAdapter {
  readonly installed: { readonly name: string; readonly run: Step }[] = [];

  constructor(readonly type: string) {}

  getType(): string {
    return this.type;
  }

  getInstance(): object {
    return { addHook: (name: string, run: Step) => this.installed.push({ name, run }) };
  }

  use(run: Step): void {
    this.installed.push({ name: 'use', run });
  }
}

const hostOf = (host: object): HttpAdapterHost => host as HttpAdapterHost;
const namesIn = (adapter: StubAdapter): string[] => adapter.installed.map(({ name }) => name);

/** Installs a gate, and returns what it runs for a request. */
function stepOf(type: string, verdict: Verdict): Step {
  const adapter = new StubAdapter(type);
  gateOf(verdict).install(hostOf({ httpAdapter: adapter }));
  return adapter.installed[0]!.run;
}

describe('install()', () => {
  it.each([
    ['express', ['use']],
    ['fastify', ['onRequest']],
    ['hapi', []],
  ])('in %s', (type, names) => {
    const adapter = new StubAdapter(type);
    const init$ = new Subject<void>();
    gateOf(GENUINE).install(hostOf({ httpAdapter: adapter, init$ }));
    expect(namesIn(adapter)).toEqual(names);
    init$.next();
    expect(namesIn(adapter)).toEqual(names);
  });

  it('does nothing in an application without HTTP', () => {
    expect(() => gateOf(GENUINE).install(hostOf({ httpAdapter: null }))).not.toThrow();
  });

  it('waits for the adapter of a test application', () => {
    const adapter = new StubAdapter('express');
    const init$ = new Subject<void>();
    const host: { init$: Subject<void>; httpAdapter?: StubAdapter } = { init$ };
    gateOf(GENUINE).install(hostOf(host));
    host.httpAdapter = adapter;
    expect(adapter.installed).toEqual([]);
    init$.next();
    expect(namesIn(adapter)).toEqual(['use']);
  });

  it('is not installed in a test application of Nest 10, which notifies of no adapter', () => {
    expect(() => gateOf(GENUINE).install(hostOf({}))).not.toThrow();
  });
});

describe('the hook in Fastify', () => {
  /** Runs the hook. Returns what it returned and what it did with the reply, in order. */
  async function run(
    verdict: Verdict,
    headers: CallbackRequest['headers'] = {},
  ): Promise<{ returned: unknown; reply: unknown; replied: unknown[][]; type: unknown }> {
    const replied: unknown[][] = [];
    const does =
      (name: string) =>
      (...args: unknown[]) => {
        replied.push([name, ...args]);
        return reply;
      };
    const reply = { code: does('code'), header: does('header'), send: does('send') };
    const raw = { headers: { 'content-type': 'text/csv' } };
    const returned = await stepOf('fastify', verdict)({ headers, raw }, reply);
    return { returned, reply, replied, type: raw.headers['content-type'] };
  }

  it.each<[string, Verdict, number]>([
    ['another request', ORDINARY, 0],
    ['a forged one to another path, which the guard answers', SUSPECT, 1],
    ['a genuine one to another path', LEARNED, 1],
  ])('lets %s pass as it is', async (_, verdict, times) => {
    const { returned, replied, type } = await run(verdict);
    expect([returned, replied, type]).toEqual([undefined, [], 'text/csv']);
    expect(authenticated).toHaveLength(times);
  });

  it('has an event parsed as JSON, whatever it is called', async () => {
    const { returned, replied, type } = await run(GENUINE);
    expect([returned, replied, type]).toEqual([undefined, [], 'application/json']);
  });

  it('lets an event pass of which Node has no request', async () => {
    await expect(stepOf('fastify', GENUINE)({ headers: {} }, {})).resolves.toBeUndefined();
  });

  it.each<[Verdict, CallbackRequest['headers'], object]>([
    [FORGED, {}, { message: 'Unauthorized', statusCode: 401 }],
    [GENUINE, { 'content-length': String(MIB + 1) }, { message: 'Payload Too Large', statusCode: 413 }],
    [GENUINE, { 'content-encoding': 'gzip' }, { message: 'Unsupported Media Type', statusCode: 415 }],
    [LEARNED, { 'content-encoding': 'gzip' }, { message: 'Unsupported Media Type', statusCode: 415 }],
  ])('refuses %j with %j: %j', async (verdict, headers, answer) => {
    const { returned, reply, replied, type } = await run(verdict, headers);
    const { statusCode } = answer as { statusCode: number };
    expect(replied).toEqual([
      ['code', statusCode],
      ['header', 'connection', 'close'],
      ['send', answer],
    ]);
    // Fastify is told by it that the response was sent.
    expect(returned).toBe(reply);
    expect(type).toBe('text/csv');
  });
});

describe('the middleware in Express', () => {
  /** How often `next` was called. */
  let nexts: number;
  beforeEach(() => void (nexts = 0));

  type Parsed = Readable & { body?: unknown; _body?: unknown };

  function requestOf(text: string, headers: object = {}): Parsed {
    return Object.assign(Readable.from([Buffer.from(text)]), { headers });
  }

  /** Runs the middleware. Resolves with the response or the arguments of `next`. */
  function run(verdict: Verdict, request: Readable): Promise<unknown[]> {
    return new Promise((resolve) => {
      const written: unknown[] = [];
      const response = {
        writeHead: (...head: unknown[]) => written.push(...head),
        end: (body: string) => resolve([...written, JSON.parse(body)]),
      };
      stepOf('express', verdict)(request, response, (...args: unknown[]) => {
        nexts += 1;
        resolve(['next', ...args]);
      });
    });
  }

  const refusedWith = (statusCode: number, message: string): unknown[] => [
    statusCode,
    { 'content-type': 'application/json; charset=utf-8', connection: 'close' },
    { message, statusCode },
  ];

  it.each<[string, Verdict]>([
    ['another request', ORDINARY],
    ['a forged one to another path, which the guard answers', SUSPECT],
    ['a genuine one to another path', LEARNED],
  ])('leaves the body of %s to the parser', async (_, verdict) => {
    const request = requestOf('{"a":1}');
    expect(await run(verdict, request)).toEqual(['next']);
    expect([request.readableEnded, request.body, request._body]).toEqual([false, undefined, undefined]);
  });

  it('reads the body of an event, and tells the parser of Express 4', async () => {
    const request = requestOf('{"a":1}');
    expect(await run(GENUINE, request)).toEqual(['next']);
    expect([request.body, request._body]).toEqual([{ a: 1 }, true]);
  });

  it('leaves a body that was read before to the handler', async () => {
    const request = requestOf('{"a":1}');
    await request.toArray();
    request.body = 'parsed';
    expect(await run(GENUINE, request)).toEqual(['next']);
    expect([request.body, request._body]).toEqual(['parsed', undefined]);
  });

  it('refuses a forged event', async () => {
    const request = requestOf('{"a":1}');
    expect(await run(FORGED, request)).toEqual(refusedWith(401, 'Unauthorized'));
    expect([request.readableEnded, request.body]).toEqual([false, undefined]);
  });

  it('refuses an event by its headers', async () => {
    const long = { 'content-length': String(MIB + 1) };
    expect(await run(GENUINE, requestOf('', long))).toEqual(refusedWith(413, 'Payload Too Large'));
    const compressed = { 'content-encoding': 'gzip' };
    expect(await run(GENUINE, requestOf('', compressed))).toEqual(refusedWith(415, 'Unsupported Media Type'));
  });

  it('refuses an event that proves too long, and does not go on with it', async () => {
    const request = requestOf(' '.repeat(MIB + 1));
    expect(await run(GENUINE, request)).toEqual(refusedWith(413, 'Payload Too Large'));
    await new Promise(setImmediate);
    expect([nexts, request.body]).toEqual([0, undefined]);
  });

  it('passes on that the connection was closed during the body', async () => {
    const closed = new Error('aborted');
    const request = Object.assign(new Readable({ read: () => undefined }), { headers: {} });
    const done = run(GENUINE, request);
    request.destroy(closed);
    expect(await done).toEqual(['next', closed]);
  });
});
