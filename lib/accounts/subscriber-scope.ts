/* eslint-disable @typescript-eslint/no-deprecated -- RxJS 7 has no public way between a source and its subscriber. */
import { Observable, type Operator, Subscriber } from 'rxjs';

import { captureScopes, type EnterScope, isInScope } from './scopes.js';

type Subscribe = (this: Observable<unknown>, ...args: unknown[]) => unknown;

/** On a `subscribe()` that is ours already. Not `Symbol.for`: another copy of this package has scopes of its own. */
const KEEPS_SCOPE = Symbol('nestjs-esignon-auth: keeps the scope');

/**
 * Makes every subscriber that subscribed in an account scope run in it (A1).
 *
 * RxJS calls an operator in the async context of whoever emits, which for a Subject or an event emitter is a stranger:
 * `orders$.pipe(mergeMap((id) => http.get(...)))` would go as the account of the code that called `next()`. A wrapper
 * around what `runAs()` returns cannot reach all operators, since Observables subscribe to others in their own code
 * (those of Nest's interceptors, of `merge`, `endWith`, `defer`). So `Observable.prototype.subscribe` itself is
 * extended, as zone.js does.
 *
 * Only account scopes are restored; every other AsyncLocalStorage is left as Node has it. A subscriber outside every
 * scope is left alone too: the handlers of an event bus run in the scope of whoever publishes.
 */
export function keepSubscribersInScope(prototype: Observable<unknown>): void {
  const { subscribe } = prototype as { subscribe: Subscribe };
  if (KEEPS_SCOPE in subscribe) return;
  function subscribeInScope(this: Observable<unknown>, ...args: unknown[]): unknown {
    const [observer] = args;
    // A subscriber that is passed on, as `subscribeOn` does from a scheduler, keeps its scope.
    if (observer instanceof ScopedSubscriber) return observer.enter(() => subscribe.apply(this, args));
    const source = isInScope() ? sourceInScope(captureScopes(), this, subscribe) : this;
    return subscribe.apply(source, args);
  }
  prototype.subscribe = Object.assign(subscribeInScope, { [KEEPS_SCOPE]: true }) as never;
}

/** The source, with a scope between it and its subscriber. */
function sourceInScope(
  enter: EnterScope,
  source: Observable<unknown>,
  subscribe: Subscribe,
): Observable<unknown> {
  const operator = {
    call: (subscriber: Subscriber<unknown>) =>
      subscribe.call(source, new ScopedSubscriber(subscriber, enter)),
  };
  // Not `source.lift()`: that of a Subject makes a Subject.
  return Object.assign(new Observable<unknown>(), {
    source,
    operator: operator as Operator<unknown, unknown>,
  });
}

/** Where an Observable has its `subscribe()` from: another copy of RxJS has a prototype of its own. */
export function observablePrototype(observable: Observable<unknown>): Observable<unknown> | undefined {
  let prototype: unknown = observable;
  do prototype = Object.getPrototypeOf(prototype);
  while (
    prototype !== null &&
    !(Object.hasOwn(prototype as object, 'subscribe') && Object.hasOwn(prototype as object, 'lift'))
  );
  return (prototype as Observable<unknown> | undefined) ?? undefined;
}

/** Passes everything on within a scope, teardown included. A `Subscriber`, so that a source sees when it was closed. */
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
