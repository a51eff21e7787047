import { type ExecutionContext, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';

import { EsignonConfigError } from '../common/errors.js';
import { requireScopeInHandlers } from './scoped-handler.js';

const ACCOUNT_METADATA = 'nestjs-esignon-auth:account';

/** The ID of an account, or a function that returns it for a request. */
export type EsignonAccountResolver = string | ((context: ExecutionContext) => string);

/**
 * Sets the account of a controller or handler. `EsignonAuthInterceptor` opens its scope, in which the injected service and
 * HTTP client act as this account; `EsignonAuthGuard` checks that there is a token for it.
 *
 * There is no fallback to the main account: a missing ID fails the request, and without the interceptor the handler's
 * calls fail (`ESIGNON_CONFIG_INVALID`).
 *
 * @param account the ID, or a function that returns it. Take it from an authenticated session, not from the request.
 *
 * @example
 * @UseInterceptors(EsignonAuthInterceptor)
 * @EsignonAccount((context) => context.switchToHttp().getRequest().user.tenantId)
 */
export function EsignonAccount(account: EsignonAccountResolver): ClassDecorator & MethodDecorator {
  // Stored in an object, so that an `undefined` account differs from a missing decorator.
  const setMetadata: Decorator = SetMetadata(ACCOUNT_METADATA, { account } satisfies AccountMetadata);
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor): void => {
    requireScopeInHandlers(target, descriptor);
    setMetadata(target, key, descriptor);
  };
}

/** Applies the decorator to classes that inherit it, whose own handlers it has not seen. */
export function decorateSubclasses(classes: Iterable<unknown>): void {
  for (const type of classes) {
    if (typeof type !== 'function' || Reflect.hasOwnMetadata(ACCOUNT_METADATA, type)) continue;
    const inherited = Reflect.getMetadata(ACCOUNT_METADATA, type) as AccountMetadata | undefined;
    if (inherited) EsignonAccount(inherited.account)(type);
  }
}

/** Of a class, or with `key` and `descriptor` of a method. */
type Decorator = (target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => void;

interface AccountMetadata {
  readonly account: EsignonAccountResolver;
}

const reflector = new Reflector();

/**
 * Returns the ID of the account of a request; `undefined` without the decorator.
 *
 * @throws `ESIGNON_CONFIG_INVALID` if the decorator gives no ID
 */
export function accountOf(context: ExecutionContext): string | undefined {
  const targets = [context.getHandler(), context.getClass()];
  const named = reflector.getAllAndOverride<AccountMetadata | undefined>(ACCOUNT_METADATA, targets);
  if (!named) return undefined;
  const { account } = named;
  const id: unknown = typeof account === 'function' ? account(context) : account;
  if (typeof id === 'string' && id !== '') return id;
  // If it is a promise that rejects, the process would end.
  Promise.resolve(id).catch(() => undefined);
  throw new EsignonConfigError(
    '@EsignonAccount() names no account for this request. Pass a non-empty string, or a function that returns one and is not async.',
  );
}
