import { inspect } from 'node:util';

import { describe, expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { EsignonConfigError } from 'nestjs-esignon-auth';
import type { EsignonCallbackEvent } from 'nestjs-esignon-auth/callbacks';
import { EMPTY, lastValueFrom, of } from 'rxjs';

import { EsignonCallbackInterceptor } from '../../lib/callbacks/callback.interceptor.js';
import { CallbackDelivery, deliveryOf, provideDelivery } from '../../lib/callbacks/callback-delivery.js';
import type { CallbackProcessor, VerifiedEvent } from '../../lib/callbacks/callback-processor.js';

const EVENT: EsignonCallbackEvent = { documentId: '901', fields: {}, raw: {} };
const VERIFIED: VerifiedEvent = { claims: { expiresAt: 1 }, content: EVENT };
const NOT_VERIFIED = new EsignonConfigError(
  '@EsignonCallback() finds no verified event. Make sure that its handler has @UseGuards(EsignonCallbackGuard).',
);

/** A delivery of `EVENT`, which is handled at once. */
function delivery(handled: unknown[] = []): CallbackDelivery {
  const accept: CallbackProcessor['accept'] = async (verified, handler) => {
    handled.push(verified, await handler(EVENT));
  };
  return new CallbackDelivery({ accept } as CallbackProcessor, VERIFIED);
}

function contextOf(request: object | undefined): ExecutionContext {
  return { switchToHttp: () => ({ getRequest: () => request }) } as ExecutionContext;
}

describe('CallbackDelivery', () => {
  it('has no event before it is accepted', () => {
    expect(() => delivery().event).toThrow(NOT_VERIFIED);
  });

  it('passes the verified event on, and has the event when the handler runs', async () => {
    const handled: unknown[] = [];
    const delivered = delivery(handled);
    await delivered.accept(() => Promise.resolve(delivered.event));
    expect(handled).toEqual([VERIFIED, EVENT]);
    expect(handled[1]).toBe(EVENT);
  });
});

describe('deliveryOf()', () => {
  it('returns what the last guard has provided', () => {
    const request = {};
    const last = delivery();
    provideDelivery(request, delivery());
    provideDelivery(request, last);
    expect(deliveryOf(contextOf(request))).toBe(last);
  });

  it.each([[{}], [undefined]])('fails where no guard has verified the request: %j', (request) => {
    expect(() => deliveryOf(contextOf(request))).toThrow(NOT_VERIFIED);
  });

  it('is not seen by what prints the request', () => {
    const request = {};
    provideDelivery(request, delivery());
    expect(inspect(request)).toBe('{}');
  });
});

describe('EsignonCallbackInterceptor', () => {
  it.each([
    ['returns a value', of(7), 7],
    ['returns nothing at all', EMPTY, undefined],
  ])('responds with nothing where the handler %s', async (_, returned, expected) => {
    const handled: unknown[] = [];
    const request = {};
    provideDelivery(request, delivery(handled));
    const response = new EsignonCallbackInterceptor().intercept(contextOf(request), {
      handle: () => returned,
    });
    expect(await lastValueFrom(response)).toBeUndefined();
    expect(handled).toEqual([VERIFIED, expected]);
  });
});
