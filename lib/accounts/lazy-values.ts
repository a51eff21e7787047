/* eslint-disable @typescript-eslint/no-deprecated -- only `source` tells whether a Subject has one; RxJS 7 has no public way. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';

import {
  from,
  isObservable,
  map,
  Observable,
  observable as OBSERVABLE,
  type ObservableInput,
  Subject,
} from 'rxjs';

import { captureScopes, type EnterScope } from './scopes.js';
import { isNodeStream, keepStreamInScope, webStreamInScope } from './stream-scope.js';
import { keepSubscribersInScope, observablePrototype, ScopedSubscriber } from './subscriber-scope.js';

/**
 * Wraps a value whose code runs later, so that this code runs in the scope of `enter` (A1): the value of a promise, the
 * subscription and the operators of an Observable, the steps of a generator or an async iterable, the source of a
 * stream. Other values are returned unchanged, also objects and lists that hold such values.
 */
export function keepInScope<T>(value: T, enter: EnterScope): T;
export function keepInScope(value: unknown, enter: EnterScope): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Promise) return promiseInScope(value, enter);
  if (isObservable(value)) return runsOwnCode(value) ? observableInScope(value, enter) : value;
  if (value instanceof ReadableStream) return webStreamInScope(value, enter);
  if (value instanceof EventEmitter || isStreamableFile(value)) return emitterInScope(value, enter);
  return isLazyObject(value) ? objectInScope(value, enter) : value;
}

/** Nest's `StreamableFile`, of whichever copy of Nest. */
interface FileOfStream {
  getStream(): object;
}

function isStreamableFile(value: object): value is FileOfStream {
  const { getStream, getHeaders } = value as Partial<Record<string, unknown>>;
  return typeof getStream === 'function' && typeof getHeaders === 'function';
}

/** Keeps a Node stream, or the stream of a file, in the scope. Other emitters run no code of their own. */
function emitterInScope<T extends EventEmitter | FileOfStream>(value: T, enter: EnterScope): T {
  const stream = value instanceof EventEmitter ? value : value.getStream();
  if (isNodeStream(stream)) keepStreamInScope(stream, enter);
  return value;
}

/** Keeps the promise's value in the scope, and copies what a library has added to its promise, such as `abort()`. */
function promiseInScope(
  promise: Promise<unknown>,
  enter: EnterScope,
  keep: (value: unknown, enter: EnterScope) => unknown = keepInScope,
): Promise<unknown> {
  const kept = promise.then((value) => keep(value, enter));
  for (const [name, { value, ...descriptor }] of Object.entries(Object.getOwnPropertyDescriptors(promise))) {
    const member: unknown =
      typeof value === 'function' ? methodInScope(promise, value as Method, enter) : value;
    void Object.defineProperty(kept, name, descriptor.get ? descriptor : { ...descriptor, value: member });
  }
  return kept;
}

/** Whether it runs code of its own. A plain Subject does not; a Subject with a source subscribes to that source. */
function runsOwnCode(observable: Observable<unknown>): boolean {
  return !(observable instanceof Subject) || observable.source !== undefined;
}

/**
 * Subscribes to the Observable within the scope, but calls the subscriber outside it. `keepSubscribersInScope()` keeps
 * the operators in the scope. Methods that a library has added, such as `connect()`, run in the scope too.
 */
function observableInScope(source: Observable<unknown>, enter: EnterScope): Observable<unknown> {
  const prototype = observablePrototype(source);
  if (prototype) keepSubscribersInScope(prototype);
  const entered = new Observable<unknown>((subscriber) => {
    const outside = new ScopedSubscriber(subscriber, captureScopes());
    return enter(() => source.subscribe(new ScopedSubscriber(outside, enter)));
  }).pipe(map((value) => keepInScope(value, enter)));
  return Object.create(source, {
    ...addedMethods(source, prototype, enter),
    subscribe: { value: entered.subscribe.bind(entered), writable: true, configurable: true },
  }) as Observable<unknown>;
}

/** The methods that a library has added to the Observable. None for a Subject, whose `next()` is called by other code. */
function addedMethods(
  source: Observable<unknown>,
  base: Observable<unknown> | undefined,
  enter: EnterScope,
): PropertyDescriptorMap {
  const methods: PropertyDescriptorMap = {};
  if ('next' in source || !base) return methods;
  for (let owner: object = source; owner !== base; owner = Object.getPrototypeOf(owner) as object) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (typeof value !== 'function' || /^_|^constructor$/.test(name)) continue;
      methods[name] ??= {
        value: methodInScope(source, value as Method, enter),
        writable: true,
        configurable: true,
      };
    }
  }
  return methods;
}

/** Whether its methods run its code: iterators, async iterables, thenables, Observables of other libraries. */
function isLazyObject(value: object): boolean {
  const { next, then } = value as { next?: unknown; then?: unknown };
  return (
    typeof then === 'function' ||
    Symbol.asyncIterator in value ||
    OBSERVABLE in value ||
    (typeof next === 'function' && Symbol.iterator in value)
  );
}

type Method = (...args: unknown[]) => unknown;

/** As `keepInScope()`, also for the `value` of an iterator result. */
function resultInScope(result: unknown, enter: EnterScope): unknown {
  if (result instanceof Promise) return promiseInScope(result, enter, resultInScope);
  const isStep = typeof result === 'object' && result !== null && 'done' in result && 'value' in result;
  return isStep ? { ...result, value: keepInScope(result.value, enter) } : keepInScope(result, enter);
}

/** Returns a proxy whose methods run within the scope. */
function objectInScope(target: object, enter: EnterScope): object {
  // The proxy has another target than the object, since it could not replace the methods of a frozen target.
  return new Proxy(Object.create(Object.getPrototypeOf(target) as object) as object, {
    has: (_, name) => Reflect.has(target, name),
    ownKeys: () => Reflect.ownKeys(target),
    getOwnPropertyDescriptor: (_, name) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(target, name);
      return descriptor && { ...descriptor, configurable: true };
    },
    get: (_, name) => {
      if (name === OBSERVABLE && name in target)
        return () => observableInScope(from(target as ObservableInput<unknown>), enter);
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      const inScope =
        name === Symbol.asyncIterator || name === Symbol.iterator ? iteratorInScope : methodInScope;
      return inScope(target, member as Method, enter);
    },
    set: (_, name, value) => Reflect.set(target, name, value),
  });
}

/** The iterator of an iterable. It needs no method other than `next()`, so `isLazyObject()` does not recognize each one. */
function iteratorInScope(target: object, method: Method, enter: EnterScope): Method {
  return () =>
    objectInScope(
      enter(() => Reflect.apply(method, target, []) as object),
      enter,
    );
}

/** Runs a method within the scope, and the callbacks passed to it in the context of its caller. */
function methodInScope(target: object, method: Method, enter: EnterScope): Method {
  return (...args) => {
    const bound = args.map((arg) => (typeof arg === 'function' ? AsyncLocalStorage.bind(arg as never) : arg));
    return resultInScope(
      enter(() => Reflect.apply(method, target, bound)),
      enter,
    );
  };
}
