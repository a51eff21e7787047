import { inspect } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DynamicModule, Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  EsignonAuthModule,
  type EsignonAuthOptions,
  EsignonAuthService,
  EsignonHttpService,
  getEsignonAuthToken,
} from 'nestjs-esignon-auth';
import { EsignonSimulator, useSimulator } from 'nestjs-esignon-auth/testing';
import { firstValueFrom } from 'rxjs';

import { tenant } from '../support/tenants.js';
import { Vendor } from '../support/vendor.js';

describe('N4: useSimulator() keeps the tests of an application away from eSignon', () => {
  let real: Vendor;
  let simulator: EsignonSimulator;
  let close: () => Promise<void>;
  beforeEach(async () => {
    [real, simulator] = await Promise.all([Vendor.start(), EsignonSimulator.start()]);
    close = () => Promise.resolve();
  });
  afterEach(async () => {
    await close();
    expect(real.received).toEqual([]);
    await Promise.all([real.stop(), simulator.stop()]);
  });

  async function start(imports: DynamicModule[], ...more: Parameters<typeof useSimulator>[2][]) {
    const builder = Test.createTestingModule({ imports });
    const app = await useSimulator(builder, simulator, ...more).compile();
    close = () => app.close();
    return app;
  }

  const account = tenant('real');
  const sources: Record<string, (options: () => EsignonAuthOptions) => DynamicModule> = {
    'forRoot()': (options) => EsignonAuthModule.forRoot(options()),
    'useFactory of forRootAsync()': (useFactory) => EsignonAuthModule.forRootAsync({ useFactory }),
    'useClass of forRootAsync()': (options) => {
      @Injectable()
      class Settings {
        createEsignonAuthOptions = options;
      }
      return EsignonAuthModule.forRootAsync({ useClass: Settings });
    },
  };
  const accounts: Record<string, object> = {
    'fixed credentials': account,
    'empty ones, as where the environment has none': { companyId: '', email: '', password: '' },
    'credentials()': { credentials: () => account },
    'neither, and no accounts': {},
  };
  it.each(Object.keys(sources).flatMap((source) => Object.keys(accounts).map((kind) => ({ source, kind }))))(
    'with $source and $kind',
    async ({ source, kind }) => {
      const options = { baseUrl: real.url, ...accounts[kind] } as EsignonAuthOptions;
      const app = await start([sources[source]!(() => options)]);
      await firstValueFrom(app.get(EsignonHttpService).get('/worklists/new'));
      expect(simulator.journal).toHaveLength(2);
    },
  );

  it('with a login at the start', async () => {
    const options = { baseUrl: real.url, ...account, loginOnBootstrap: 'required' } as const;
    const app = await start([EsignonAuthModule.forRoot(options)]);
    await app.init();
    expect(simulator.logins).toBe(1);
  });

  it('past a proxy that the options name', async () => {
    const proxy = { host: '127.0.0.1', port: real.port };
    const app = await start([EsignonAuthModule.forRoot({ ...account, http: { proxy } })]);
    await firstValueFrom(app.get(EsignonHttpService).get('/worklists/new'));
  });

  it('in every instance, each with the account that is chosen for it', async () => {
    simulator.addAccount({ companyId: 'hr', email: 'api@hr.kr', password: 'one' });
    const options = { baseUrl: real.url, ...account };
    const modules = [
      EsignonAuthModule.forRoot(options),
      EsignonAuthModule.forRoot({ ...options, name: 'hr' }),
    ];
    const app = await start(modules, (name) =>
      name === 'hr'
        ? { companyId: 'hr', email: 'api@hr.kr', password: 'one' }
        : EsignonSimulator.defaultAccount,
    );
    const companyOf = async (name?: string) =>
      (await app.get<EsignonAuthService>(getEsignonAuthToken(name)).getToken()).companyId;
    expect([await companyOf(), await companyOf('hr')]).toEqual(['testapi', 'hr']);
  });

  it('with the accounts of the application, and no main account that it does not have', async () => {
    simulator.addAccount(tenant('acme'));
    const app = await start([EsignonAuthModule.forRoot({ baseUrl: real.url, accounts: tenant })]);
    const auth = app.get(EsignonAuthService);
    await expect(auth.forAccount('acme').getToken()).resolves.toMatchObject({ companyId: 'acme' });
    await expect(auth.getToken()).rejects.toMatchObject({ code: 'ESIGNON_CONFIG_INVALID' });
  });

  it('without the options being readable among the providers', async () => {
    const app = await start([EsignonAuthModule.forRoot({ baseUrl: real.url, ...account })]);
    const insides = inspect(app, { depth: 12, showHidden: true });
    expect(insides).toContain(simulator.url);
    expect(insides).not.toContain(account.password);
  });
});
