/* eslint-disable @typescript-eslint/no-deprecated -- only `operator` tells whether a Subject has operators; RxJS 7 has no public way. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';

import { isObservable, map, Observable, Subject } from 'rxjs';

import { captureScopes, type EnterScope } from './scopes.js';
import { keepSubscribersInScope, observablePrototype, ScopedSubscriber } from './subscriber-scope.js';

/**
 * Wraps a value whose code runs later, so that this code runs in the scope of `enter` (A1): the value of a promise, the
 * subscription and the operators of an Observable, the steps of a generator or an async iterable. Other values are
 * returned unchanged, and so are streams, whose code cannot be wrapped.
 */
export function keepInScope<T>(value: T, enter: EnterScope): T;
export function keepInScope(value: unknown, enter: EnterScope): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Promise) return promiseInScope(value, enter);
  if (isObservable(value)) return runsOwnCode(value) ? observableInScope(value, enter) : value;
  return isLazyObject(value) ? objectInScope(value, enter) : value;
}

/** Keeps the promise's value in the scope, and copies what a library has added to its promise, such as `abort()`. */
function promiseInScope(promise: Promise<unknown>, enter: EnterScope): Promise<unknown> {
  const kept = promise.then((value) => keepInScope(value, enter));
  for (const [name, { value, ...descriptor }] of Object.entries(Object.getOwnPropertyDescriptors(promise))) {
    const member: unknown =
      typeof value === 'function' ? methodInScope(promise, value as Method, enter) : value;
    void Object.defineProperty(kept, name, descriptor.get ? descriptor : { ...descriptor, value: member });
  }
  return kept;
}

/** Whether it runs code when it emits: a plain Subject only passes values on, the result of its `pipe()` runs operators. */
function runsOwnCode(observable: Observable<unknown>): boolean {
  return !(observable instanceof Subject) || observable.operator !== undefined;
}

/**
 * Subscribes to the Observable within the scope, but calls the subscriber outside it. `keepSubscribersInScope()` keeps
 * the operators in the scope. Other members of the Observable, such as `connect()`, still work.
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

/** Whether it is an iterator, an async iterable or a thenable other than `Promise`: its methods run the code. */
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

/** Returns a proxy whose methods run within the scope. */
function objectInScope(target: object, enter: EnterScope): object {
  // The target is not the object itself: a proxy cannot replace the methods of a frozen target.
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

/** Runs a method within the scope, and the callbacks passed to it in the context of its caller. */
function methodInScope(target: object, method: Method, enter: EnterScope): Method {
  return (...args) => {
    const bound = args.map((arg) => (typeof arg === 'function' ? AsyncLocalStorage.bind(arg as never) : arg));
    return keepInScope(
      enter(() => Reflect.apply(method, target, bound)),
      enter,
    );
  };
}
