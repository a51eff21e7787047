/* eslint-disable @typescript-eslint/no-deprecated -- RxJS 7 has no public way into a chain of operators. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';

import { isObservable, Observable, Subject, Subscriber } from 'rxjs';

/** Runs a function in a context, and returns what it returns. */
export type Enter = <T>(fn: () => T) => T;

/**
 * A value whose code runs in the scope of `enter`, whoever runs it later (A1): a promise's value, an Observable's
 * subscription and operators, the steps of a generator or an async iterable. Every other value is returned as it is;
 * so are streams, whose code nobody can enter from outside.
 */
export function keepInScope<T>(value: T, enter: Enter): T;
export function keepInScope(value: unknown, enter: Enter): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Promise) return value.then((later: unknown) => keepInScope(later, enter));
  if (isObservable(value)) return runsOwnCode(value) ? observableInScope(value, enter) : value;
  return isLazyObject(value) ? objectInScope(value, enter) : value;
}

/** A bare Subject only passes on what others emit; what `pipe()` makes of one runs operators. */
function runsOwnCode(observable: Observable<unknown>): boolean {
  return !(observable instanceof Subject) || observable.operator !== undefined;
}

/**
 * The Observable, subscribed to within the scope; what it emits reaches the subscriber in the subscriber's own context.
 *
 * Each of its operators is called within the scope too: RxJS calls one in the context of whoever emits, which for a
 * Subject is a stranger. The result is a chain of operators again, so that a scope around this one finds them.
 */
function observableInScope(source: Observable<unknown>, enter: Enter): Observable<unknown> {
  return operatorsInScope(source, enter).lift({
    call: (subscriber: Subscriber<unknown>, scoped: Observable<unknown>) => {
      const leave: Enter = AsyncLocalStorage.snapshot();
      return enter(() => scoped.subscribe(new ScopedSubscriber(subscriber, enter, leave)));
    },
  });
}

function operatorsInScope(observable: Observable<unknown>, enter: Enter): Observable<unknown> {
  const { source, operator } = observable;
  if (!source || !operator) return new Observable((subscriber) => observable.subscribe(subscriber));
  const entered = operatorsInScope(source as Observable<unknown>, enter).lift({
    call: (subscriber: Subscriber<unknown>, upstream: Observable<unknown>) =>
      upstream.subscribe(new ScopedSubscriber(subscriber, enter, enter)),
  });
  return entered.lift(operator);
}

/** Delivers in one context and tears down in another. A `Subscriber`, so that a source sees when it was closed. */
class ScopedSubscriber extends Subscriber<unknown> {
  readonly #enter: Enter;
  readonly #deliver: Enter;

  constructor(destination: Subscriber<unknown>, enter: Enter, deliver: Enter) {
    super(destination);
    this.#enter = enter;
    this.#deliver = deliver;
  }

  override unsubscribe(): void {
    this.#enter(() => super.unsubscribe());
  }

  protected override _next(value: unknown): void {
    // What is emitted may be lazy itself, as the generator of a GraphQL subscription.
    const lasting = keepInScope(value, this.#enter);
    this.#deliver(() => super._next(lasting));
  }

  protected override _error(error: unknown): void {
    this.#deliver(() => super._error(error));
  }

  protected override _complete(): void {
    this.#deliver(() => super._complete());
  }
}

/** An iterator, an async iterable or a thenable of another kind than `Promise`: what runs when it is asked. */
function isLazyObject(value: object): boolean {
  if (value instanceof EventEmitter || value instanceof ReadableStream) return false;
  const { next, then } = value as { next?: unknown; then?: unknown };
  return (
    typeof then === 'function' ||
    Symbol.asyncIterator in value ||
    (typeof next === 'function' && Symbol.iterator in value)
  );
}

/** The object, each of whose methods runs within the scope, and calls back in the context of its caller. */
function objectInScope(target: object, enter: Enter): object {
  // Not over the object itself: the methods of a frozen one could not be replaced.
  return new Proxy(Object.create(Object.getPrototypeOf(target) as object) as object, {
    has: (_, name) => Reflect.has(target, name),
    ownKeys: () => Reflect.ownKeys(target),
    getOwnPropertyDescriptor: (_, name) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(target, name);
      return descriptor && { ...descriptor, configurable: true };
    },
    get: (_, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        const bound = args.map((arg) =>
          typeof arg === 'function' ? AsyncLocalStorage.bind(arg as never) : arg,
        );
        return keepInScope(
          enter(() => Reflect.apply(member, target, bound) as unknown),
          enter,
        );
      };
    },
    set: (_, name, value) => Reflect.set(target, name, value),
  });
}
