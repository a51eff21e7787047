import { type CustomDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';

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
  return SetMetadata(ACCOUNT, account);
}

const reflector = new Reflector();

/** The account of a request, or `undefined` where no decorator names one. */
export function accountOf(context: ExecutionContext): { readonly id: string } | undefined {
  const targets = [context.getHandler(), context.getClass()];
  const account = reflector.getAllAndOverride<EsignonAccountResolver | undefined>(ACCOUNT, targets);
  if (account === undefined) return undefined;
  return { id: typeof account === 'function' ? account(context) : account };
}
