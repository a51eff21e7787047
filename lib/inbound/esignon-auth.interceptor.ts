import { AsyncLocalStorage } from 'node:async_hooks';

import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { catchError, from, mergeMap, Observable } from 'rxjs';

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
    try {
      return this.#handle(context, next).pipe(catchError((error: unknown) => this.#fail(error, context)));
    } catch (error) {
      return this.#fail(error, context);
    }
  }

  /** What the handler's failure is answered. Override it to answer otherwise. */
  protected toException(error: unknown, context: ExecutionContext): Promise<unknown> {
    return toException(error, context);
  }

  #handle(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const account = accountOf(context);
    const auth = account === undefined ? this.auth : this.auth.forAccount(account);
    provideToken(context, () => auth.getAccessToken());
    return account === undefined ? next.handle() : handleAs(this.auth, account, next);
  }

  #fail(error: unknown, context: ExecutionContext): Observable<never> {
    return from(this.toException(error, context)).pipe(
      mergeMap((exception) => {
        throw exception;
      }),
    );
  }
}

/** Runs the handler, and the Observable that it may return, as an account (A1). */
function handleAs(auth: EsignonAuthService, account: string, next: CallHandler): Observable<unknown> {
  // Nest binds the handler to the async context of this very call, ...
  const handled = auth.runAs(account, () => next.handle() as Observable<unknown>);
  // ... but subscribes to what it returns in the context of the subscription: that has to be in the scope too.
  return new Observable((subscriber) => {
    const outside = AsyncLocalStorage.snapshot();
    return auth.runAs(account, () =>
      handled.subscribe({
        // The interceptors around this one stand for no account, before the handler or after it.
        next: (value) => outside(() => subscriber.next(value)),
        error: (error: unknown) => outside(() => subscriber.error(error)),
        complete: () => outside(() => subscriber.complete()),
      }),
    );
  });
}
