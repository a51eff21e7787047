import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Global, type INestApplicationContext, Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { LazyModuleLoader, NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { EsignonAuthModule, type EsignonAuthOptions, EsignonAuthService } from 'nestjs-esignon-auth';
import { EsignonTelemetryModule } from 'nestjs-esignon-auth/opentelemetry';

import { moduleOf } from '../support/served.js';
import { tenant } from '../support/tenants.js';
import { envelope, json, Vendor } from '../support/vendor.js';

const aborted = expect.objectContaining({ code: 'ESIGNON_ABORTED' });

let vendor: Vendor;
let app: INestApplicationContext | undefined;
beforeEach(async () => {
  vendor = await Vendor.start();
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  await vendor.stop();
});

const esignon = (options: Partial<EsignonAuthOptions> = {}) =>
  EsignonAuthModule.forRoot({
    baseUrl: vendor.url,
    loginRetries: 0,
    ...tenant('acme'),
    ...options,
  } as EsignonAuthOptions);

async function startWith(...imports: Parameters<typeof moduleOf>[0]['imports'] & object) {
  app = await NestFactory.createApplicationContext(moduleOf({ imports }), {
    logger: false,
    abortOnError: false,
  });
  return app;
}

/** Loads it as a feature would that is seldom needed: in a module of its own, or as it is. */
async function load(module: ReturnType<typeof esignon>): Promise<EsignonAuthService> {
  const loader = app!.get(LazyModuleLoader);
  const moduleRef = await loader.load(() => module);
  return moduleRef.get(EsignonAuthService, { strict: false });
}

describe('K4: a lazy-loaded module', () => {
  it('is closed with the application: timers, logins and later calls', async () => {
    await startWith();
    const auth = await load(esignon({ accounts: tenant, background: true }));
    await auth.getToken();
    vendor.onLogin = () => undefined;
    const pending = auth.forAccount('globex').getToken();
    pending.catch(() => undefined);
    await app!.close();
    await expect(pending).rejects.toEqual(aborted);
    await expect(auth.getToken()).rejects.toEqual(aborted);
    expect(auth.status().state).toBe('closed');
  });

  it('is closed where it is imported by the module that was loaded', async () => {
    await startWith();
    const module = esignon();
    const loader = app!.get(LazyModuleLoader);
    @Module({ imports: [module] })
    class Feature {}
    const moduleRef = await loader.load(() => Feature);
    const auth = moduleRef.get(EsignonAuthService, { strict: false });
    await auth.getToken();
    await app!.close();
    expect(auth.status().state).toBe('closed');
  });

  it('is closed where it was loaded before the start has finished', async () => {
    const module = esignon({ loginOnBootstrap: 'background' });
    @Injectable()
    class Early implements OnModuleInit {
      auth: EsignonAuthService | undefined;
      constructor(private readonly loader: LazyModuleLoader) {}
      async onModuleInit(): Promise<void> {
        this.auth = (await this.loader.load(() => module)).get(EsignonAuthService);
      }
    }
    app = await NestFactory.createApplicationContext(moduleOf({ providers: [Early] }), { logger: false });
    const { auth } = app.get(Early);
    await auth!.getToken();
    expect(vendor.logins).toHaveLength(1);
    await app.close();
    expect(auth!.status().state).toBe('closed');
  });

  it('each one of several is closed', async () => {
    await startWith();
    const one = await load(esignon());
    const other = await load(esignon());
    await Promise.all([one.getToken(), other.getToken()]);
    expect(vendor.logins).toHaveLength(2);
    await app!.close();
    expect([one.status().state, other.status().state]).toEqual(['closed', 'closed']);
  });

  it('logs in when it is loaded, as loginOnBootstrap says', async () => {
    await startWith();
    const required = await load(esignon({ loginOnBootstrap: 'required' }));
    expect(required.status().state).toBe('fresh');
    const behind = await load(esignon({ loginOnBootstrap: 'background' }));
    expect(behind.status()).toMatchObject({ renewing: true });
    await behind.getToken();
    const none = await load(esignon({ loginOnBootstrap: false }));
    expect(none.status()).toMatchObject({ state: 'empty', renewing: false });
    expect(vendor.logins).toHaveLength(2);
  });

  it('fails to load if a required login fails', async () => {
    vendor.onLogin = (_request, response) => json(response, envelope('10'));
    await startWith();
    await expect(load(esignon({ loginOnBootstrap: 'required' }))).rejects.toMatchObject({
      code: 'ESIGNON_INVALID_CREDENTIALS',
    });
  });
});

describe('K4: a module that is loaded at the start', () => {
  const lazily = async (auth: EsignonAuthService): Promise<void> => {
    expect(auth.status()).toMatchObject({ state: 'empty', renewing: false });
    expect(vendor.received).toEqual([]);
  };

  it('logs in at the start, and not when the application is only built', async () => {
    const options = { loginOnBootstrap: 'required' } as const;
    const moduleRef = await Test.createTestingModule({ imports: [esignon(options)] }).compile();
    await lazily(moduleRef.get(EsignonAuthService));
    await moduleRef.init();
    expect(vendor.logins).toHaveLength(1);
    await moduleRef.close();
  });

  it('the same as the root of the application, as a global one, and deep within', async () => {
    const options = { loginOnBootstrap: 'required' } as const;
    const isGlobal = EsignonAuthModule.forRoot({
      baseUrl: vendor.url,
      ...tenant('acme'),
      ...options,
      isGlobal: true,
    });
    @Module({ imports: [esignon(options)] })
    class Deep {}
    @Module({ imports: [Deep] })
    class Deeper {}
    @Global()
    @Module({ imports: [esignon(options)] })
    class OfGlobal {}
    for (const root of [isGlobal, Deeper, OfGlobal]) {
      const moduleRef = await Test.createTestingModule({ imports: [root] }).compile();
      await lazily(moduleRef.get(EsignonAuthService, { strict: false }));
      await moduleRef.close();
    }
    app = await NestFactory.createApplicationContext(esignon(options), { logger: false });
    expect(vendor.logins).toHaveLength(1);
  });
});

describe('a lazy-loaded EsignonTelemetryModule', () => {
  it('is refused, since it would record nothing', async () => {
    await startWith(esignon());
    const loading = app!.get(LazyModuleLoader).load(() => EsignonTelemetryModule.forRoot());
    await expect(loading).rejects.toMatchObject({
      code: 'ESIGNON_CONFIG_INVALID',
      message: expect.stringMatching(/LazyModuleLoader.*Import it/),
    });
  });
});
