import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { catchError, from, mergeMap, type Observable } from 'rxjs';

import { EsignonAuthService } from '../esignon-auth.service.js';
import { accountOf } from './esignon-account.decorator.js';
import { provideToken } from './esignon-access-token.decorator.js';
import { toException } from './exception.js';

/**
 * Runs a handler as the account of its `@EsignonAccount()`, so that the injected service and HTTP client stand for that
 * account, and answers eSignon's failures with 502, 503 or 504.
 *
 * For a named instance extend it: `constructor(@InjectEsignonAuth('crm') auth: EsignonAuthService) { super(auth); }`.
 */
@Injectable()
export class EsignonAuthInterceptor implements NestInterceptor {
  constructor(@Inject(EsignonAuthService) protected readonly auth: EsignonAuthService) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const account = accountOf(context);
    const auth = account ? this.auth.forAccount(account.id) : this.auth;
    provideToken(context, () => auth.getAccessToken());
    // Nest binds the handler to the async context of this very call: it has to be made inside the scope (A1).
    const handled = account ? this.auth.runAs(account.id, () => next.handle()) : next.handle();
    return handled.pipe(catchError((error: unknown) => this.#fail(error, context)));
  }

  /** What the handler's failure is answered. Override it to answer otherwise. */
  protected toException(error: unknown, context: ExecutionContext): Promise<unknown> {
    return toException(error, context);
  }

  #fail(error: unknown, context: ExecutionContext): Observable<never> {
    return from(this.toException(error, context)).pipe(
      mergeMap((exception) => {
        throw exception;
      }),
    );
  }
}
