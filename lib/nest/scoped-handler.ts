import type {} from 'reflect-metadata';

import { requireScope } from '../accounts/account-context.js';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Makes the eSignon calls of a handler, or of all handlers of a controller, fail outside an account scope (A1). Without
 * the interceptor they would be sent as the main account.
 *
 * @param descriptor the handler's; without it `target` is the class of the controller
 */
export function requireScopeInHandlers(target: object, descriptor: PropertyDescriptor | undefined): void {
  if (descriptor) {
    wrap(descriptor);
    return;
  }
  // Decorators can be applied to functions that are not classes.
  const { prototype } = target as { prototype?: object };
  if (!prototype) return;
  for (const [name, method] of methodsOf(prototype)) {
    // Only handlers have metadata. Other methods are lifecycle hooks and helpers, which are also called from elsewhere.
    if (name === 'constructor' || !isHandler(method.value)) continue;
    wrap(method);
    Object.defineProperty(prototype, name, method);
  }
}

/** The methods of a class, inherited ones included. */
function methodsOf(prototype: object | null): Map<string, PropertyDescriptor> {
  if (prototype === null) return new Map();
  const parent = Object.getPrototypeOf(prototype) as object | null;
  return new Map([...methodsOf(parent), ...Object.entries(Object.getOwnPropertyDescriptors(prototype))]);
}

function isHandler(value: unknown): value is Method {
  return typeof value === 'function' && Reflect.getOwnMetadataKeys(value).length > 0;
}

/** Copies the metadata that other decorators have put on the method, since Nest reads it from the wrapper. */
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
