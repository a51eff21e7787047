import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { MessageBody, SubscribeMessage, WebSocketGateway, WsException } from '@nestjs/websockets';
import {
  EsignonAccessToken,
  EsignonAccount,
  EsignonAuthGuard,
  EsignonAuthInterceptor,
  EsignonAuthModule,
  EsignonHttpService,
} from 'nestjs-esignon-auth';
import { firstValueFrom, type Observable } from 'rxjs';
import { io } from 'socket.io-client';

import { moduleOf, serve, type Served } from '../support/served.js';
import { SOCKET_PLATFORMS, type SocketClient, type SocketMessage } from '../support/socket-client.js';
import { senderOf, startTenantVendor, tenant } from '../support/tenants.js';
import { envelope, json, type Vendor } from '../support/vendor.js';

/** The data itself, or what it names. */
const byData = (context: ExecutionContext): string => {
  const data = context.switchToWs().getData<string | { account: string }>();
  return typeof data === 'string' ? data : data.account;
};

const answer = (data: unknown): unknown => ({ event: 'answer', data });

/** Of the application: while one message waits here, the guard of the next has its turn. */
class SlowInterceptor implements NestInterceptor {
  async intercept(_: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    await sleep(Math.random() * 3);
    return next.handle();
  }
}

@EsignonAccount(byData)
@WebSocketGateway()
class TestGateway {
  constructor(private readonly http: EsignonHttpService) {}

  @UseGuards(EsignonAuthGuard)
  @UseInterceptors(SlowInterceptor)
  @SubscribeMessage('guarded')
  async guarded(@MessageBody() data: unknown, @EsignonAccessToken() token: string): Promise<unknown> {
    await sleep(Math.random() * 3);
    return answer({ data, token });
  }

  @UseInterceptors(EsignonAuthInterceptor)
  @SubscribeMessage('intercepted')
  async intercepted(@MessageBody() data: unknown, @EsignonAccessToken() token: string): Promise<unknown> {
    await sleep(Math.random() * 3);
    return answer({ data, token });
  }

  @UseGuards(EsignonAuthGuard)
  @UseInterceptors(EsignonAuthInterceptor)
  @SubscribeMessage('both')
  async both(@MessageBody() data: unknown, @EsignonAccessToken() token: string): Promise<unknown> {
    return answer({ data, token });
  }

  @UseInterceptors(EsignonAuthInterceptor)
  @SubscribeMessage('called')
  async called(): Promise<unknown> {
    return answer((await firstValueFrom(this.http.get('/api/:companyId/who'))).data);
  }

  @UseInterceptors(EsignonAuthInterceptor)
  @SubscribeMessage('own')
  own(): never {
    throw new WsException({ status: 'error', message: 'no such document' });
  }

  @SubscribeMessage('bare')
  bare(@EsignonAccessToken() token: string): unknown {
    return answer({ token });
  }

  @UseGuards(EsignonAuthGuard)
  @SubscribeMessage('acknowledged')
  acknowledged(@MessageBody() data: unknown, @EsignonAccessToken() token: string): unknown {
    return { data, token };
  }
}

/** Several gateways may listen to one event; socket.io hands each the same data. */
class SharedEvent {
  handle(@EsignonAccessToken() token: string): unknown {
    return answer({ by: this.constructor.name, token });
  }
}

@UseGuards(EsignonAuthGuard)
@EsignonAccount('first')
@WebSocketGateway()
class FirstGateway extends SharedEvent {
  @SubscribeMessage('shared')
  override handle(@EsignonAccessToken() token: string): unknown {
    return super.handle(token);
  }
}

@UseInterceptors(EsignonAuthInterceptor)
@EsignonAccount('second')
@WebSocketGateway()
class SecondGateway extends SharedEvent {
  @SubscribeMessage('shared')
  override handle(@EsignonAccessToken() token: string): unknown {
    return super.handle(token);
  }
}

@WebSocketGateway()
class UnguardedGateway extends SharedEvent {
  @SubscribeMessage('shared')
  override handle(@EsignonAccessToken() token: string): unknown {
    return super.handle(token);
  }
}

/** One method, two classes. */
class Inherited {
  @SubscribeMessage('inherited')
  handle(@EsignonAccessToken() token: string): unknown {
    return answer({ by: this.constructor.name, token });
  }
}

@UseGuards(EsignonAuthGuard)
@EsignonAccount('heir')
@WebSocketGateway()
class GuardedHeir extends Inherited {}

@WebSocketGateway()
class UnguardedHeir extends Inherited {}

async function startVendor(): Promise<Vendor> {
  const vendor = await startTenantVendor({
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
  return vendor;
}

const esignonOf = (vendor: Vendor) =>
  EsignonAuthModule.forRoot({ baseUrl: vendor.url, ...tenant('main'), accounts: tenant, loginRetries: 0 });

describe.each(Object.keys(SOCKET_PLATFORMS) as (keyof typeof SOCKET_PLATFORMS)[])(
  'N2 over WebSocket (%s)',
  (platform) => {
    let vendor: Vendor;
    let served: Served;
    let client: SocketClient;
    beforeAll(async () => {
      vendor = await startVendor();
      const providers = [
        ...[TestGateway, FirstGateway, SecondGateway, UnguardedGateway],
        ...[GuardedHeir, UnguardedHeir],
      ];
      served = await serve(moduleOf({ imports: [esignonOf(vendor)], providers }), 'Express', (app) =>
        app.useWebSocketAdapter(SOCKET_PLATFORMS[platform].adapter(app)),
      );
      client = await SOCKET_PLATFORMS[platform].connect(served.url);
    });
    afterAll(async () => {
      client.close();
      await served.app.close();
      await vendor.stop();
    });

    const ask = (event: string, data: unknown): Promise<SocketMessage> => {
      client.emit(event, data);
      return client.next();
    };
    const answersOf = (count: number): Promise<SocketMessage[]> =>
      Promise.all(Array.from({ length: count }, () => client.next()));

    it.each(['guarded', 'intercepted', 'both'])(
      'each of 200 messages of two accounts on one connection has its own account’s token (%s)',
      async (event) => {
        for (let id = 0; id < 200; id += 1) client.emit(event, { id, account: `t${id % 2}` });
        const answers = await answersOf(200);
        const ids = new Set(answers.map(({ data }) => (data['data'] as { id: number }).id));
        expect(ids.size).toBe(200);
        for (const { data } of answers) {
          const { account } = data['data'] as { account: string };
          expect(data['token']).toMatch(new RegExp(`^token-of-${account}-`));
        }
      },
    );

    it.each(['guarded', 'intercepted'])(
      'a message whose data is text gets no token, its own or another’s (%s)',
      async (event) => {
        for (let id = 0; id < 20; id += 1) client.emit(event, `t${id % 2}`);
        const answers = await answersOf(20);
        expect(new Set(answers.map((each) => each.event))).toEqual(new Set(['exception']));
        expect(JSON.stringify(answers)).not.toContain('token-of');
      },
    );

    it('says what a message without data of its own lacks', async () => {
      expect((await ask('intercepted', 't0')).data).toMatchObject({ code: 'ESIGNON_CONFIG_INVALID' });
    });

    it('without guard or interceptor fails the message', async () => {
      expect(await ask('bare', { account: 't0' })).toMatchObject({ event: 'exception' });
    });

    it('each gateway of an event has its own account’s token, and one without a guard none', async () => {
      client.emit('shared', {});
      const answers = await answersOf(3);
      const tokens = answers.map(({ data }) => [data['by'] ?? data['status'], data['token']]);
      expect(tokens.sort()).toEqual([
        ['FirstGateway', expect.stringMatching(/^token-of-first-/)],
        ['SecondGateway', expect.stringMatching(/^token-of-second-/)],
        ['error', undefined],
      ]);
    });

    it('a method that two gateways inherit is two handlers', async () => {
      client.emit('inherited', {});
      const answers = await answersOf(2);
      const tokens = answers.map(({ data }) => [data['by'] ?? data['status'], data['token']]);
      expect(tokens.sort()).toEqual([
        ['GuardedHeir', expect.stringMatching(/^token-of-heir-/)],
        ['error', undefined],
      ]);
    });

    it.each([
      ['guarded', 'c10', { code: 'ESIGNON_INVALID_CREDENTIALS' }],
      ['intercepted', 'c10', { code: 'ESIGNON_INVALID_CREDENTIALS' }],
      ['called', 'c10', { code: 'ESIGNON_INVALID_CREDENTIALS' }],
      ['guarded', 's429', { code: 'ESIGNON_HTTP_STATUS', retryAfterMs: expect.any(Number) }],
      ['called', 'call401', { code: 'ESIGNON_HTTP_STATUS' }],
      ['guarded', '', { code: 'ESIGNON_CONFIG_INVALID' }],
      ['called', '', { code: 'ESIGNON_CONFIG_INVALID' }],
    ])('a failure reaches the client with its code (%s, account "%s")', async (event, account, failure) => {
      expect(await ask(event, { account })).toMatchObject({
        event: 'exception',
        data: { status: 'error', message: expect.any(String), ...failure },
      });
    });

    it('another WsException passes unchanged', async () => {
      expect(await ask('own', { account: 't0' })).toEqual({
        event: 'exception',
        data: { status: 'error', message: 'no such document' },
      });
    });

    it('a call of the handler goes out as the account', async () => {
      expect((await ask('called', { account: 't1' })).data).toEqual({ sender: 't1' });
    });
  },
);

describe('N2 over WebSocket', () => {
  let vendor: Vendor;
  let served: Served;
  let shared: Record<string, unknown>;
  beforeEach(() => void (shared = {}));
  beforeAll(async () => {
    vendor = await startVendor();
    const app = moduleOf({ imports: [esignonOf(vendor)], providers: [TestGateway] });
    served = await serve(app, 'Express', (it) => {
      const adapter = new WsAdapter(it);
      adapter.setMessageParser((text) => {
        const { event, data } = JSON.parse(text as string) as SocketMessage;
        return { event, data: data['shared'] ? Object.assign(shared, data) : Object.freeze(data) };
      });
      it.useWebSocketAdapter(adapter);
    });
  });
  afterAll(async () => {
    await served.app.close();
    await vendor.stop();
  });

  it.each(['guarded', 'intercepted'])('frozen data takes no token (%s)', async (event) => {
    const client = await SOCKET_PLATFORMS.ws.connect(served.url);
    client.emit(event, { account: 't0' });
    expect(await client.next()).toMatchObject({ event: 'exception' });
    client.close();
  });

  it('frozen data lets a handler run that asks for no token', async () => {
    const client = await SOCKET_PLATFORMS.ws.connect(served.url);
    client.emit('called', { account: 't0' });
    expect((await client.next()).data).toEqual({ sender: 't0' });
    client.close();
  });

  it('data that an adapter uses for every message serves one account, and fails for a second', async () => {
    const client = await SOCKET_PLATFORMS.ws.connect(served.url);
    const ask = (account: string) => {
      client.emit('both', { account, shared: true });
      return client.next();
    };
    expect((await ask('t0')).data['token']).toMatch(/^token-of-t0-/);
    expect((await ask('t0')).data['token']).toMatch(/^token-of-t0-/);
    for (const account of ['t1', 't0', 't1']) {
      expect((await ask(account)).data).toMatchObject({ code: 'ESIGNON_CONFIG_INVALID' });
    }
    client.close();
  });
});

describe('N2 over socket.io', () => {
  it('text has its token where the message is acknowledged', async () => {
    const vendor = await startVendor();
    const app = moduleOf({ imports: [esignonOf(vendor)], providers: [TestGateway] });
    const served = await serve(app, 'Express', (it) =>
      it.useWebSocketAdapter(SOCKET_PLATFORMS['socket.io'].adapter(it)),
    );
    const socket = io(served.url, { transports: ['websocket'] });
    const accounts = Array.from({ length: 20 }, (_, i) => `t${i % 2}`);
    const answers = await Promise.all(
      accounts.map(
        (account) => socket.emitWithAck('acknowledged', account) as Promise<SocketMessage['data']>,
      ),
    );
    for (const { data, token } of answers) expect(token).toMatch(new RegExp(`^token-of-${String(data)}-`));
    socket.disconnect();
    await served.app.close();
    await vendor.stop();
  });
});
