import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { firstValueFrom } from 'rxjs';
import {
  EsignonAuthModule,
  EsignonAuthService,
  EsignonHttpService,
  getEsignonAuthToken,
  getEsignonHttpToken,
  InjectEsignonAuth,
  InjectEsignonHttp,
} from 'nestjs-esignon-auth';

import { senderOf, startTenantVendor, tenant } from '../support/tenants.js';
import { json, type Vendor } from '../support/vendor.js';

const COMPANIES = ['plain', 'crm', 'erp'] as const;

@Injectable()
class Everything {
  constructor(
    readonly plainAuth: EsignonAuthService,
    readonly plainHttp: EsignonHttpService,
    @InjectEsignonAuth() readonly sameAuth: EsignonAuthService,
    @InjectEsignonHttp() readonly sameHttp: EsignonHttpService,
    @InjectEsignonAuth('crm') readonly crmAuth: EsignonAuthService,
    @InjectEsignonHttp('crm') readonly crmHttp: EsignonHttpService,
    @InjectEsignonAuth('erp') readonly erpAuth: EsignonAuthService,
    @InjectEsignonHttp('erp') readonly erpHttp: EsignonHttpService,
  ) {}
}

describe('N3: two instances with a name and one without', () => {
  const vendors: Record<string, Vendor> = {};
  let moduleRef: TestingModule;
  let all: Everything;
  beforeAll(async () => {
    for (const company of COMPANIES) {
      const vendor = await startTenantVendor();
      vendor.onCall = (request, response) => json(response, { sender: senderOf(request) });
      vendors[company] = vendor;
    }
    const optionsOf = (company: string) => ({ baseUrl: vendors[company]!.url, ...tenant(company) });
    moduleRef = await Test.createTestingModule({
      imports: [
        EsignonAuthModule.forRoot(optionsOf('plain')),
        EsignonAuthModule.forRoot({ name: 'crm', ...optionsOf('crm'), accounts: tenant }),
        EsignonAuthModule.forRootAsync({ name: 'erp', useFactory: () => optionsOf('erp') }),
      ],
      providers: [Everything],
    }).compile();
    moduleRef.useLogger(false);
    await moduleRef.init();
    all = moduleRef.get(Everything);
  });
  afterAll(async () => {
    await moduleRef.close();
    await Promise.all(Object.values(vendors).map((vendor) => vendor.stop()));
  });

  it('each has a service and an HTTP client of its own', async () => {
    for (const company of COMPANIES) {
      const auth = all[`${company}Auth`];
      const http = all[`${company}Http`];
      expect(await auth.getAccessToken()).toMatch(new RegExp(`^token-of-${company}-`));
      expect((await firstValueFrom(http.get('/who'))).data).toEqual({ sender: company });
      expect(vendors[company]?.logins).toHaveLength(1);
      expect(vendors[company]?.calls).toHaveLength(1);
    }
  });

  it('no token goes to another instance’s vendor', async () => {
    await firstValueFrom(all.plainHttp.get(`${vendors['crm']!.url}/who`));
    expect(vendors['crm']?.calls.at(-1)?.headers.authorization).toBeUndefined();
  });

  it('each has events and a status of its own', async () => {
    const heard: string[] = [];
    const { issuedAt } = all.plainAuth.status();
    const subscription = all.crmAuth.events$.subscribe(({ type }) => heard.push(type));
    await all.erpAuth.refresh();
    expect(heard).toEqual([]);
    await all.crmAuth.refresh();
    expect(heard).toContain('login.succeeded');
    expect(issuedAt).toBeInstanceOf(Date);
    expect(all.plainAuth.status().issuedAt).toEqual(issuedAt);
    subscription.unsubscribe();
  });

  it('the account scope of one does not affect the other', async () => {
    const [crm, plain] = await all.crmAuth.runAs('globex', () =>
      Promise.all([all.crmAuth.getAccessToken(), all.plainAuth.getAccessToken()]),
    );
    expect(crm).toMatch(/^token-of-globex-/);
    expect(plain).toMatch(/^token-of-plain-/);
  });

  it('is found by its injection token', () => {
    expect(getEsignonAuthToken()).toBe(EsignonAuthService);
    expect(getEsignonHttpToken()).toBe(EsignonHttpService);
    expect(moduleRef.get(getEsignonAuthToken('crm'))).toBe(all.crmAuth);
    expect(moduleRef.get(getEsignonHttpToken('erp'))).toBe(all.erpHttp);
    expect(all.sameAuth).toBe(all.plainAuth);
    expect(all.sameHttp).toBe(all.plainHttp);
    expect(new Set(COMPANIES.map((company) => all[`${company}Auth`])).size).toBe(3);
  });
});

describe('N3: an instance', () => {
  @Injectable()
  class User {
    constructor(@InjectEsignonAuth('crm') readonly auth: EsignonAuthService) {}
  }
  @Module({ providers: [User] })
  class Feature {}
  const start = (isGlobal: boolean) =>
    Test.createTestingModule({
      imports: [EsignonAuthModule.forRoot({ ...tenant('crm'), name: 'crm', isGlobal }), Feature],
    }).compile();

  it('that is global is there for every module', async () => {
    const moduleRef = await start(true);
    expect(moduleRef.get(User, { strict: false }).auth).toBeInstanceOf(EsignonAuthService);
    await moduleRef.close();
  });

  it('that is not global is there for the modules that import it', async () => {
    await expect(start(false)).rejects.toThrow('EsignonAuthService:crm');
  });

  // The second is Nest 10's way, and an option of later ones.
  it.each(['reference', 'deep-hash'] as const)(
    'without a name may be another in each of two modules (%s)',
    async (moduleIdGeneratorAlgorithm) => {
      @Module({ imports: [EsignonAuthModule.forRoot({ ...tenant('one') })], exports: [EsignonAuthModule] })
      class One {}
      @Module({ imports: [EsignonAuthModule.forRoot({ ...tenant('two') })], exports: [EsignonAuthModule] })
      class Two {}
      const moduleRef = await Test.createTestingModule(
        { imports: [One, Two] },
        { moduleIdGeneratorAlgorithm },
      ).compile();
      const services = moduleRef.get<EsignonAuthService, EsignonAuthService[]>(EsignonAuthService, {
        strict: false,
        each: true,
      });
      expect(new Set(services).size).toBe(2);
      await moduleRef.close();
    },
  );
});
