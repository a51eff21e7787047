import type {} from 'reflect-metadata';

import { requireScope } from '../accounts/account-context.js';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Makes a handler, or every handler of a controller, fail its calls where nothing opened the scope of an account (A1): a
 * forgotten interceptor would send them as the main account.
 *
 * @param descriptor of the handler; without it `target` is the controller's class
 */
export function requireScopeInHandlers(target: object, descriptor: PropertyDescriptor | undefined): void {
  if (descriptor) {
    wrap(descriptor);
    return;
  }
  // A decorator can also be called with a function that is no class.
  const { prototype } = target as { prototype?: object };
  if (!prototype) return;
  for (const [name, method] of methodsOf(prototype)) {
    // Handlers have metadata of their decorators. Others are lifecycle hooks and helpers, which may be called from anywhere.
    if (name === 'constructor' || !isHandler(method.value)) continue;
    wrap(method);
    Object.defineProperty(prototype, name, method);
  }
}

/** Those that a controller inherits too. */
function methodsOf(prototype: object | null): Map<string, PropertyDescriptor> {
  if (prototype === null || prototype === Object.prototype) return new Map();
  const parent = Object.getPrototypeOf(prototype) as object | null;
  return new Map([...methodsOf(parent), ...Object.entries(Object.getOwnPropertyDescriptors(prototype))]);
}

function isHandler(value: unknown): value is Method {
  return typeof value === 'function' && Reflect.getOwnMetadataKeys(value).length > 0;
}

/** Decorators below have put their metadata on the method, and Nest reads it from what takes its place. */
function wrap(descriptor: PropertyDescriptor): void {
  const handler = descriptor.value as Method;
  const wrapped: Method = function (...args) {
    return requireScope(() => Reflect.apply(handler, this, args));
  };
  for (const key of Reflect.getOwnMetadataKeys(handler) as unknown[]) {
    Reflect.defineMetadata(key, Reflect.getOwnMetadata(key, handler), wrapped);
  }
  const { name, length } = handler;
  descriptor.value = Object.defineProperties(wrapped, { name: { value: name }, length: { value: length } });
}
