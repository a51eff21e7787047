import { type CanActivate, type ExecutionContext, Inject, Injectable, type Type } from '@nestjs/common';

import { EsignonAuthService } from '../esignon-auth.service.js';
import { accountOf } from './esignon-account.decorator.js';
import { toException } from './exception.js';
import { provideToken } from './handler-tokens.js';
import { forInstance } from './named-instance.js';

/**
 * Admits a request only if there is a token for it; otherwise the response is 503, 502 or 504, before the handler runs.
 * The account is that of `@EsignonAccount()`, else the main account. To also send the handler's calls as that account, add
 * `EsignonAuthInterceptor`: a guard cannot open a scope.
 *
 * @example
 * @UseGuards(EsignonAuthGuard)
 * @UseGuards(EsignonAuthGuard.for('crm'))
 */
@Injectable()
export class EsignonAuthGuard implements CanActivate {
  constructor(
    /** The service of the instance. */
    @Inject(EsignonAuthService) protected readonly auth: EsignonAuthService,
  ) {}

  /**
   * Returns the guard of the instance `name`. On a subclass it returns one with the hooks of that subclass, whose
   * constructor takes the service as its first parameter.
   */
  static for(name: string): Type<EsignonAuthGuard> {
    return forInstance(class extends this {}, name);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const fail = async (error: unknown, failed: ExecutionContext): Promise<never> => {
      throw await this.toException(error, failed);
    };
    try {
      const account = this.accountOf(context);
      const auth = account === undefined ? this.auth : this.auth.forAccount(account);
      await auth.getAccessToken();
      provideToken(context, auth, (paramContext) =>
        auth.getAccessToken().catch((error: unknown) => fail(error, paramContext)),
      );
      return true;
    } catch (error) {
      return fail(error, context);
    }
  }

  /**
   * Returns the ID of the account that the token is for; `undefined` is the main account. Override it to choose the account
   * of every handler in one place, and do the same in the interceptor.
   */
  protected accountOf(context: ExecutionContext): string | undefined {
    return accountOf(context);
  }

  /** Returns what is thrown for a request without a token. Override it for other responses. */
  protected toException(error: unknown, context: ExecutionContext): Promise<unknown> {
    return toException(error, context);
  }
}
