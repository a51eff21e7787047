import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Inject, Injectable, type Provider, Scope, type Type } from '@nestjs/common';
import { ContextIdFactory, LazyModuleLoader, NestFactory, REQUEST } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import {
  EsignonAuthModule,
  type EsignonAuthOptions,
  type EsignonAuthOptionsFactory,
  EsignonAuthService,
} from 'nestjs-esignon-auth';

import { moduleOf } from '../support/served.js';
import { tenant } from '../support/tenants.js';
import { Vendor } from '../support/vendor.js';

let vendor: Vendor;
beforeEach(async () => {
  vendor = await Vendor.start();
});
afterEach(() => vendor.stop());

const options = (): EsignonAuthOptions => ({ baseUrl: vendor.url, ...tenant('acme') });

/** A module that provides and exports these. */
const provided = (...providers: Provider[]) =>
  moduleOf({
    providers,
    exports: providers.map((one) => ('provide' in one ? one.provide : one)),
  });

@Injectable({ scope: Scope.REQUEST })
class OfRequest implements EsignonAuthOptionsFactory {
  createEsignonAuthOptions = options;
}
@Injectable({ scope: Scope.REQUEST, durable: true })
class Durable extends OfRequest {}
@Injectable()
class OverRequest implements EsignonAuthOptionsFactory {
  constructor(@Inject(REQUEST) readonly request: unknown) {}
  createEsignonAuthOptions = options;
}
@Injectable({ scope: Scope.TRANSIENT })
class Transient implements EsignonAuthOptionsFactory {
  createEsignonAuthOptions = options;
}
@Injectable()
class Singleton implements EsignonAuthOptionsFactory {
  createEsignonAuthOptions = options;
}

const byFactory = (token: Type) =>
  EsignonAuthModule.forRootAsync({ imports: [provided(token)], inject: [token], useFactory: options });
const REFUSED: [string, () => ReturnType<typeof byFactory>][] = [
  ['a factory over a request-scoped provider', () => byFactory(OfRequest)],
  ['a factory over a durable one', () => byFactory(Durable)],
  ['a factory over one that needs the request', () => byFactory(OverRequest)],
  [
    'a factory over the request',
    () => EsignonAuthModule.forRootAsync({ inject: [REQUEST], useFactory: options }),
  ],
  [
    'a factory over one that is optional',
    () =>
      EsignonAuthModule.forRootAsync({
        imports: [provided(OfRequest)],
        inject: [{ token: OfRequest, optional: true }],
        useFactory: options,
      }),
  ],
  ['useClass of a request-scoped class', () => EsignonAuthModule.forRootAsync({ useClass: OfRequest })],
  ['useClass of one that needs the request', () => EsignonAuthModule.forRootAsync({ useClass: OverRequest })],
  [
    'useExisting of a request-scoped provider',
    () => EsignonAuthModule.forRootAsync({ imports: [provided(OfRequest)], useExisting: OfRequest }),
  ],
];

const refusal = expect.objectContaining({
  code: 'ESIGNON_CONFIG_INVALID',
  message: expect.stringMatching(/request-scoped provider.*`accounts`.*`credentials`/),
}) as unknown as Error;

describe('N1: options that would be created for each request', () => {
  it.each(REFUSED)('%s: fail the start', async (_, esignon) => {
    const root = moduleOf({ imports: [esignon()] });
    const starting = NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
    await expect(starting).rejects.toEqual(refusal);
  });

  it.each(REFUSED)('%s: make no instance where there was no start', async (_, esignon) => {
    const moduleRef = await Test.createTestingModule({ imports: [esignon()] }).compile();
    const resolving = moduleRef.resolve(EsignonAuthService, ContextIdFactory.create(), { strict: false });
    await expect(resolving).rejects.toEqual(refusal);
  });

  it.each(REFUSED)('%s: make no instance in a lazy-loaded module', async (_, esignon) => {
    const app = await NestFactory.createApplicationContext(moduleOf({}), { logger: false });
    const moduleRef = await app.get(LazyModuleLoader).load(() => esignon());
    await expect(moduleRef.resolve(EsignonAuthService)).rejects.toEqual(refusal);
    await app.close();
  });
});

describe('N1: options that are created once', () => {
  it.each<[string, () => ReturnType<typeof byFactory>]>([
    ['a factory over a singleton', () => byFactory(Singleton)],
    ['a factory over a transient provider', () => byFactory(Transient)],
    ['useClass', () => EsignonAuthModule.forRootAsync({ useClass: Singleton })],
    ['useClass of a transient class', () => EsignonAuthModule.forRootAsync({ useClass: Transient })],
    [
      'useExisting',
      () => EsignonAuthModule.forRootAsync({ imports: [provided(Singleton)], useExisting: Singleton }),
    ],
  ])('%s: start, also where a request-scoped provider uses the service', async (_, esignon) => {
    const module = esignon();
    @Injectable({ scope: Scope.REQUEST })
    class Consumer {
      constructor(readonly auth: EsignonAuthService) {}
    }
    // One dynamic module in two applications, as tests do it.
    for (const logins of [1, 2]) {
      const root = moduleOf({ imports: [module], providers: [Consumer] });
      const app = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
      const consumers = await Promise.all([app.resolve(Consumer), app.resolve(Consumer)]);
      await Promise.all(consumers.map(({ auth }) => auth.getToken()));
      expect(consumers[0].auth).toBe(consumers[1].auth);
      expect(vendor.logins).toHaveLength(logins);
      await app.close();
    }
  });
});
