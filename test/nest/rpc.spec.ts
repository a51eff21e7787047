import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Controller,
  type ExecutionContext,
  type INestMicroservice,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type ClientProxy,
  ClientProxyFactory,
  MessagePattern,
  type MicroserviceOptions,
  Payload,
  RpcException,
  Transport,
} from '@nestjs/microservices';
import { firstValueFrom, type Observable, map } from 'rxjs';
import {
  EsignonAccessToken,
  EsignonAccount,
  EsignonAuthGuard,
  EsignonAuthInterceptor,
  EsignonAuthModule,
  EsignonHttpService,
} from 'nestjs-esignon-auth';

import { freePort } from '../support/free-port.js';
import { moduleOf } from '../support/served.js';
import { senderOf, startTenantVendor, tenant } from '../support/tenants.js';
import { envelope, json, type Vendor } from '../support/vendor.js';

interface Message {
  readonly account: string;
}

const byPayload = (context: ExecutionContext): string => context.switchToRpc().getData<Message>().account;

@EsignonAccount(byPayload)
@Controller()
class TestController {
  constructor(private readonly http: EsignonHttpService) {}

  @UseGuards(EsignonAuthGuard)
  @MessagePattern('guarded')
  guarded(@Payload() { account }: Message, @EsignonAccessToken() token: string): unknown {
    return { account, token };
  }

  @UseInterceptors(EsignonAuthInterceptor)
  @MessagePattern('called')
  called(): Observable<unknown> {
    return this.http.get('/api/:companyId/who').pipe(map(({ data }) => data as unknown));
  }

  @UseInterceptors(EsignonAuthInterceptor)
  @MessagePattern('token')
  async token(@EsignonAccessToken() token: string): Promise<unknown> {
    return { token, sender: await firstValueFrom(this.called()) };
  }

  @UseInterceptors(EsignonAuthInterceptor)
  @MessagePattern('own')
  own(): never {
    throw new RpcException({ status: 'error', message: 'no such document' });
  }

  @MessagePattern('bare')
  bare(@EsignonAccessToken() token: string): string {
    return token;
  }
}

describe('N2 over TCP messages', () => {
  let vendor: Vendor;
  let app: INestMicroservice;
  let client: ClientProxy;
  beforeAll(async () => {
    vendor = await startTenantVendor({
      logins: {
        c10: (_, response) => json(response, envelope('10')),
        s429: (_, response) => void response.writeHead(429, { 'retry-after': '30' }).end(),
      },
      calls: { call401: (_, response) => void response.writeHead(401).end() },
    });
    const { onCall } = vendor;
    vendor.onCall = (request, response) =>
      request.url.includes('call401')
        ? onCall(request, response)
        : json(response, { sender: senderOf(request) });
    const esignon = EsignonAuthModule.forRoot({
      baseUrl: vendor.url,
      ...tenant('main'),
      accounts: tenant,
      loginRetries: 0,
    });
    const port = await freePort();
    const options = { host: '127.0.0.1', port };
    app = await NestFactory.createMicroservice<MicroserviceOptions>(
      moduleOf({ imports: [esignon], controllers: [TestController] }),
      { transport: Transport.TCP, options, logger: false, abortOnError: false },
    );
    await app.listen();
    client = ClientProxyFactory.create({ transport: Transport.TCP, options });
    await client.connect();
  });
  afterAll(async () => {
    await client.close();
    await app.close();
    await vendor.stop();
  });

  const send = (pattern: string, account: string): Promise<Record<string, unknown>> =>
    firstValueFrom(client.send<Record<string, unknown>>(pattern, { account }));

  it.each([
    ['guarded', 'c10', { code: 'ESIGNON_INVALID_CREDENTIALS' }],
    ['called', 'c10', { code: 'ESIGNON_INVALID_CREDENTIALS' }],
    ['token', 'c10', { code: 'ESIGNON_INVALID_CREDENTIALS' }],
    ['guarded', 's429', { code: 'ESIGNON_HTTP_STATUS', retryAfterMs: expect.any(Number) }],
    ['called', 'call401', { code: 'ESIGNON_HTTP_STATUS' }],
    ['guarded', '', { code: 'ESIGNON_CONFIG_INVALID' }],
    ['called', '', { code: 'ESIGNON_CONFIG_INVALID' }],
  ])('a failure reaches the client with its code (%s, account "%s")', async (pattern, account, failure) => {
    await expect(send(pattern, account)).rejects.toMatchObject({
      status: 'error',
      message: expect.any(String),
      ...failure,
    });
  });

  it('another RpcException passes unchanged', async () => {
    await expect(send('own', 'acme')).rejects.toEqual({ status: 'error', message: 'no such document' });
  });

  it('@EsignonAccessToken() without guard or interceptor fails the message', async () => {
    await expect(send('bare', 'acme')).rejects.toMatchObject({ status: 'error' });
  });

  it('each of fifty messages on one connection has its own account’s token', async () => {
    const ids = Array.from({ length: 50 }, (_, i) => `t${i}`);
    const guarded = await Promise.all(ids.map((id) => send('guarded', id)));
    guarded.forEach(({ account, token }, i) => {
      expect(account).toBe(`t${i}`);
      expect(token).toMatch(new RegExp(`^token-of-t${i}-`));
    });
    const intercepted = await Promise.all(ids.map((id) => send('token', id)));
    intercepted.forEach(({ token, sender }, i) => {
      expect(token).toMatch(new RegExp(`^token-of-t${i}-`));
      expect(sender).toEqual({ sender: `t${i}` });
    });
  });
});
