import { AsyncLocalStorage } from 'node:async_hooks';

/** Runs a function in a scope, and returns its result. */
export type EnterScope = <T>(fn: () => T) => T;

/**
 * The accounts in scope, by the `AccountContext` of each module instance. An instance without an entry has its main
 * account in scope. All instances share one storage, so that a subscriber has to be wrapped only once.
 */
export const scopes = new AsyncLocalStorage<Scopes | undefined>();

export type Scopes = ReadonlyMap<object, string | undefined>;

/** The scope of code that must not act as the main account: eSignon calls in it fail. */
export const ACCOUNT_REQUIRED: Scopes = new Map();

/** Stands for the absence of scopes where an object is needed. */
export const NO_SCOPES: Scopes = new Map();

export function isInScope(): boolean {
  return scopes.getStore() !== undefined;
}

/** Returns a function that runs its argument in the scopes that are current now, or without scopes if there are none. */
export function captureScopes(): EnterScope {
  const captured = scopes.getStore();
  return (fn) => (scopes.getStore() === captured ? fn() : scopes.run(captured, fn));
}
