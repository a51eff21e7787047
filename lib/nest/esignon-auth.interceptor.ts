import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import { catchError, from, mergeMap, type Observable } from 'rxjs';

import { EsignonAuthService } from '../esignon-auth.service.js';
import { accountOf } from './esignon-account.decorator.js';
import { toException } from './exception.js';
import { provideToken } from './handler-tokens.js';
import { forInstance } from './named-instance.js';

/**
 * Runs a handler in the scope of its `@EsignonAccount()`, so that the injected service and HTTP client act as that
 * account, and converts failures of eSignon to responses with an HTTP status: 502, 503, 504, or 404 and 409 for a
 * call of `EsignonClient` that concerns one document.
 *
 * @example
 * @UseInterceptors(EsignonAuthInterceptor)
 * @UseInterceptors(EsignonAuthInterceptor.for('crm'))
 */
@Injectable()
export class EsignonAuthInterceptor implements NestInterceptor {
  constructor(@Inject(EsignonAuthService) protected readonly auth: EsignonAuthService) {}

  /**
   * Returns the interceptor of the instance `name`. On a subclass it returns one with the hooks of that subclass, whose
   * constructor takes the service as its first parameter.
   */
  static for(name: string): Type<EsignonAuthInterceptor> {
    return forInstance(class extends this {}, name);
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    try {
      return this.#handle(context, next).pipe(catchError((error: unknown) => this.#fail(error, context)));
    } catch (error) {
      return this.#fail(error, context);
    }
  }

  /**
   * Returns the ID of the account in whose scope the handler runs; `undefined` is the main account. Override it to choose
   * the account of every handler in one place, and do the same in the guard.
   */
  protected accountOf(context: ExecutionContext): string | undefined {
    return accountOf(context);
  }

  /** Returns what is thrown for a failure of the handler. Override it for other responses. */
  protected toException(error: unknown, context: ExecutionContext): Promise<unknown> {
    return toException(error, context);
  }

  #handle(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const account = this.accountOf(context);
    const auth = account === undefined ? this.auth : this.auth.forAccount(account);
    provideToken(context, auth, () => auth.getAccessToken());
    if (account === undefined) return next.handle();
    // Nest runs the handler in the async context in which handle() is called.
    return this.auth.runAs(account, () => next.handle() as Observable<unknown>);
  }

  #fail(error: unknown, context: ExecutionContext): Observable<never> {
    return from(this.toException(error, context)).pipe(
      mergeMap((exception) => {
        throw exception;
      }),
    );
  }
}
