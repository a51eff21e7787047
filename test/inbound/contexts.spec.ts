import 'reflect-metadata';

import { describe, expect, it, jest } from '@jest/globals';
import type { HttpException } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import {
  EsignonAccessToken,
  EsignonAccount,
  type EsignonAccountResolver,
  EsignonAuthGuard,
  type EsignonAuthService as Service,
  EsignonUnavailableError,
} from 'nestjs-esignon-auth';

import { accountOf } from '../../lib/inbound/esignon-account.decorator.js';
import { toException } from '../../lib/inbound/exception.js';

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
    ['ws', [{ id: 'socket' }, 'a message']],
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
  ])('%s lets the handler run, and says what is missing where it is asked for', async (_, type, args) => {
    const context = contextOf(type, args);
    await expect(guardOf('token').canActivate(context)).resolves.toBe(true);
    expect(() => tokenOf(context)).toThrow('@UseGuards(EsignonAuthGuard)');
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
});

describe('A1: @EsignonAccount()', () => {
  const named = (account: EsignonAccountResolver) => {
    const handler = (): void => undefined;
    EsignonAccount(account)(handler);
    return () => accountOf(contextOf('http', [{ tenant: 'dalbit' }], handler));
  };

  it('is a name, a function of the request, or not there', () => {
    expect(named('dalbit')()).toBe('dalbit');
    expect(named((context) => context.switchToHttp().getRequest().tenant)()).toBe('dalbit');
    expect(accountOf(contextOf('http', [{}]))).toBeUndefined();
  });

  it.each([[''], [undefined], [null], [7], [Promise.resolve('dalbit')]])('that is %p fails', (id) => {
    const problem =
      '@EsignonAccount() names no account for this request. Make sure that it is given a non-empty';
    expect(named(id as unknown as string)).toThrow(problem);
    expect(named(() => id as unknown as string)).toThrow(problem);
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

  it.each(['graphql', 'ws'])('sets none over %s, whatever the second argument is', async (type) => {
    expect(await headersAfter(type, {})).toEqual([]);
    expect(await headersAfter(type, undefined)).toEqual([]);
  });

  it('over messages is the failure itself where @nestjs/microservices is not there', async () => {
    jest.unstable_mockModule('@nestjs/microservices', () => {
      throw new Error('Cannot find package');
    });
    const failure = down();
    await expect(toException(failure, contextOf('rpc', []))).resolves.toBe(failure);
  });
});
