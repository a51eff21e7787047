import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, type INestApplication, UseGuards, UseInterceptors } from '@nestjs/common';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { firstValueFrom, map, of } from 'rxjs';
import {
  EsignonAccessToken,
  EsignonAuthGuard,
  EsignonAuthInterceptor,
  EsignonAuthModule,
  EsignonAuthService,
  EsignonHttpService,
  EsignonToken,
  EsignonUnavailableError,
} from 'nestjs-esignon-auth';
import { fixedTokenAuth } from 'nestjs-esignon-auth/testing';

import { get } from '../support/served.js';
import { tenant } from '../support/tenants.js';
import { json, Vendor } from '../support/vendor.js';

@Controller()
class TestController {
  constructor(private readonly http: EsignonHttpService) {}

  @UseGuards(EsignonAuthGuard)
  @Get('guarded')
  guarded(@EsignonAccessToken() token: string): string {
    return token;
  }

  @UseInterceptors(EsignonAuthInterceptor)
  @Get('called')
  called(): unknown {
    return this.http.get('/who').pipe(map(({ data }) => data as unknown));
  }
}

const token = new EsignonToken({
  accessToken: 'stub-token',
  issuedAt: new Date(),
  expiresAt: new Date(Date.now() + 3_600_000),
  companyId: 'stub',
  memberEmail: 'stub@acme.kr',
});

describe('N4: in a test', () => {
  let vendor: Vendor;
  let app: INestApplication;
  let builder: TestingModuleBuilder;
  beforeEach(async () => {
    vendor = await Vendor.start();
    vendor.onCall = ({ headers, url }, response) =>
      json(response, { authorization: headers.authorization, url });
    builder = Test.createTestingModule({
      imports: [EsignonAuthModule.forRoot({ baseUrl: vendor.url, ...tenant('acme') })],
      controllers: [TestController],
    });
  });
  afterEach(async () => {
    await app.close();
    await vendor.stop();
  });

  async function start(): Promise<string> {
    app = (await builder.compile()).createNestApplication();
    app.useLogger(false);
    await app.listen(0, '127.0.0.1');
    return app.getUrl();
  }

  it('a replaced service serves the guard without a login', async () => {
    builder.overrideProvider(EsignonAuthService).useValue(fixedTokenAuth('stub-token'));
    expect((await get(`${await start()}/guarded`)).text).toBe('stub-token');
    expect(vendor.received).toEqual([]);
  });

  it.each(['guarded', 'called'])('a replaced method that fails fails the call (%s)', async (path) => {
    const error = new EsignonUnavailableError('ESIGNON_TIMEOUT', 'slow', { retryable: true });
    const fail = () => Promise.reject(error);
    builder
      .overrideProvider(EsignonAuthService)
      .useValue({ ...fixedTokenAuth(), getToken: fail, getAccessToken: fail });
    expect((await get(`${await start()}/${path}`)).status).toBe(504);
  });

  it('the HTTP client sends the token of a replaced getToken(), and its company ID', async () => {
    builder
      .overrideProvider(EsignonAuthService)
      .useValue({ ...fixedTokenAuth(), getToken: async () => token });
    expect((await get(`${await start()}/called`)).body).toMatchObject({
      authorization: 'esignon stub-token',
    });
    const { data } = await firstValueFrom(app.get(EsignonHttpService).get('/api/:companyId/list'));
    expect(data).toMatchObject({ url: '/api/stub/list' });
    expect(vendor.logins).toEqual([]);
  });

  it('a call whose fixed token is rejected gets that response', async () => {
    vendor.onCall = (_, response) => void response.writeHead(401).end();
    builder.overrideProvider(EsignonAuthService).useValue(fixedTokenAuth());
    expect((await get(`${await start()}/called`)).status).toBe(502);
    expect(vendor.calls).toHaveLength(1);
  });

  it('a replaced HTTP client serves the application', async () => {
    builder.overrideProvider(EsignonHttpService).useValue({ get: () => of({ data: { sender: 'stub' } }) });
    expect((await get(`${await start()}/called`)).body).toEqual({ sender: 'stub' });
    expect(vendor.received).toEqual([]);
  });

  it('a factory can replace the service', async () => {
    builder.overrideProvider(EsignonAuthService).useFactory({
      factory: () => fixedTokenAuth('made'),
    });
    expect((await get(`${await start()}/guarded`)).text).toBe('made');
  });
});
