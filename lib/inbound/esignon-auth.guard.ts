import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';

import { EsignonAuthService } from '../esignon-auth.service.js';
import { accountOf } from './esignon-account.decorator.js';
import { provideToken } from './esignon-access-token.decorator.js';
import { toException } from './exception.js';

/**
 * Lets a request in only when there is a token for it: without one it ends here with 503, 502 or 504, before any work
 * is done. The handler's account is the one of `@EsignonAccount()`, else the main one.
 *
 * For a named instance extend it: `constructor(@InjectEsignonAuth('crm') auth: EsignonAuthService) { super(auth); }`.
 */
@Injectable()
export class EsignonAuthGuard implements CanActivate {
  constructor(@Inject(EsignonAuthService) protected readonly auth: EsignonAuthService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const account = accountOf(context);
    const auth = account ? this.auth.forAccount(account.id) : this.auth;
    try {
      await auth.getAccessToken();
    } catch (error) {
      throw await this.toException(error, context);
    }
    provideToken(context, () => auth.getAccessToken());
    return true;
  }

  /** What a request that gets no token is answered. Override it to answer otherwise. */
  protected toException(error: unknown, context: ExecutionContext): Promise<unknown> {
    return toException(error, context);
  }
}
