import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { LazyModuleLoader } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { EsignonAuthModule, EsignonAuthService } from 'nestjs-esignon-auth';
import {
  EsignonClient,
  EsignonClientModule,
  getEsignonClientToken,
  InjectEsignonClient,
} from 'nestjs-esignon-auth/client';
import { EsignonSimulator, fixedTokenAuth } from 'nestjs-esignon-auth/testing';

import { failureOf } from '../support/failure.js';
import { moduleOf } from '../support/served.js';

const account = EsignonSimulator.defaultAccount;
const beta = { companyId: 'beta', email: 'api@beta.kr', password: 'beta-password' };

let simulator: EsignonSimulator;
beforeEach(async () => {
  simulator = await EsignonSimulator.start();
  simulator.addAccount(beta);
});
afterEach(() => simulator.stop());

const auth = (more: object = {}) =>
  EsignonAuthModule.forRoot({
    baseUrl: simulator.url,
    ...account,
    accounts: (id: string) => (id === 'beta' ? beta : undefined!),
    ...more,
  });
const callers = () =>
  simulator.journal.filter(({ kind }) => kind === 'call').map((entry) => entry.account?.companyId);

describe('EsignonClientModule', () => {
  it('finds the instance wherever in the application it is', async () => {
    const app = await Test.createTestingModule({
      imports: [
        moduleOf({ imports: [EsignonClientModule.forRoot()], exports: [EsignonClientModule] }),
        moduleOf({ imports: [auth()] }),
      ],
    }).compile();
    await app.init();
    await expect(app.get(EsignonClient, { strict: false }).company.get()).resolves.toMatchObject({
      name: 'testapi',
    });
    await app.close();
  });

  it('serves named instances side by side', async () => {
    @Injectable()
    class Service {
      constructor(
        readonly main: EsignonClient,
        @InjectEsignonClient('second') readonly second: EsignonClient,
      ) {}
    }
    const app = await Test.createTestingModule({
      imports: [
        ...[auth(), EsignonClientModule.forRoot()],
        ...[auth({ ...beta, name: 'second' }), EsignonClientModule.forRoot({ name: 'second' })],
      ],
      providers: [Service],
    }).compile();
    await app.init();
    const { main, second } = app.get(Service);
    expect(second).toBe(app.get(getEsignonClientToken('second')));
    await expect(main.company.get()).resolves.toMatchObject({ name: 'testapi' });
    await expect(second.company.get()).resolves.toMatchObject({ name: 'beta' });
    await app.close();
  });

  it.each([
    [undefined, 'the eSignon instance without a name'],
    ['second', "the eSignon instance 'second'"],
  ])('without its instance (%p) fails the start, and says which', async (name, which) => {
    const app = await Test.createTestingModule({
      imports: [EsignonClientModule.forRoot({ name })],
    }).compile();
    expect(await failureOf(app.init())).toMatchObject({
      code: 'ESIGNON_CONFIG_INVALID',
      message: `EsignonClientModule needs ${which}, which does not exist. Import EsignonAuthModule, and pass its name to EsignonClientModule.forRoot().`,
    });
  });

  it('belongs to the module that imports it, unless it is made global', async () => {
    @Injectable()
    class Service {
      constructor(readonly client: EsignonClient) {}
    }
    const imports = [auth(), EsignonClientModule.forRoot(), moduleOf({ providers: [Service] })];
    const compiled = Test.createTestingModule({ imports }).compile();
    expect((await failureOf(compiled)).message).toMatch(/can't resolve dependencies of the Service/);
  });

  it('can be exported to every module, and loaded lazily', async () => {
    @Injectable()
    class Service {
      constructor(readonly client: EsignonClient) {}
    }
    const app = await Test.createTestingModule({
      imports: [auth(), EsignonClientModule.forRoot({ isGlobal: true }), moduleOf({ providers: [Service] })],
    }).compile();
    await app.init();
    expect(app.get(Service, { strict: false }).client).toBe(app.get(EsignonClient));
    const lazy = await app.get(LazyModuleLoader).load(() => EsignonClientModule.forRoot({ name: undefined }));
    await expect(lazy.get(EsignonClient).company.get()).resolves.toMatchObject({ name: 'testapi' });
    await app.close();
  });

  it('works with the stand-in for the service in tests', async () => {
    const app = await Test.createTestingModule({ imports: [auth(), EsignonClientModule.forRoot()] })
      .overrideProvider(EsignonAuthService)
      .useValue(fixedTokenAuth('no-such-token'))
      .compile();
    await app.init();
    const client = app.get(EsignonClient);
    expect(await failureOf(client.forAccount('beta').company.get())).toMatchObject({ reason: 'not-allowed' });
    const rows = client.documents.listAll()[Symbol.asyncIterator]();
    expect(await failureOf(rows.next())).toMatchObject({ reason: 'not-allowed' });
    expect(simulator.logins).toBe(0);
    await app.close();
  });
});

describe('A1: the client goes as', () => {
  async function clientOf() {
    const app = await Test.createTestingModule({
      imports: [auth(), EsignonClientModule.forRoot()],
    }).compile();
    await app.init();
    return { app, client: app.get(EsignonClient), service: app.get(EsignonAuthService) };
  }

  it('the main account outside a scope, and as the account in it', async () => {
    const { app, client, service } = await clientOf();
    await client.documents.list();
    await service.runAs('beta', () => client.documents.list());
    // An envelope names the company and the member too.
    await service.runAs('beta', () => client.templates.list());
    expect(callers()).toEqual(['testapi', 'beta', 'beta']);
    expect(simulator.journal.at(-1)?.body).toContain('"comp_id":"beta"');
    await app.close();
  });

  it('the account of forAccount() in every scope', async () => {
    const { app, client, service } = await clientOf();
    await client.forAccount('beta').templates.list();
    await service.runAs('elsewhere', () => client.forAccount('beta').company.get());
    await client.forAccount('elsewhere').forAccount('beta').documents.list();
    expect(callers()).toEqual(['beta', 'beta', 'beta']);
    await app.close();
  });

  it('the account of the scope in which an iteration was made, wherever it is read', async () => {
    const { app, client, service } = await clientOf();
    let rows: AsyncIterable<unknown> | undefined;
    service.runAs('beta', () => void (rows = client.documents.listAll({ pageSize: 1 })));
    for await (const row of rows!) expect(row).toBeDefined();
    expect(new Set(callers())).toEqual(new Set(['beta']));
    await app.close();
  });
});
