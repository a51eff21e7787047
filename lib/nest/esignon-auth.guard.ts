import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';

import { EsignonAuthService } from '../esignon-auth.service.js';
import { accountOf } from './esignon-account.decorator.js';
import { toException } from './exception.js';
import { provideToken } from './handler-tokens.js';

/**
 * Admits a request only if there is a token for it; otherwise the response is 503, 502 or 504, before the handler runs.
 * The account is that of `@EsignonAccount()`, else the main account. To also send the handler's calls as that account, add
 * `EsignonAuthInterceptor`: a guard cannot open a scope.
 *
 * For a named instance extend it: `constructor(@InjectEsignonAuth('crm') auth: EsignonAuthService) { super(auth); }`.
 */
@Injectable()
export class EsignonAuthGuard implements CanActivate {
  constructor(
    /** The service of the instance. */
    @Inject(EsignonAuthService) protected readonly auth: EsignonAuthService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const fail = async (error: unknown, failed: ExecutionContext): Promise<never> => {
      throw await this.toException(error, failed);
    };
    try {
      const account = accountOf(context);
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

  /** Returns what is thrown for a request without a token. Override it for other responses. */
  protected toException(error: unknown, context: ExecutionContext): Promise<unknown> {
    return toException(error, context);
  }
}
