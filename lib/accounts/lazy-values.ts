/* eslint-disable @typescript-eslint/no-deprecated -- `operator` says whether a Subject runs code; RxJS 7 has no other way. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';

import { isObservable, map, Observable, Subject } from 'rxjs';

import { captureScopes, type EnterScope } from './scopes.js';
import { keepSubscribersInScope, observablePrototype, ScopedSubscriber } from './subscriber-scope.js';

/**
 * A value whose code runs in the scope of `enter`, whoever runs it later (A1): a promise's value, an Observable's
 * subscription and operators, the steps of a generator or an async iterable. Every other value is returned as it is;
 * so are streams, whose code nobody can enter from outside.
 */
export function keepInScope<T>(value: T, enter: EnterScope): T;
export function keepInScope(value: unknown, enter: EnterScope): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Promise) return promiseInScope(value, enter);
  if (isObservable(value)) return runsOwnCode(value) ? observableInScope(value, enter) : value;
  return isLazyObject(value) ? objectInScope(value, enter) : value;
}

/** The promise of the value, kept in the scope, with what a library has put on its promise, as `abort()` or `json()`. */
function promiseInScope(promise: Promise<unknown>, enter: EnterScope): Promise<unknown> {
  const kept = promise.then((value) => keepInScope(value, enter));
  for (const [name, { value, ...descriptor }] of Object.entries(Object.getOwnPropertyDescriptors(promise))) {
    const member: unknown =
      typeof value === 'function' ? methodInScope(promise, value as Method, enter) : value;
    void Object.defineProperty(kept, name, descriptor.get ? descriptor : { ...descriptor, value: member });
  }
  return kept;
}

/** A bare Subject only passes on what others emit; what `pipe()` makes of one runs operators. */
function runsOwnCode(observable: Observable<unknown>): boolean {
  return !(observable instanceof Subject) || observable.operator !== undefined;
}

/**
 * The Observable, subscribed to within the scope, for a subscriber that stays where it is. Its operators are kept in the
 * scope by `keepSubscribersInScope()`. All else that is on the Observable can still be used, as `connect()`.
 */
function observableInScope(source: Observable<unknown>, enter: EnterScope): Observable<unknown> {
  const prototype = observablePrototype(source);
  if (prototype) keepSubscribersInScope(prototype);
  const entered = new Observable<unknown>((subscriber) => {
    const outside = new ScopedSubscriber(subscriber, captureScopes());
    return enter(() => source.subscribe(new ScopedSubscriber(outside, enter)));
  }).pipe(map((value) => keepInScope(value, enter)));
  return Object.create(source, {
    subscribe: { value: entered.subscribe.bind(entered), writable: true, configurable: true },
  }) as Observable<unknown>;
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

type Method = (...args: unknown[]) => unknown;

/** The object, each of whose methods runs within the scope. */
function objectInScope(target: object, enter: EnterScope): object {
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
      return typeof member === 'function' ? methodInScope(target, member as Method, enter) : member;
    },
    set: (_, name, value) => Reflect.set(target, name, value),
  });
}

/** A method that runs within the scope, and calls back in the context of its caller. */
function methodInScope(target: object, method: Method, enter: EnterScope): Method {
  return (...args) => {
    const bound = args.map((arg) => (typeof arg === 'function' ? AsyncLocalStorage.bind(arg as never) : arg));
    return keepInScope(
      enter(() => Reflect.apply(method, target, bound)),
      enter,
    );
  };
}
