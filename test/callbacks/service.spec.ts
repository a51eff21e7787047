import { inspect } from 'node:util';

import { beforeEach, describe, expect, it } from '@jest/globals';
import { EsignonCallbacks, getEsignonCallbacksToken } from 'nestjs-esignon-auth/callbacks';

import type { CallbackAuthenticator, CallbackRequest } from '../../lib/callbacks/callback-authenticator.js';
import { CallbackDelivery } from '../../lib/callbacks/callback-delivery.js';
import type { CallbackProcessor, VerifiedEvent } from '../../lib/callbacks/callback-processor.js';
import type { CallbackTokens } from '../../lib/callbacks/callback-token.js';
import { CallbackUrls } from '../../lib/callbacks/callback-urls.js';
import { failureOf } from '../support/failure.js';
import { VirtualClock } from '../support/virtual-clock.js';

const URL_OF_EVENTS = 'https://app.example.com/below/cb';
const CLAIMS = { expiresAt: 1 };
const DAY = 86_400_000;

let clock: VirtualClock;
let account: string | undefined;
/** What the service has done with its parts, in order. */
let done: unknown[];
let callbacks: EsignonCallbacks;
beforeEach(() => {
  clock = new VirtualClock();
  account = undefined;
  done = [];
  const does =
    <T>(name: string, result: T) =>
    (...args: unknown[]): T => {
      done.push([name, ...args]);
      return result;
    };
  callbacks = new EsignonCallbacks({
    tokens: { sign: does('sign', Promise.resolve('a.b.c')) } as unknown as CallbackTokens,
    urls: new CallbackUrls('https://app.example.com/below'),
    authenticator: {
      rememberPath: does('rememberPath', undefined),
      authenticate: does('authenticate', Promise.resolve(CLAIMS)),
    } as unknown as CallbackAuthenticator,
    processor: {
      accept: does('accept', Promise.resolve()),
      close: does('close', Promise.resolve('closed')),
    } as unknown as CallbackProcessor,
    clock,
    currentAccount: () => account,
    check: does('check', undefined),
  });
});

describe('exportApiInfo()', () => {
  it('signs a token of 180 days for the URL, and remembers its path', async () => {
    expect({ ...(await callbacks.exportApiInfo({ path: '/cb' })) }).toStrictEqual({
      url: URL_OF_EVENTS,
      authorization: 'a.b.c',
      api_type: 'ALL',
    });
    expect(done).toStrictEqual([
      ['sign', URL_OF_EVENTS, { expiresAt: clock.now() + 180 * DAY }],
      ['rememberPath', '/below/cb'],
    ]);
  });

  it.each([
    ['that it is given', undefined, { account: 'acme' }, { account: 'acme' }],
    ['in scope', 'globex', {}, { account: 'globex' }],
    ['that it is given, before the one in scope', 'globex', { account: 'acme' }, { account: 'acme' }],
  ])('signs for the account %s', async (_, inScope, options, expected) => {
    account = inScope;
    await callbacks.exportApiInfo({ path: '/cb', context: 'order 7', expiresIn: 1_000, ...options });
    const claims = { ...expected, context: 'order 7', expiresAt: clock.now() + 1_000 };
    expect(done[0]).toStrictEqual(['sign', URL_OF_EVENTS, claims]);
  });

  it('signs nothing for wrong options', async () => {
    expect(await failureOf(callbacks.exportApiInfo({ path: 'cb' }))).toMatchObject({
      code: 'ESIGNON_CONFIG_INVALID',
    });
    expect(done).toEqual([]);
  });

  it('masks the token where it is printed', async () => {
    const info = await callbacks.exportApiInfo({ path: '/cb' });
    expect(inspect(info)).toBe(inspect({ ...info, authorization: '[masked]' }));
    expect(JSON.parse(JSON.stringify(info))).toHaveProperty('authorization', 'a.b.c');
  });
});

describe('EsignonCallbacks', () => {
  it('authenticates and delivers for the guard', async () => {
    const request: CallbackRequest = { headers: {} };
    expect(await callbacks.authenticate(request)).toBe(CLAIMS);
    const verified: VerifiedEvent = { claims: CLAIMS, content: { documentId: '901', fields: {}, raw: {} } };
    const delivery = callbacks.deliver(verified);
    expect(delivery).toBeInstanceOf(CallbackDelivery);
    await delivery.accept(() => Promise.resolve());
    expect(done).toEqual([
      ['authenticate', request],
      ['accept', verified, expect.any(Function)],
    ]);
  });

  it('checks at the start, and closes before the shutdown', async () => {
    callbacks.onModuleInit();
    expect(done).toEqual([['check']]);
    expect(await callbacks.beforeApplicationShutdown()).toBe('closed');
    expect(done).toEqual([['check'], ['close']]);
  });
});

describe('getEsignonCallbacksToken()', () => {
  it('is the class, or a name', () => {
    expect(getEsignonCallbacksToken()).toBe(EsignonCallbacks);
    expect(getEsignonCallbacksToken('crm')).toBe('EsignonCallbacks:crm');
  });
});
