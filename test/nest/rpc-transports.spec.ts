import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type CallHandler,
  Controller,
  type ExecutionContext,
  type INestMicroservice,
  type NestInterceptor,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type BaseRpcContext,
  type CustomTransportStrategy,
  EventPattern,
  MessagePattern,
  type MicroserviceOptions,
  Payload,
  Server,
} from '@nestjs/microservices';
import { catchError, firstValueFrom, type Observable, of } from 'rxjs';
import {
  EsignonAccessToken,
  EsignonAccount,
  EsignonAuthGuard,
  EsignonAuthInterceptor,
  EsignonAuthModule,
} from 'nestjs-esignon-auth';

import { moduleOf } from '../support/served.js';
import { startTenantVendor, tenant } from '../support/tenants.js';
import type { Vendor } from '../support/vendor.js';

interface Message {
  readonly account: string;
}

const byPayload = (context: ExecutionContext): string => context.switchToRpc().getData<Message>().account;

/** A transport of an application: it hands its handlers what it likes. */
class LocalTransport extends Server implements CustomTransportStrategy {
  listen(callback: () => void): void {
    callback();
  }

  close(): void {}

  on(): void {}

  unwrap(): never {
    throw new Error('there is no server below');
  }

  async ask(pattern: string, data: unknown, context: unknown): Promise<unknown> {
    const handler = this.getHandlerByPattern(pattern)!;
    return firstValueFrom(this.transformToObservable(await handler(data, context)) as Observable<unknown>);
  }

  emit(pattern: string, data: unknown, context: object): Promise<void> {
    return this.handleEvent(pattern, { pattern, data }, context as BaseRpcContext);
  }
}

/** Of the application: while one message waits here, the guard of the next has its turn. */
class SlowInterceptor implements NestInterceptor {
  async intercept(_: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    await sleep(Math.random() * 3);
    return next.handle();
  }
}

const heard: string[] = [];

/** One handler's failure would end the others of its event. */
class HeardFailures implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(catchError(({ code }) => of(heard.push(`failed ${code}`))));
  }
}

@EsignonAccount(byPayload)
@Controller()
class TestController {
  @UseGuards(EsignonAuthGuard)
  @UseInterceptors(SlowInterceptor)
  @MessagePattern('guarded')
  guarded(@Payload() { account }: Message, @EsignonAccessToken() token: string): unknown {
    return { account, token };
  }

  @UseInterceptors(EsignonAuthInterceptor, SlowInterceptor)
  @MessagePattern('intercepted')
  intercepted(@Payload() { account }: Message, @EsignonAccessToken() token: string): unknown {
    return { account, token };
  }

  @UseGuards(EsignonAuthGuard)
  @UseInterceptors(EsignonAuthInterceptor)
  @MessagePattern('no-token')
  noToken(@Payload() { account }: Message): unknown {
    return { account };
  }
}

@Controller()
class EventController {
  @EsignonAccount('first')
  @UseGuards(EsignonAuthGuard)
  @UseInterceptors(SlowInterceptor)
  @EventPattern('signed')
  first(@EsignonAccessToken() token: string): void {
    heard.push(`first ${token}`);
  }

  @EsignonAccount('second')
  @UseInterceptors(EsignonAuthInterceptor, SlowInterceptor)
  @EventPattern('signed')
  second(@EsignonAccessToken() token: string): void {
    heard.push(`second ${token}`);
  }

  @UseInterceptors(HeardFailures, SlowInterceptor)
  @EventPattern('signed')
  unguarded(@EsignonAccessToken() token: string): void {
    heard.push(`unguarded ${token}`);
  }
}

describe('N2 over a transport of the application', () => {
  let vendor: Vendor;
  let app: INestMicroservice;
  const transport = new LocalTransport();
  beforeAll(async () => {
    vendor = await startTenantVendor();
    const esignon = EsignonAuthModule.forRoot({ baseUrl: vendor.url, ...tenant('main'), accounts: tenant });
    app = await NestFactory.createMicroservice<MicroserviceOptions>(
      moduleOf({ imports: [esignon], controllers: [TestController, EventController] }),
      { strategy: transport, logger: false, abortOnError: false },
    );
    await app.listen();
  });
  afterAll(async () => {
    await app.close();
    await vendor.stop();
  });

  const HANDLERS = ['guarded', 'intercepted'];
  /** What each of 100 messages side by side got: a token, or a failure. */
  const askAll = (pattern: string, accounts: string[], contextOf: () => unknown) =>
    Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const account = accounts[i % accounts.length]!;
        const asked = transport.ask(pattern, { account }, contextOf()) as Promise<{ token: string }>;
        return asked.then(
          ({ token }) => /^token-of-(.+)-\d+$/.exec(token)?.[1] === account,
          () => 'failed',
        );
      }),
    );

  it.each(HANDLERS)(
    'each message with a context of its own has its own account’s token (%s)',
    async (way) => {
      expect(new Set(await askAll(way, ['t0', 't1'], () => ({})))).toEqual(new Set([true]));
    },
  );

  it.each(HANDLERS)('one context for all messages never gives another’s token (%s)', async (way) => {
    const context = {};
    await transport.ask('no-token', { account: 't0' }, context);
    const results = await askAll(way, ['t0', 't1'], () => context);
    expect(results).not.toContain(false);
    expect(results).toContain('failed');
    expect(new Set(await askAll(way, ['t0'], () => context))).toEqual(new Set(['failed']));
  });

  it.each(HANDLERS)('one context for all messages of one account gives its token (%s)', async (way) => {
    const context = {};
    expect(new Set(await askAll(way, ['t0'], () => context))).toEqual(new Set([true]));
  });

  it.each(HANDLERS)('a message without a context fails where the token is asked for (%s)', async (way) => {
    for (const context of [undefined, null, 'tcp', Object.freeze({})]) {
      await expect(transport.ask(way, { account: 't0' }, context)).rejects.toMatchObject({
        status: 'error',
      });
      await expect(transport.ask('no-token', { account: 't0' }, context)).resolves.toEqual({
        account: 't0',
      });
    }
  });

  it('each handler of an event has its own account’s token, and one without a guard none', async () => {
    await Promise.all(Array.from({ length: 20 }, () => transport.emit('signed', {}, {})));
    while (heard.length < 60) await sleep(1);
    expect(new Set(heard.map((line) => line.replace(/-\d+$/, '')))).toEqual(
      new Set(['first token-of-first', 'second token-of-second', 'failed ESIGNON_CONFIG_INVALID']),
    );
  });
});
