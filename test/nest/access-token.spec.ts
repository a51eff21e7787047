import { inspect } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Body,
  Controller,
  Get,
  type PipeTransform,
  Post,
  Req,
  UseGuards,
  UseInterceptors,
  ValidationPipe,
} from '@nestjs/common';
import { IsString } from 'class-validator';
import {
  EsignonAccessToken,
  EsignonAuthGuard,
  EsignonAuthInterceptor,
  EsignonAuthModule,
} from 'nestjs-esignon-auth';

import { moduleOf, PLATFORMS, serve, type Served } from '../support/served.js';
import { tenant } from '../support/tenants.js';
import { Vendor } from '../support/vendor.js';

class Dto {
  @IsString()
  name!: string;
}

class Upper implements PipeTransform<string> {
  transform(value: string): string {
    return value.toUpperCase();
  }
}

@Controller()
class TestController {
  shown = '';

  @UseGuards(EsignonAuthGuard)
  @Get('guard')
  guard(@EsignonAccessToken() token: string, @Req() request: object): string {
    this.shown = inspect(request, { depth: 4 }) + inspect(request, { depth: 0, showHidden: true });
    return token;
  }

  @UseInterceptors(EsignonAuthInterceptor)
  @Get('interceptor')
  interceptor(@EsignonAccessToken() token: string): string {
    return token;
  }

  @UseGuards(EsignonAuthGuard)
  @UseInterceptors(EsignonAuthInterceptor)
  @Get('both')
  both(@EsignonAccessToken() token: string): string {
    return token;
  }

  @UseGuards(EsignonAuthGuard)
  @Get('piped')
  piped(@EsignonAccessToken(Upper) token: string): string {
    return token;
  }

  @UseGuards(EsignonAuthGuard)
  @Post('validated')
  validated(@EsignonAccessToken() token: string, @Body() { name }: Dto): string {
    return `${name} ${token}`;
  }

  @Get('neither')
  neither(@EsignonAccessToken() token: string): string {
    return token;
  }
}

describe.each(Object.keys(PLATFORMS) as (keyof typeof PLATFORMS)[])(
  'N2 on %s: @EsignonAccessToken()',
  (platform) => {
    let vendor: Vendor;
    let served: Served;
    beforeAll(async () => {
      vendor = await Vendor.start();
      const esignon = EsignonAuthModule.forRoot({ baseUrl: vendor.url, ...tenant('acme'), loginRetries: 0 });
      const app = moduleOf({ imports: [esignon], controllers: [TestController] });
      served = await serve(app, platform, (it) =>
        it.useGlobalPipes(
          new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }),
        ),
      );
    });
    afterAll(async () => {
      await served.app.close();
      await vendor.stop();
    });

    it.each(['guard', 'interceptor', 'both'])('is the token in service (%s)', async (path) => {
      const reply = await served.get(`/${path}`);
      expect(reply).toMatchObject({ status: 200, text: 'token-1-secret' });
      expect(vendor.logins).toHaveLength(1);
    });

    it('goes through the pipes of its parameter', async () => {
      expect((await served.get('/piped')).text).toBe('TOKEN-1-SECRET');
    });

    it('stands beside a validated body', async () => {
      const send = (body: object) =>
        fetch(`${served.url}/validated`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', connection: 'close' },
          body: JSON.stringify(body),
        });
      expect(await (await send({ name: 'kim' })).text()).toBe('kim token-1-secret');
      expect((await send({ name: 1 })).status).toBe(400);
    });

    it('leaves no token on the request for a log to show', async () => {
      await served.get('/guard');
      const { shown } = served.app.get(TestController);
      expect(shown).toContain('[Object');
      expect(shown).not.toContain('token-1-secret');
    });

    it('without guard or interceptor fails the request', async () => {
      expect((await served.get('/neither')).status).toBe(500);
    });
  },
);
