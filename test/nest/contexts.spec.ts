import 'reflect-metadata';

import { inspect } from 'node:util';

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type HttpException, Logger, SetMetadata } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { RpcException } from '@nestjs/microservices';
import { WsException } from '@nestjs/websockets';
import {
  EsignonAccessToken,
  EsignonAccount,
  type EsignonAccountResolver,
  EsignonApiError,
  EsignonAuthGuard,
  EsignonAuthService,
  EsignonUnavailableError,
} from 'nestjs-esignon-auth';

import type { ServiceCore } from '../../lib/esignon-auth.service.js';
import { accountOf } from '../../lib/nest/esignon-account.decorator.js';
import { toException } from '../../lib/nest/exception.js';
import { messageObjectOf } from '../../lib/nest/message-object.js';

type Service = EsignonAuthService;

class Probe {
  handler(@EsignonAccessToken() token: string): string {
    return token;
  }
}

/** What Nest makes of a handler's arguments; `handler` carries the decorators. */
function contextOf(type: string, args: unknown[], handler = (): void => undefined): ExecutionContextHost {
  const context = new ExecutionContextHost(args, Probe, handler);
  context.setType(type);
  return context;
}

const down = (retryAfterMs?: number) =>
  new EsignonUnavailableError('ESIGNON_UNREACHABLE', 'down', { retryable: true, retryAfterMs });

describe('N2: @EsignonAccessToken()', () => {
  /** What Nest would call for the parameter. */
  const [parameter] = Object.values(
    Reflect.getMetadata('__routeArguments__', Probe, 'handler') as Record<
      string,
      { factory: (data: unknown, context: ExecutionContextHost) => unknown }
    >,
  );
  const tokenOf = (context: ExecutionContextHost) => parameter!.factory(undefined, context);
  const guardWith = (getAccessToken: () => Promise<string>) =>
    new EsignonAuthGuard({ getAccessToken } as unknown as Service);
  const guardOf = (token: string) => guardWith(() => Promise.resolve(token));

  it.each<[type: string, args: unknown[]]>([
    ['http', [{ url: '/' }, {}]],
    ['rpc', [undefined, {}]],
    ['ws', [{ id: 'socket' }, { text: 'a message' }]],
    ['ws', [{ id: 'socket' }, 'a message', () => 'acknowledged']],
    ['graphql', [{}, {}, {}, { fieldName: 'documents' }]],
    // A federated reference resolver has three arguments.
    ['graphql', [{ __typename: 'Document' }, {}, { fieldName: '_entities' }]],
  ])('is found over %s', async (type, args) => {
    const context = contextOf(type, args);
    await guardOf('token').canActivate(context);
    await expect(tokenOf(context)).resolves.toBe('token');
  });

  it('is each field’s own where fields share all but `info`', async () => {
    const shared = [{}, {}, {}];
    const contexts = ['a', 'b'].map((fieldName) => contextOf('graphql', [...shared, { fieldName }]));
    await guardOf('token-a').canActivate(contexts[0]!);
    await guardOf('token-b').canActivate(contexts[1]!);
    await expect(Promise.all(contexts.map(tokenOf))).resolves.toEqual(['token-a', 'token-b']);
  });

  it.each<[why: string, type: string, args: unknown[]]>([
    ['in a kind of context that it does not know', 'carrier pigeon', [{}, {}, {}]],
    ['without a request', 'http', []],
    ['with a request that is text', 'http', ['GET /']],
    ['with a null for a request', 'http', [null]],
    ['with a frozen request', 'http', [Object.freeze({})]],
    ['without a transport’s context', 'rpc', [{ data: 1 }]],
    ['with a transport’s context that is text', 'rpc', [{ data: 1 }, 'documents.list']],
    ['with text for data', 'ws', [{ id: 'socket' }, 'a message', undefined, 'event']],
    ['with frozen data', 'ws', [{ id: 'socket' }, Object.freeze({})]],
    ['without `info`', 'graphql', []],
    ['in a kind of context that objects inherit', 'constructor', [{}, {}, {}]],
  ])('%s lets the handler run, and says what is missing where it is asked for', async (_, type, args) => {
    const context = contextOf(type, args);
    await expect(guardOf('token').canActivate(context)).resolves.toBe(true);
    expect(() => tokenOf(context)).toThrow('this message has none or a frozen one');
  });

  it('says without guard or interceptor what is missing', () => {
    expect(() => tokenOf(contextOf('graphql', [{}, {}, {}, {}]))).toThrow('@UseGuards(EsignonAuthGuard)');
  });

  it('asked for after the token ended, fails as the guard does', async () => {
    const failure = down();
    let ended = false;
    const context = contextOf('graphql', [{}, {}, {}, {}]);
    await guardWith(() => (ended ? Promise.reject(failure) : Promise.resolve('token'))).canActivate(context);
    ended = true;
    await expect(tokenOf(context)).rejects.toMatchObject({ status: 503, cause: failure });
  });

  describe('where an object serves several messages', () => {
    const first = (): void => undefined;
    const second = (): void => undefined;
    const shared = () => [{ data: 1 }, {}];
    const accounts = { forAccount: (id: string) => ({ getAccessToken: async () => `token-of-${id}` }) };
    /** One guard of one instance; each message names its account. */
    const enter = async (args: unknown[], handler: () => void, id: string) => {
      const guard = new EsignonAuthGuard(accounts.forAccount(id) as unknown as Service);
      await guard.canActivate(contextOf('rpc', args, handler));
      return () => tokenOf(contextOf('rpc', args, handler));
    };

    it('is each handler’s own, and none of a handler without a guard', async () => {
      const args = shared();
      const [one, other] = [await enter(args, first, 'a'), await enter(args, second, 'b')];
      await expect(Promise.all([one(), other()])).resolves.toEqual(['token-of-a', 'token-of-b']);
      expect(() => tokenOf(contextOf('rpc', args))).toThrow('@UseGuards(EsignonAuthGuard)');
    });

    it('fails for both of two accounts, and stays so', async () => {
      const args = shared();
      const token = await enter(args, first, 'a');
      await expect(token()).resolves.toBe('token-of-a');
      await enter(args, first, 'b');
      expect(token).toThrow('tokens of several accounts');
      await enter(args, first, 'a');
      expect(token).toThrow('EsignonHttpService.forAccount(id)');
    });

    it('is not looked for in an object’s prototype', async () => {
      const prototype = {};
      await enter([{}, prototype], first, 'a');
      const token = () => tokenOf(contextOf('rpc', [{}, Object.create(prototype)], first));
      expect(token).toThrow('@UseGuards(EsignonAuthGuard)');
    });

    it('is stored under a name that two copies of the package share', async () => {
      const args = shared();
      await enter(args, first, 'a');
      expect(Reflect.ownKeys(args[1]!)).toEqual([Symbol.for('nestjs-esignon-auth.handler-tokens')]);
    });

    it('shows no token on the object', async () => {
      const args = shared();
      await enter(args, first, 'a');
      expect(inspect(args, { depth: 9, showHidden: true })).not.toContain('token-of');
      expect(JSON.stringify(args)).toBe('[{"data":1},{}]');
    });
  });

  it('fails by way of the parameter’s own context, not of the guard’s', async () => {
    const failed: unknown[] = [];
    class Told extends EsignonAuthGuard {
      protected override toException(error: unknown, context: unknown): Promise<unknown> {
        failed.push(context);
        return Promise.resolve(error);
      }
    }
    const answers = [Promise.resolve('token'), Promise.reject(down())];
    const guard = new Told({ getAccessToken: () => answers.shift() } as unknown as Service);
    const handler = (): void => undefined;
    const args = [{}, {}];
    await guard.canActivate(contextOf('rpc', args, handler));
    const asking = contextOf('rpc', args, handler);
    await expect(tokenOf(asking)).rejects.toThrow('down');
    expect(failed).toEqual([asking]);
  });
});

describe('A1: the object that belongs to one message alone', () => {
  const own = { own: true };
  const ack = (): void => undefined;
  const client = { id: 'socket' };

  it.each<[type: string, args: unknown[], found: unknown]>([
    ['http', [own, {}, ack], own],
    ['http', ['GET /', {}], undefined],
    ['http', [], undefined],
    ['rpc', [{}, own], own],
    ['rpc', [own, 'context'], undefined],
    ['rpc', [own], undefined],
    // gRPC: the request, its metadata, the call; and a stream's call with its callback.
    ['rpc', [{}, own, {}], own],
    ['rpc', [{}, ack], ack],
    ['ws', [client, own, ack, 'event'], own],
    ['ws', [client, [1, 2], undefined, 'event'], [1, 2]],
    ['ws', [client, 'text', ack, 'event'], ack],
    ['ws', [client, undefined, ack, 'event'], ack],
    ['ws', [client, null, undefined, 'event'], undefined],
    ['ws', [client, 'text', 'event', ack], ack],
    ['ws', [client, 'text', 'event', { event: true }], undefined],
    ['ws', [client, client], undefined],
    ['ws', [client], undefined],
    ['graphql', [{}, {}, {}, own], own],
    ['graphql', [{}, {}, own], own],
    ['graphql', [], undefined],
    ['telegraf', [own, own, own, own], undefined],
    ['toString', [own, own, own, own], undefined],
  ])('over %s of %p is %p', (type, args, found) => {
    expect(messageObjectOf(contextOf(type, args))).toEqual(found);
  });
});

describe('A1: handles of a service', () => {
  it('are the same by instance and account', () => {
    const [one, other] = [{}, {}] as [ServiceCore, ServiceCore];
    const service = new EsignonAuthService(one);
    const stub = {} as unknown as Service;
    expect(EsignonAuthService.isSame(service, new EsignonAuthService(one))).toBe(true);
    expect(EsignonAuthService.isSame(service.forAccount('a'), service.forAccount('a'))).toBe(true);
    expect(EsignonAuthService.isSame(service.forAccount('a'), service.forAccount('b'))).toBe(false);
    expect(EsignonAuthService.isSame(service, service.forAccount('a'))).toBe(false);
    expect(EsignonAuthService.isSame(service, new EsignonAuthService(other))).toBe(false);
    expect(EsignonAuthService.isSame(stub, stub)).toBe(true);
    expect(EsignonAuthService.isSame(stub, service)).toBe(false);
    expect(EsignonAuthService.isSame(service, stub)).toBe(false);
  });
});

describe('A1: @EsignonAccount()', () => {
  const named = (account: EsignonAccountResolver) => {
    const handler = (): void => undefined;
    EsignonAccount(account)(handler);
    return () => accountOf(contextOf('http', [{ tenant: 'dalbit' }], handler));
  };

  it('takes an ID or a function of the request', () => {
    expect(named('dalbit')()).toBe('dalbit');
    expect(named((context) => context.switchToHttp().getRequest().tenant)()).toBe('dalbit');
    expect(accountOf(contextOf('http', [{}]))).toBeUndefined();
  });

  it('leaves a handler its name and the number of its parameters', () => {
    class Documents {
      @EsignonAccount('dalbit')
      find(id: string, version: number): string {
        return `${id} ${version}`;
      }
    }
    const { name, length } = Reflect.get(Documents.prototype, 'find');
    expect({ name, length }).toEqual({ name: 'find', length: 2 });
  });

  it('of another copy of the package is the account too', () => {
    const handler = (): void => undefined;
    SetMetadata('nestjs-esignon-auth:account', { account: 'dalbit' })(handler);
    expect(accountOf(contextOf('http', [{}], handler))).toBe('dalbit');
  });

  it.each([[''], [undefined], [null], [7], [Promise.resolve('dalbit')]])('that is %p fails', (id) => {
    const problem = '@EsignonAccount() names no account for this request. Pass a non-empty string';
    expect(named(id as unknown as string)).toThrow(problem);
    expect(named(() => id as unknown as string)).toThrow(problem);
  });
});

describe('N6: the exception for a call that eSignon refused', () => {
  const refused = (resultCode?: string) => new EsignonApiError('two\r\nlines', { resultCode });
  const lines: unknown[] = [];
  const log = (...line: unknown[]): void => void lines.push(line);
  beforeEach(() => {
    lines.length = 0;
    Logger.overrideLogger({ log, warn: log, error: log });
  });
  afterEach(() => Logger.overrideLogger(false));

  it.each(['rpc', 'ws'])('has the result code over %s, if there is one', async (type) => {
    const errorOf = async (failure: Error) =>
      ((await toException(failure, contextOf(type, []))) as WsException).getError();
    const body = { status: 'error', code: 'ESIGNON_API_FAILED', message: expect.any(String) };
    expect(await errorOf(refused('31'))).toStrictEqual({ ...body, resultCode: '31' });
    expect(await errorOf(refused())).toStrictEqual(body);
  });

  it('has the result code over HTTP, if there is one', async () => {
    const bodyOf = async (failure: Error) =>
      ((await toException(failure, contextOf('http', [{}, {}]))) as HttpException).getResponse();
    const body = { statusCode: 502, code: 'ESIGNON_API_FAILED', message: expect.any(String) };
    expect(await bodyOf(refused('31'))).toStrictEqual({ ...body, resultCode: '31' });
    expect(await bodyOf(refused())).toStrictEqual(body);
  });

  it('is logged in one line, under the name of the module', async () => {
    await toException(refused('31'), contextOf('http', [{}, {}]));
    expect(lines).toEqual([['two lines', 'EsignonAuth']]);
  });
});

describe('N2: an exception', () => {
  const headersAfter = async (type: string, response: unknown, retryAfterMs?: number) => {
    const told: unknown[] = [];
    const header = (name: string, value: string) => told.push(`${name}: ${value}`);
    const args = [{}, typeof response === 'object' ? { ...response, header } : response];
    const exception = (await toException(down(retryAfterMs), contextOf(type, args))) as HttpException;
    expect(exception.getStatus()).toBe(503);
    return told;
  };

  it.each([
    [undefined, 'Retry-After: 1'],
    [0, 'Retry-After: 1'],
    [1_000, 'Retry-After: 1'],
    [1_001, 'Retry-After: 2'],
  ])('with %p ms to wait says so in the answer', async (ms, line) => {
    expect(await headersAfter('http', {}, ms)).toEqual([line]);
  });

  it('sets no header on an answer that has begun, or that takes none', async () => {
    expect(await headersAfter('http', { headersSent: true })).toEqual([]);
    const context = contextOf('http', [{}, {}]);
    await expect(toException(down(), context)).resolves.toMatchObject({ status: 503 });
  });

  it('sets none over graphql, whatever the second argument is', async () => {
    expect(await headersAfter('graphql', {})).toEqual([]);
    expect(await headersAfter('graphql', undefined)).toEqual([]);
  });

  it.each([
    ['rpc', RpcException],
    ['ws', WsException],
  ])('over %s is Nest’s own for messages', async (type, Exception) => {
    const body = { status: 'error', code: 'ESIGNON_UNREACHABLE', message: expect.any(String) };
    const exception = (await toException(down(), contextOf(type, []))) as WsException;
    expect(exception).toBeInstanceOf(Exception);
    expect(exception.getError()).toStrictEqual(body);
    const late = (await toException(down(7), contextOf(type, []))) as WsException;
    expect(late.getError()).toStrictEqual({ ...body, retryAfterMs: 7 });
  });

  it.each([
    ['rpc', '@nestjs/microservices'],
    ['ws', '@nestjs/websockets'],
  ])('over %s is the failure itself where %s is not there', async (type, name) => {
    jest.unstable_mockModule(name, () => {
      throw new Error('Cannot find package');
    });
    const failure = down();
    await expect(toException(failure, contextOf(type, []))).resolves.toBe(failure);
  });
});
