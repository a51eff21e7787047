import { type ExecutionContext, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';

import { EsignonConfigError } from '../common/errors.js';
import { requireScopeInHandlers } from './scoped-handler.js';

const ACCOUNT_METADATA = 'nestjs-esignon-auth:account';

/** An account's ID, or how to find it for a request. */
export type EsignonAccountResolver = string | ((context: ExecutionContext) => string);

/**
 * Names the account that a controller or handler acts as. `EsignonAuthInterceptor` opens the account's scope, in which
 * the injected service and HTTP client stand for it; `EsignonAuthGuard` checks that it has a token.
 *
 * It never falls back to the main account: a missing ID fails the request, and so does a call of a handler whose scope
 * nothing opened (`ESIGNON_CONFIG_INVALID`).
 *
 * @param account the ID, or a function that returns it; take it from what the caller has proven to be, such as a session
 *
 * @example
 * @UseInterceptors(EsignonAuthInterceptor)
 * @EsignonAccount((context) => context.switchToHttp().getRequest().user.tenantId)
 */
export function EsignonAccount(account: EsignonAccountResolver): ClassDecorator & MethodDecorator {
  // In an object: a bare `undefined` (a missing environment variable) would read as no decorator.
  const name = SetMetadata(ACCOUNT_METADATA, { account } satisfies AccountMetadata) as ClassDecorator &
    MethodDecorator;
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor): void => {
    requireScopeInHandlers(target, descriptor);
    if (key === undefined || !descriptor) name(target as never);
    else name(target, key, descriptor);
  };
}

interface AccountMetadata {
  readonly account: EsignonAccountResolver;
}

const reflector = new Reflector();

/** The ID of a request's account, or `undefined` where no decorator names one. Throws where one names none. */
export function accountOf(context: ExecutionContext): string | undefined {
  const targets = [context.getHandler(), context.getClass()];
  const named = reflector.getAllAndOverride<AccountMetadata | undefined>(ACCOUNT_METADATA, targets);
  if (!named) return undefined;
  const { account } = named;
  const id: unknown = typeof account === 'function' ? account(context) : account;
  if (typeof id === 'string' && id !== '') return id;
  throw new EsignonConfigError(
    '@EsignonAccount() names no account for this request. Make sure that it is given a non-empty string, or a function that returns one (and no promise).',
  );
}
