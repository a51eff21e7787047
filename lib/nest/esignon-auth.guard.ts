import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';

import { EsignonAuthService } from '../esignon-auth.service.js';
import { accountOf } from './esignon-account.decorator.js';
import { toException } from './exception.js';
import { provideToken } from './handler-tokens.js';

/**
 * Lets a request in only when there is a token for it: without one it ends here with 503, 502 or 504, before any work
 * is done. The handler's account is the one of `@EsignonAccount()`, else the main one; for calls that the handler sends
 * as that account add `EsignonAuthInterceptor`, since a guard cannot open a scope.
 *
 * For a named instance extend it: `constructor(@InjectEsignonAuth('crm') auth: EsignonAuthService) { super(auth); }`.
 */
@Injectable()
export class EsignonAuthGuard implements CanActivate {
  constructor(@Inject(EsignonAuthService) protected readonly auth: EsignonAuthService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const fail = async (error: unknown, asking: ExecutionContext): Promise<never> => {
      throw await this.toException(error, asking);
    };
    try {
      const account = accountOf(context);
      const auth = account === undefined ? this.auth : this.auth.forAccount(account);
      await auth.getAccessToken();
      provideToken(context, auth, (asking) =>
        auth.getAccessToken().catch((error: unknown) => fail(error, asking)),
      );
      return true;
    } catch (error) {
      return fail(error, context);
    }
  }

  /** What a request that gets no token is answered. Override it to answer otherwise. */
  protected toException(error: unknown, context: ExecutionContext): Promise<unknown> {
    return toException(error, context);
  }
}
