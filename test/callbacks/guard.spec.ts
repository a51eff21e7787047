import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ExecutionContext, UnauthorizedException } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { EsignonConfigError } from 'nestjs-esignon-auth';
import {
  EsignonCallback,
  EsignonCallbackGuard,
  getEsignonCallbacksToken,
} from 'nestjs-esignon-auth/callbacks';

import type { CallbackRequest } from '../../lib/callbacks/callback-authenticator.js';
import { deliveryOf } from '../../lib/callbacks/callback-delivery.js';
import { failureOf } from '../support/failure.js';
import { variants } from '../support/full.js';
import { CallbackApp, DocumentVendor, event, PATH, PLATFORM_NAMES } from './callback-app.js';
import { claimsOf, forge, FORGED, headerOf } from './forgeries.js';

describe.each(variants(PLATFORM_NAMES))('EsignonCallbackGuard on %s', (platform) => {
  let vendor: DocumentVendor;
  let app: CallbackApp;
  beforeAll(async () => {
    vendor = await DocumentVendor.start();
    vendor.statuses.set('main/901', 'Playing');
    app = await CallbackApp.start({ platform, vendor });
  });
  afterAll(async () => {
    await app.app.close();
    await vendor.vendor.stop();
  });

  it('lets in a token that was made for this URL', async () => {
    const before = app.inbox.events.length;
    const { status, text } = await app.post(event(), { authorization: await app.token() });
    expect([status, text]).toEqual([200, '']);
    await app.inbox.until(before + 1);
  });

  it.each(Object.keys(FORGED))('answers 401 and nothing else: %s', async (what) => {
    const events = app.inbox.events.length;
    const authorization = FORGED[what]!(await app.token());
    const { status, text } = await app.post(event(), { authorization });
    expect([status, JSON.parse(text)]).toEqual([401, { message: 'Unauthorized', statusCode: 401 }]);
    expect(app.inbox.events).toHaveLength(events);
  });

  it('accepts the same claims when they are signed as ours are: what is refused above is refused for its forgery', async () => {
    const token = await app.token();
    const before = app.inbox.events.length;
    const authorization = forge(headerOf(token), claimsOf(token));
    expect((await app.post(event(), { authorization })).status).toBe(200);
    await app.inbox.until(before + 1);
  });

  it('refuses a token that was made for another path', async () => {
    const authorization = await app.token({ path: '/esignon/of/acme' });
    expect((await app.post(event(), { authorization })).status).toBe(401);
    expect((await app.post(event(), { authorization, path: '/esignon/of/globex' })).status).toBe(401);
    expect((await app.post(event(), { authorization, path: '/esignon/of/acme' })).status).toBe(200);
  });

  it('looks at the path, not at a query behind it', async () => {
    const authorization = await app.token();
    expect((await app.post(event(), { authorization, path: `${PATH}?lang=ko` })).status).toBe(200);
  });
});

describe('canActivate()', () => {
  class Handlers {
    withEvent(@EsignonCallback() received: object): object {
      return received;
    }

    withoutEvent(): void {
      return undefined;
    }
  }
  const CLAIMS = { expiresAt: 1 };
  const request = { headers: {}, body: { workflow_id: 901 }, readableEnded: true } as CallbackRequest;

  /** The context of a call of a handler. */
  function contextOf(handler: keyof Handlers, of = request): ExecutionContext {
    const getHandler = (): unknown => Object.getOwnPropertyDescriptor(Handlers.prototype, handler)?.value;
    return { switchToHttp: () => ({ getRequest: () => of }), getHandler } as never;
  }

  /** An application whose instance has this name. `request` alone is genuine; its delivery is the verified event. */
  function moduleRefOf(name: string | undefined): ModuleRef {
    const callbacks = {
      authenticate: (of: unknown) => Promise.resolve(of === request ? CLAIMS : undefined),
      deliver: (verified: unknown) => verified,
    };
    const get = (token: unknown, options?: { strict?: boolean }): object => {
      if (token !== getEsignonCallbacksToken(name) || options?.strict !== false) throw new Error('not found');
      return callbacks;
    };
    return { get } as unknown as ModuleRef;
  }

  it('provides the event of a genuine request', async () => {
    const guard = new EsignonCallbackGuard(moduleRefOf(undefined));
    const context = contextOf('withEvent');
    expect(await guard.canActivate(context)).toBe(true);
    expect(deliveryOf(context)).toEqual({
      claims: CLAIMS,
      content: { documentId: '901', fields: {}, raw: { workflow_id: 901 } },
    });
  });

  it('answers 401 without claims', async () => {
    const guard = new EsignonCallbackGuard(moduleRefOf(undefined));
    const refused = failureOf(guard.canActivate(contextOf('withEvent', { ...request })));
    expect(await refused).toBeInstanceOf(UnauthorizedException);
  });

  it('fails for a handler that does not take the event', async () => {
    const guard = new EsignonCallbackGuard(moduleRefOf(undefined));
    await expect(guard.canActivate(contextOf('withoutEvent'))).rejects.toThrow(
      new EsignonConfigError(
        'A handler with EsignonCallbackGuard has no parameter with @EsignonCallback(). Without it events would be handled more than once, and as the main account. Add the parameter.',
      ),
    );
  });

  it('fails without its instance, and names it', async () => {
    const missing = (what: string): EsignonConfigError =>
      new EsignonConfigError(
        `EsignonCallbackGuard needs ${what}, which does not exist. Import EsignonCallbacksModule; for a named one use EsignonCallbackGuard.for(name).`,
      );
    const context = contextOf('withEvent');
    const plain = new EsignonCallbackGuard(moduleRefOf('crm'));
    await expect(plain.canActivate(context)).rejects.toThrow(
      missing('the EsignonCallbacksModule without a name'),
    );
    const Named = EsignonCallbackGuard.for('crm');
    const named = new Named(moduleRefOf(undefined));
    await expect(named.canActivate(context)).rejects.toThrow(missing("the EsignonCallbacksModule 'crm'"));
    expect(await new Named(moduleRefOf('crm')).canActivate(context)).toBe(true);
  });
});
