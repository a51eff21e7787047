import { AsyncLocalStorage } from 'node:async_hooks';

/** Runs a function in a context, and returns what it returns. */
export type EnterScope = <T>(fn: () => T) => T;

/**
 * The account that the code of now stands for, by module instance (by its `AccountContext`); an instance that is not
 * in it has its main account. One storage for all instances, so that a subscriber is bound once, not once an instance.
 */
export const scopes = new AsyncLocalStorage<Scopes | undefined>();

export type Scopes = ReadonlyMap<object, string | undefined>;

/** In code that must not act as the main account: a call outside a scope fails there. */
export const ACCOUNT_REQUIRED: Scopes = new Map();

export function isInScope(): boolean {
  return scopes.getStore() !== undefined;
}

/** What runs a function in the scopes of now, or outside all of them if there are none now. */
export function captureScopes(): EnterScope {
  const captured = scopes.getStore();
  return (fn) => (scopes.getStore() === captured ? fn() : scopes.run(captured, fn));
}
