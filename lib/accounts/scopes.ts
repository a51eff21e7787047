import { AsyncLocalStorage } from 'node:async_hooks';

/** Runs a function in a scope, and returns its result. */
export type EnterScope = <T>(fn: () => T) => T;

/**
 * The accounts in scope, by the `AccountContext` of each module instance; an instance without an entry has its main
 * account in scope. One storage for all instances, so that a subscriber is bound once rather than once for each.
 */
export const scopes = new AsyncLocalStorage<Scopes | undefined>();

export type Scopes = ReadonlyMap<object, string | undefined>;

/** The scope of code that must not act as the main account: calls outside an account scope fail in it. */
export const ACCOUNT_REQUIRED: Scopes = new Map();

/** Stands for the absence of scopes where an object is needed. */
export const NO_SCOPES: Scopes = new Map();

export function isInScope(): boolean {
  return scopes.getStore() !== undefined;
}

/** Returns a function that runs another in the current scopes, or outside every scope if there are none. */
export function captureScopes(): EnterScope {
  const captured = scopes.getStore();
  return (fn) => (scopes.getStore() === captured ? fn() : scopes.run(captured, fn));
}
