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

const stubToken = new EsignonToken({
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

  it('a stub of the service serves the guard, and no login goes out', async () => {
    builder.overrideProvider(EsignonAuthService).useValue({ getAccessToken: async () => 'stub-token' });
    expect((await get(`${await start()}/guarded`)).text).toBe('stub-token');
    expect(vendor.received).toEqual([]);
  });

  it('a stub of the service that fails, fails the guard', async () => {
    const failure = new EsignonUnavailableError('ESIGNON_TIMEOUT', 'slow', { retryable: true });
    builder.overrideProvider(EsignonAuthService).useValue({ getAccessToken: () => Promise.reject(failure) });
    expect((await get(`${await start()}/guarded`)).status).toBe(504);
  });

  it('a stub with getAccessToken only is enough for the HTTP client', async () => {
    builder.overrideProvider(EsignonAuthService).useValue({ getAccessToken: async () => 'stub-token' });
    expect((await get(`${await start()}/called`)).body).toMatchObject({
      authorization: 'esignon stub-token',
    });
  });

  it('a stub whose token is a plain object is enough too', async () => {
    const getToken = async () => ({ accessToken: 'stub-token', companyId: 'stub' });
    builder.overrideProvider(EsignonAuthService).useValue({ getToken });
    await start();
    const { data } = await firstValueFrom(app.get(EsignonHttpService).get('/api/:companyId/list'));
    expect(data).toEqual({ authorization: 'esignon stub-token', url: '/api/stub/list' });
  });

  it('a stub with getToken only is enough for the HTTP client', async () => {
    builder.overrideProvider(EsignonAuthService).useValue({ getToken: async () => stubToken });
    expect((await get(`${await start()}/called`)).body).toMatchObject({
      authorization: 'esignon stub-token',
    });
    const { data } = await firstValueFrom(app.get(EsignonHttpService).get('/api/:companyId/list'));
    expect(data).toMatchObject({ url: '/api/stub/list' });
    expect(vendor.logins).toEqual([]);
  });

  it('a stub with getToken only gets the first answer where the token is rejected', async () => {
    vendor.onCall = (_, response) => void response.writeHead(401).end();
    builder.overrideProvider(EsignonAuthService).useValue({ getToken: async () => stubToken });
    expect((await get(`${await start()}/called`)).status).toBe(502);
    expect(vendor.calls).toHaveLength(1);
  });

  it('a stub of the HTTP client serves the application', async () => {
    builder.overrideProvider(EsignonHttpService).useValue({ get: () => of({ data: { sender: 'stub' } }) });
    expect((await get(`${await start()}/called`)).body).toEqual({ sender: 'stub' });
    expect(vendor.received).toEqual([]);
  });

  it('a service of the test’s own making takes the module’s place', async () => {
    builder.overrideProvider(EsignonAuthService).useFactory({
      factory: () => ({ getAccessToken: async () => 'made', getToken: async () => stubToken }),
    });
    expect((await get(`${await start()}/guarded`)).text).toBe('made');
  });
});
