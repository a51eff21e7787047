import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Controller,
  type ExecutionContext,
  Get,
  HttpException,
  Injectable,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import {
  EsignonAccessToken,
  EsignonAccount,
  EsignonAuthGuard,
  EsignonAuthInterceptor,
  EsignonAuthModule,
  EsignonAuthService,
  EsignonHttpService,
  InjectEsignonHttp,
} from 'nestjs-esignon-auth';
import { firstValueFrom } from 'rxjs';

import { moduleOf, serve, type Served } from '../support/served.js';
import { senderOf, startTenantVendor, tenant } from '../support/tenants.js';
import { envelope, json, type Vendor } from '../support/vendor.js';

@Injectable()
class Teapot {
  readonly status = 418;
}

/** A second parameter and a hook, which `for()` has to keep. */
@Injectable()
class TeapotGuard extends EsignonAuthGuard {
  constructor(
    auth: EsignonAuthService,
    private readonly teapot: Teapot,
  ) {
    super(auth);
  }

  protected override toException(): Promise<unknown> {
    return Promise.resolve(new HttpException('tea', this.teapot.status));
  }
}

@Controller()
class NamedController {
  constructor(@InjectEsignonHttp('crm') private readonly crm: EsignonHttpService) {}

  @UseGuards(EsignonAuthGuard.for('crm'))
  @Get('guard')
  guard(@EsignonAccessToken() token: string): string {
    return token;
  }

  @UseInterceptors(EsignonAuthInterceptor.for('crm'))
  @EsignonAccount('acme')
  @Get('interceptor')
  async interceptor(@EsignonAccessToken() token: string): Promise<string> {
    const { data } = await firstValueFrom(this.crm.get<{ sender: string }>('/who'));
    return `${token} ${data.sender}`;
  }

  @UseGuards(EsignonAuthGuard.for('erp'))
  @Get('other')
  other(@EsignonAccessToken() token: string): string {
    return token;
  }

  @UseGuards(TeapotGuard.for('broken'))
  @Get('subclass')
  subclass(): string {
    return '';
  }

  @UseGuards(EsignonAuthGuard)
  @Get('unnamed')
  unnamed(@EsignonAccessToken() token: string): string {
    return token;
  }
}

/** Takes the account of every handler from the request, in one place. */
const accountOfRequest = (context: ExecutionContext): string | undefined =>
  context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>().headers['x-tenant'];

@Injectable()
class TenantGuard extends EsignonAuthGuard {
  protected override accountOf(context: ExecutionContext): string | undefined {
    return super.accountOf(context) ?? accountOfRequest(context);
  }
}

@Injectable()
class TenantInterceptor extends EsignonAuthInterceptor {
  protected override accountOf(context: ExecutionContext): string | undefined {
    return super.accountOf(context) ?? accountOfRequest(context);
  }
}

@Controller()
class TenantController {
  constructor(private readonly esignon: EsignonHttpService) {}

  @Get()
  async get(@EsignonAccessToken() token: string): Promise<string> {
    const { data } = await firstValueFrom(this.esignon.get<{ sender: string }>('/who'));
    return `${token} ${data.sender}`;
  }

  @EsignonAccount('fixed')
  @Get('decorated')
  decorated(@EsignonAccessToken() token: string): string {
    return token;
  }
}

describe('N5: guard and interceptor', () => {
  let vendor: Vendor;
  let served: Served;
  beforeAll(async () => {
    vendor = await startTenantVendor({ logins: { broken: (_, response) => json(response, envelope('10')) } });
    vendor.onCall = (request, response) => json(response, { sender: senderOf(request) });
    const instance = (name: string) =>
      EsignonAuthModule.forRoot({ name, baseUrl: vendor.url, ...tenant(name), accounts: tenant });
    served = await serve(
      moduleOf({
        imports: [
          EsignonAuthModule.forRoot({ baseUrl: vendor.url, ...tenant('main') }),
          ...['crm', 'erp', 'broken'].map(instance),
        ],
        controllers: [NamedController],
        providers: [Teapot],
      }),
    );
  });
  afterAll(async () => {
    await served.app.close();
    await vendor.stop();
  });

  it('stand for the named instance with for(), each for its own', async () => {
    expect((await served.get('/guard')).text).toMatch(/^token-of-crm-\d+$/);
    expect((await served.get('/other')).text).toMatch(/^token-of-erp-\d+$/);
    expect((await served.get('/unnamed')).text).toMatch(/^token-of-main-\d+$/);
  });

  it('open the scope of an account of the named instance with for()', async () => {
    expect((await served.get('/interceptor')).text).toMatch(/^token-of-acme-\d+ acme$/);
  });

  it('keep the hooks and the other parameters of a subclass with for()', async () => {
    expect((await served.get('/subclass')).status).toBe(418);
  });

  it('have a name that tells in Nest’s messages which instance is meant', () => {
    expect(EsignonAuthGuard.for('crm').name).toBe('EsignonAuthGuard:crm');
    expect(EsignonAuthInterceptor.for('crm').name).toBe('EsignonAuthInterceptor:crm');
    expect(EsignonAuthGuard.name).toBe('EsignonAuthGuard');
  });

  it('take the account of every handler from an overridden accountOf()', async () => {
    const app = await serve(
      moduleOf({
        imports: [
          EsignonAuthModule.forRoot({
            isGlobal: true,
            baseUrl: vendor.url,
            ...tenant('main'),
            accounts: tenant,
          }),
        ],
        controllers: [TenantController],
        providers: [
          { provide: APP_GUARD, useClass: TenantGuard },
          { provide: APP_INTERCEPTOR, useClass: TenantInterceptor },
        ],
      }),
    );
    const asTenant = async (path: string, headers: Record<string, string> = {}) =>
      (await fetch(app.url + path, { headers: { connection: 'close', ...headers } })).text();
    expect(await asTenant('/', { 'x-tenant': 'lemon' })).toMatch(/^token-of-lemon-\d+ lemon$/);
    expect(await asTenant('/')).toMatch(/^token-of-main-\d+ main$/);
    expect(await asTenant('/decorated', { 'x-tenant': 'lemon' })).toMatch(/^token-of-fixed-\d+$/);
    await app.app.close();
  });
});
