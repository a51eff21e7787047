import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/**
 * The account in the path. Yours takes it from what its own login established: this application has none, so that
 * whoever opens the page may stand for any account.
 */
export function accountIdOf(context: ExecutionContext): string {
  return context.switchToHttp().getRequest<{ params: { account: string } }>().params.account;
}

/** The account in the path; `undefined` in a controller whose path has none. `@Param()` would document it there too. */
export const AccountId = createParamDecorator((_: unknown, context: ExecutionContext): string | undefined =>
  accountIdOf(context),
);
