/* eslint-disable @typescript-eslint/no-deprecated -- RxJS 7 has no public way between a source and its subscriber. */
import { Observable, type Operator, Subscriber } from 'rxjs';

import { captureScopes, type EnterScope, isInScope } from './scopes.js';

type Subscribe = (this: Observable<unknown>, ...args: unknown[]) => unknown;

/** Marks an extended `subscribe()`. Not `Symbol.for`, since another copy of this package has its own scopes. */
const KEEPS_SCOPE = Symbol('nestjs-esignon-auth: keeps the scope');

/**
 * Makes every subscriber run in the account scope in which it subscribed (A1).
 *
 * RxJS calls an operator in the async context of the code that emits, which for a Subject or an event emitter is other
 * code: `orders$.pipe(mergeMap((id) => http.get(...)))` would send as the account of whoever called `next()`. Wrapping
 * what `runAs()` returns cannot reach all operators, since Observables subscribe to others internally (in Nest's
 * interceptors, in `merge`, `endWith`, `defer`). So `Observable.prototype.subscribe` itself is extended, as in zone.js.
 *
 * Only account scopes are restored, no other AsyncLocalStorage. Subscribers outside every scope are not changed, so that
 * the handlers of an event bus still run in the scope of the publisher.
 */
export function keepSubscribersInScope(prototype: Observable<unknown>): void {
  const { subscribe } = prototype as { subscribe: Subscribe };
  if (KEEPS_SCOPE in subscribe) return;
  function subscribeInScope(this: Observable<unknown>, ...args: unknown[]): unknown {
    const [observer] = args;
    // A subscriber that is passed on, as by `subscribeOn` in a scheduler, keeps its scope.
    if (observer instanceof ScopedSubscriber) return observer.enter(() => subscribe.apply(this, args));
    const source = isInScope() ? sourceInScope(captureScopes(), this, subscribe) : this;
    return subscribe.apply(source, args);
  }
  prototype.subscribe = Object.assign(subscribeInScope, { [KEEPS_SCOPE]: true }) as never;
}

/** Returns an Observable that delivers the values of `source` within a scope. */
function sourceInScope(
  enter: EnterScope,
  source: Observable<unknown>,
  subscribe: Subscribe,
): Observable<unknown> {
  const operator = {
    call: (subscriber: Subscriber<unknown>) =>
      subscribe.call(source, new ScopedSubscriber(subscriber, enter)),
  };
  // Not `source.lift()`: for a Subject it returns a Subject.
  return Object.assign(new Observable<unknown>(), {
    source,
    operator: operator as Operator<unknown, unknown>,
  });
}

/** Returns the prototype that has the Observable's `subscribe()`: another copy of RxJS has its own. */
export function observablePrototype(observable: Observable<unknown>): Observable<unknown> | undefined {
  let prototype: unknown = observable;
  do prototype = Object.getPrototypeOf(prototype);
  while (
    prototype !== null &&
    !(Object.hasOwn(prototype as object, 'subscribe') && Object.hasOwn(prototype as object, 'lift'))
  );
  return (prototype as Observable<unknown> | undefined) ?? undefined;
}

/** Passes everything on within a scope, teardown too. A `Subscriber`, so that the source notices when it is closed. */
export class ScopedSubscriber extends Subscriber<unknown> {
  readonly enter: EnterScope;

  constructor(destination: Subscriber<unknown>, enter: EnterScope) {
    super(destination);
    this.enter = enter;
  }

  override unsubscribe(): void {
    this.enter(() => super.unsubscribe());
  }

  protected override _next(value: unknown): void {
    this.enter(() => super._next(value));
  }

  protected override _error(error: unknown): void {
    this.enter(() => super._error(error));
  }

  protected override _complete(): void {
    this.enter(() => super._complete());
  }
}
