import { type CustomDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';

import { EsignonConfigError } from '../common/errors.js';

const ACCOUNT = 'nestjs-esignon-auth:account';

/** An account's ID, or how to find it for a request. */
export type EsignonAccountResolver = string | ((context: ExecutionContext) => string);

/**
 * Says which account a controller or handler stands for; `EsignonAuthGuard` and `EsignonAuthInterceptor` act on it. An
 * ID that is missing fails the request: it never falls back to the main account.
 *
 * @example
 * @EsignonAccount((context) => context.switchToHttp().getRequest().params.tenantId)
 */
export function EsignonAccount(account: EsignonAccountResolver): CustomDecorator {
  // In an object: a bare `undefined` (a missing environment variable) would read as no decorator.
  return SetMetadata(ACCOUNT, { account } satisfies Named);
}

interface Named {
  readonly account: EsignonAccountResolver;
}

const reflector = new Reflector();

/** The ID of a request's account, or `undefined` where no decorator names one. Throws where one names none. */
export function accountOf(context: ExecutionContext): string | undefined {
  const targets = [context.getHandler(), context.getClass()];
  const named = reflector.getAllAndOverride<Named | undefined>(ACCOUNT, targets);
  if (!named) return undefined;
  const { account } = named;
  const id: unknown = typeof account === 'function' ? account(context) : account;
  if (typeof id === 'string' && id !== '') return id;
  throw new EsignonConfigError(
    '@EsignonAccount() names no account for this request. Make sure that it is given a non-empty string, or a function that returns one (and no promise).',
  );
}
