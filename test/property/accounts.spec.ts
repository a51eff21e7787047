import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import {
  asapScheduler,
  concatMap,
  connectable,
  defer,
  EMPTY,
  endWith,
  firstValueFrom,
  from,
  lastValueFrom,
  merge,
  type Observable,
  observeOn,
  Subject,
  tap,
} from 'rxjs';

import { systemClock } from '../../lib/common/clock.js';
import { EsignonAuthFactory } from '../../lib/esignon-auth.factory.js';
import type { EsignonAuthService, EsignonHttpService } from '../../lib/index.js';
import { numRuns } from '../support/fuzz.js';
import { senderOf, startTenantVendor, tenant } from '../support/tenants.js';
import { json, type Vendor } from '../support/vendor.js';

/** What a caller may write: a call, a scope around more of it, or parts side by side. */
type Program =
  | { readonly kind: 'call'; readonly through: Through; readonly account: string }
  | { readonly kind: 'scope'; readonly account: string; readonly returns: Returns; readonly body: Program[] }
  | { readonly kind: 'together'; readonly body: Program[] };

const ACCOUNTS = ['a', 'b', 'c', 'd'];

/** The ways to send a call. Those of a handle go as `account`, the others as the scope they are in. */
const THROUGH = [
  'service',
  'service, subscribed elsewhere',
  'axios',
  'created',
  'handle',
  'handle of a handle',
  'handle created',
  'handle, its members copied',
  'handle, a member replaced',
  'handle, its config sent again',
  'config of a handle, by another',
  'axios, in a callback of a handle',
  'axios, in an interceptor of a handle',
] as const;
type Through = (typeof THROUGH)[number];

/** What the function given to `runAs` returns. */
const RETURNS = [
  'a promise',
  'an Observable',
  'operators behind a Subject',
  'operators behind an inner Subject',
  'operators inside of others',
  'a promise of an Observable',
  'an async generator',
  'a generator',
  'an async iterable',
  'an async iterable, its iterator by hand',
  'a thenable',
  'a Node stream',
  'a Node stream through others',
  'a web stream',
  'an async generator of Observables',
  'a connectable Observable',
] as const;
type Returns = (typeof RETURNS)[number];

const account = fc.constantFrom(...ACCOUNTS);
const { program } = fc.letrec<{ program: Program; body: Program[] }>((tie) => ({
  body: fc.array(tie('program'), { minLength: 1, maxLength: 3 }),
  program: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({ kind: fc.constant('call' as const), through: fc.constantFrom(...THROUGH), account }),
    fc.record({
      kind: fc.constant('scope' as const),
      account,
      returns: fc.constantFrom(...RETURNS),
      body: tie('body'),
    }),
    fc.record({ kind: fc.constant('together' as const), body: tie('body') }),
  ),
}));

let vendor: Vendor;
let auth: EsignonAuthService;
let http: EsignonHttpService;
let calls = 0;
const strangers: string[] = [];

beforeAll(async () => {
  Logger.overrideLogger(false);
  vendor = await startTenantVendor();
  vendor.onCall = (request, response) => {
    calls += 1;
    const expected = request.url.slice(1);
    const sender = senderOf(request);
    if (sender !== expected) strangers.push(`a call of ${expected} went as ${sender}`);
    vendor.received.length = 0;
    json(response, {});
  };
  const options = { ...tenant('main'), baseUrl: vendor.url, accounts: tenant };
  const instance = new EsignonAuthFactory(options, undefined, { clock: systemClock, random: Math.random });
  auth = instance.service;
  http = instance.createHttpService(auth);
  http.axiosRef.interceptors.request.use(async (config) => {
    const note: unknown = config.headers.get('X-Note');
    config.headers.delete('X-Note');
    if (typeof note === 'string') await http.axiosRef.get(note);
    return config;
  });
});
afterAll(async () => {
  await auth.onApplicationShutdown();
  await vendor.stop();
});

/** Runs a program whose scope is `scope`, and awaits all of its calls. */
async function run(part: Program, scope: string): Promise<void> {
  if (part.kind === 'call') return send(part, scope);
  if (part.kind === 'together') {
    await Promise.all(part.body.map((inner) => run(inner, scope)));
    return;
  }
  const steps = part.body.map((inner) => () => run(inner, part.account));
  await consume(part, steps, () => send({ through: 'service', account: scope }, scope));
}

async function send(
  { through, account: id }: Pick<Program & { kind: 'call' }, 'through' | 'account'>,
  scope: string,
) {
  const path = `/${through.startsWith('handle') ? id : scope}`;
  if (through === 'service') await firstValueFrom(http.get(path));
  if (through === 'service, subscribed elsewhere') {
    const made = http.get(path);
    await auth.runAs(id, () => firstValueFrom(made));
  }
  if (through === 'axios') await http.axiosRef.get(path);
  if (through === 'created') await http.axiosRef.create().request({ url: path });
  if (through === 'handle') await firstValueFrom(http.forAccount(id).get(path));
  if (through === 'handle of a handle') await firstValueFrom(http.forAccount('d').forAccount(id).get(path));
  if (through === 'handle created') await http.forAccount('a').forAccount(id).axiosRef.create().get(path);
  if (through === 'handle, its members copied') await copyOf(http.forAccount(id).axiosRef).get(path);
  if (through === 'handle, a member replaced') {
    const { axiosRef } = http.forAccount(id);
    const get = axiosRef.get.bind(axiosRef);
    axiosRef.get = (...all) => get(...all);
    await axiosRef.get(path);
  }
  if (through === 'handle, its config sent again') {
    const { config } = await http.forAccount(id).axiosRef.get(path);
    await auth.runAs('d', () => http.axiosRef.request(config));
  }
  if (through === 'config of a handle, by another') {
    const { config } = await http.forAccount('d').axiosRef.get('/d');
    await http.forAccount(id).axiosRef.request({ ...config, url: `/${id}` });
  }
  if (through === 'axios, in a callback of a handle') {
    const within: Promise<unknown>[] = [];
    const validateStatus = (): boolean => within.push(http.axiosRef.get(path)) > 0;
    await http.forAccount(id).axiosRef.get(`/${id}`, { validateStatus });
    await Promise.all(within);
  }
  if (through === 'axios, in an interceptor of a handle') {
    // Of each call only its own: interceptors are shared.
    const headers = { 'X-Note': path };
    await http.forAccount(id).axiosRef.get(`/${id}`, { headers });
  }
}

function copyOf<T extends object>(value: T): T {
  return Object.create(null, Object.getOwnPropertyDescriptors(value)) as T;
}

type Steps = readonly (() => Promise<void>)[];

/** Opens the scope, and consumes what comes of it from outside, with a call of its own after each step. */
async function consume(
  { account: id, returns }: Program & { kind: 'scope' },
  steps: Steps,
  between: (step?: unknown) => Promise<void>,
): Promise<void> {
  const watch = (stream: Observable<unknown>): Promise<unknown> =>
    lastValueFrom(stream.pipe(concatMap(between)), { defaultValue: undefined });
  const trigger = new Subject<() => Promise<void>>();
  const fire = (): void => {
    // Somebody else's scope: a Subject is shared.
    for (const step of steps) auth.runAs('d', () => trigger.next(step));
    trigger.complete();
  };
  switch (returns) {
    case 'a promise':
      await auth.runAs(id, async () => inTurn(steps));
      return between();
    case 'an Observable':
      await watch(auth.runAs(id, () => from(steps).pipe(concatMap((step) => defer(step)))));
      return;
    case 'operators behind a Subject': {
      const done = watch(
        auth.runAs(id, () =>
          trigger.pipe(
            concatMap((step) => step()),
            tap(),
          ),
        ),
      );
      fire();
      await done;
      return;
    }
    case 'operators behind an inner Subject': {
      const done = watch(
        auth.runAs(id, () =>
          from([0]).pipe(
            concatMap(() => trigger),
            concatMap((step) => step()),
          ),
        ),
      );
      fire();
      await done;
      return;
    }
    case 'operators inside of others': {
      const done = watch(
        auth.runAs(id, () => {
          const inner = trigger.pipe(concatMap((step) => step()));
          return defer(() => merge(inner.pipe(endWith(undefined)), EMPTY).pipe(observeOn(asapScheduler)));
        }),
      );
      fire();
      await done;
      return;
    }
    case 'a promise of an Observable':
      await watch(await auth.runAs(id, async () => from(steps).pipe(concatMap((step) => step()))));
      return;
    case 'an async generator':
      for await (const step of auth.runAs(id, () => asyncSteps(steps))) await between(step);
      return;
    case 'a generator':
      for (const step of auth.runAs(id, () => syncSteps(steps))) {
        await step;
        await between();
      }
      return;
    case 'an async iterable':
      for await (const step of auth.runAs(id, () => ({ [Symbol.asyncIterator]: () => asyncSteps(steps) })))
        await between(step);
      return;
    case 'an async iterable, its iterator by hand': {
      const iterable = {
        [Symbol.asyncIterator]: () => {
          const iterator = asyncSteps(steps);
          return { next: () => iterator.next() };
        },
      };
      for await (const step of auth.runAs(id, () => iterable)) await between(step);
      return;
    }
    case 'a Node stream':
      for await (const step of auth.runAs(id, () => Readable.from(asyncSteps(steps)))) await between(step);
      return;
    case 'a Node stream through others': {
      const narrow = (): PassThrough => new PassThrough({ objectMode: true, highWaterMark: 1 });
      const stream = auth.runAs(id, () => Readable.from(asyncSteps(steps)).pipe(narrow()).pipe(narrow()));
      const listeners: Promise<void>[] = [];
      stream.on('data', (step) => void listeners.push(between(step)));
      await once(stream, 'end');
      await Promise.all(listeners);
      return;
    }
    case 'a web stream':
      for await (const step of auth.runAs(id, () => webStreamOf(steps))) await between(step);
      return;
    case 'an async generator of Observables':
      for await (const step of auth.runAs(id, () => deferredSteps(steps))) await firstValueFrom(step);
      return;
    case 'a connectable Observable': {
      const stream = auth.runAs(id, () => connectable(from(steps).pipe(concatMap((step) => step()))));
      const done = watch(stream);
      auth.runAs('d', () => stream.connect());
      await done;
      return;
    }
    case 'a thenable':
      await auth.runAs(id, () => lazily(steps));
      return between();
  }
}

async function inTurn(steps: Steps): Promise<void> {
  for (const step of steps) await step();
}

async function* asyncSteps(steps: Steps): AsyncGenerator<string> {
  for (const step of steps) {
    await step();
    yield 'done';
  }
}

/** Runs a step when somebody reads. */
function webStreamOf(steps: Steps): ReadableStream<string> {
  const left = asyncSteps(steps);
  const pull = async (controller: ReadableStreamDefaultController<string>): Promise<void> => {
    const step = await left.next();
    if (step.done) controller.close();
    else controller.enqueue(step.value);
  };
  return new ReadableStream({ pull }, { highWaterMark: 0 });
}

async function* deferredSteps(steps: Steps): AsyncGenerator<Observable<void>> {
  for (const step of steps) yield await Promise.resolve(defer(step));
}

function* syncSteps(steps: Steps): Generator<Promise<void>> {
  for (const step of steps) yield step();
}

/** Runs nothing before it is awaited, as query builders do. */
function lazily(steps: Steps): PromiseLike<void> {
  return { then: (resolve, reject) => inTurn(steps).then(resolve, reject) };
}

describe('A1: no call goes as another account', () => {
  it('with random scopes, services, lazy values and concurrency', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(program, { minLength: 1, maxLength: 8 }), async (programs) => {
        await Promise.all(programs.map((part) => run(part, 'main')));
        expect(strangers.splice(0)).toEqual([]);
      }),
      { numRuns: Math.ceil(numRuns / 10) },
    );
    expect(calls).toBeGreaterThan(numRuns / 2);
  });
});
