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
import { APP_GUARD } from '@nestjs/core';
import {
  EsignonAccessToken,
  EsignonAuthGuard,
  EsignonAuthInterceptor,
  EsignonAuthModule,
  EsignonAuthService,
  EsignonHttpService,
  EsignonUnavailableError,
  InjectEsignonAuth,
  InjectEsignonHttp,
  isEsignonAuthError,
} from 'nestjs-esignon-auth';
import { firstValueFrom } from 'rxjs';

import { moduleOf, serve, type Served } from '../support/served.js';
import { senderOf, startTenantVendor, tenant } from '../support/tenants.js';
import { envelope, json, type Vendor } from '../support/vendor.js';

@Injectable()
class TeapotGuard extends EsignonAuthGuard {
  protected override async toException(error: unknown, context: ExecutionContext): Promise<unknown> {
    if (isEsignonAuthError(error, 'ESIGNON_INVALID_CREDENTIALS')) return new HttpException('tea', 418);
    return super.toException(error, context);
  }
}

@Injectable()
class TeapotInterceptor extends EsignonAuthInterceptor {
  protected override async toException(error: unknown, context: ExecutionContext): Promise<unknown> {
    if (isEsignonAuthError(error, 'ESIGNON_INVALID_CREDENTIALS')) return new HttpException('tea', 418);
    return super.toException(error, context);
  }
}

@Injectable()
class CrmGuard extends EsignonAuthGuard {
  constructor(@InjectEsignonAuth('crm') auth: EsignonAuthService) {
    super(auth);
  }
}

@Injectable()
class CrmInterceptor extends EsignonAuthInterceptor {
  constructor(@InjectEsignonAuth('crm') auth: EsignonAuthService) {
    super(auth);
  }
}

/** Each makes a handle of its own. */
@Injectable()
class AcmeGuard extends EsignonAuthGuard {
  constructor(auth: EsignonAuthService) {
    super(auth.forAccount('acme'));
  }
}

@Injectable()
class AcmeInterceptor extends EsignonAuthInterceptor {
  constructor(auth: EsignonAuthService) {
    super(auth.forAccount('acme'));
  }
}

@Controller()
class TestController {
  constructor(@InjectEsignonHttp('crm') private readonly crm: EsignonHttpService) {}

  @UseGuards(TeapotGuard)
  @Get('teapot-guard')
  teapotGuard(): string {
    return '';
  }

  @UseInterceptors(TeapotInterceptor)
  @Get('teapot-interceptor')
  teapotInterceptor(@EsignonAccessToken() token: string): string {
    return token;
  }

  @UseInterceptors(TeapotInterceptor)
  @Get('outage')
  outage(): never {
    throw new EsignonUnavailableError('ESIGNON_TIMEOUT', 'slow', { retryable: true });
  }

  @UseGuards(CrmGuard)
  @Get('crm-guard')
  crmGuard(@EsignonAccessToken() token: string): string {
    return token;
  }

  @UseInterceptors(CrmInterceptor)
  @Get('crm-interceptor')
  async crmInterceptor(@EsignonAccessToken() token: string): Promise<string> {
    const { data } = await firstValueFrom(this.crm.get<{ sender: string }>('/who'));
    return `${token} ${data.sender}`;
  }

  @UseGuards(CrmGuard)
  @UseInterceptors(CrmInterceptor)
  @Get('crm-both')
  crmBoth(@EsignonAccessToken() token: string): string {
    return token;
  }

  @UseGuards(AcmeGuard)
  @UseInterceptors(AcmeInterceptor)
  @Get('handles')
  handles(@EsignonAccessToken() token: string): string {
    return token;
  }

  @UseGuards(CrmGuard)
  @UseInterceptors(AcmeInterceptor)
  @Get('two-instances')
  twoInstances(@EsignonAccessToken() token: string): string {
    return token;
  }
}

describe('N2: guard and interceptor', () => {
  let vendor: Vendor;
  let served: Served;
  beforeAll(async () => {
    vendor = await startTenantVendor({ logins: { main: (_, response) => json(response, envelope('10')) } });
    vendor.onCall = (request, response) => json(response, { sender: senderOf(request) });
    const modules = [
      EsignonAuthModule.forRoot({ baseUrl: vendor.url, ...tenant('main'), accounts: tenant }),
      EsignonAuthModule.forRoot({ name: 'crm', baseUrl: vendor.url, ...tenant('crm') }),
    ];
    served = await serve(moduleOf({ imports: modules, controllers: [TestController] }));
  });
  afterAll(async () => {
    await served.app.close();
    await vendor.stop();
  });

  it.each(['teapot-guard', 'teapot-interceptor'])('answer as a subclass says (%s)', async (path) => {
    expect((await served.get(`/${path}`)).status).toBe(418);
  });

  it('respond as before where the subclass overrides nothing', async () => {
    expect((await served.get('/outage')).status).toBe(504);
  });

  it('stand for a named instance by a subclass', async () => {
    expect((await served.get('/crm-guard')).text).toMatch(/^token-of-crm-\d+$/);
    expect((await served.get('/crm-interceptor')).text).toMatch(/^token-of-crm-\d+ crm$/);
  });

  it('provide one token if both have the same account', async () => {
    expect((await served.get('/crm-both')).text).toMatch(/^token-of-crm-\d+$/);
    expect((await served.get('/handles')).text).toMatch(/^token-of-acme-\d+$/);
  });

  it('of two instances on one handler provide neither token', async () => {
    const { status, body } = await served.get('/two-instances');
    expect({ status, code: body['code'] }).toEqual({ status: 500, code: 'ESIGNON_CONFIG_INVALID' });
  });

  it('guard a whole application as APP_GUARD, with a named instance alone', async () => {
    @Controller()
    class Plain {
      @Get()
      get(@EsignonAccessToken() token: string): string {
        return token;
      }
    }
    const crm = EsignonAuthModule.forRoot({
      name: 'crm',
      isGlobal: true,
      baseUrl: vendor.url,
      ...tenant('crm'),
    });
    const app = await serve(
      moduleOf({
        imports: [crm],
        controllers: [Plain],
        providers: [{ provide: APP_GUARD, useClass: CrmGuard }],
      }),
    );
    expect((await app.get('/')).text).toMatch(/^token-of-crm-\d+$/);
    await app.app.close();
  });
});
