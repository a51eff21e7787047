import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/**
 * The account in the path. In your application take it from the session of the user. This application has no login, so
 * everyone who opens the page can use every account.
 */
export function accountIdOf(context: ExecutionContext): string {
  return context.switchToHttp().getRequest<{ params: { account: string } }>().params.account;
}

/** The account in the path, if there is one. `@Param()` would add it to the API docs of every controller. */
export const AccountId = createParamDecorator((_: unknown, context: ExecutionContext): string | undefined =>
  accountIdOf(context),
);
