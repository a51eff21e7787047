import { Observable } from 'rxjs';

import { EsignonConfigError } from '../common/errors.js';
import { keepInScope } from './lazy-values.js';
import { ACCOUNT_REQUIRED, type EnterScope, isInScope, NO_SCOPES, type Scopes, scopes } from './scopes.js';
import { keepSubscribersInScope } from './subscriber-scope.js';

/** The account in scope, as which the current code sends its calls. Each module instance has its own context. */
export class AccountContext {
  /**
   * Returns the ID of the account in scope; `undefined` is the main account.
   *
   * @throws `ESIGNON_CONFIG_INVALID` outside every scope in code that requires one
   */
  current(): string | undefined {
    const current = scopes.getStore();
    if (current === ACCOUNT_REQUIRED) throw missingScope();
    return current?.get(this);
  }

  /** Runs `fn`, what it starts and what it returns as the account `id`; `undefined` is the main account. */
  run<T>(id: string | undefined, fn: () => T): T {
    keepSubscribersInScope(Observable.prototype);
    const enter = this.#enterScopeOf(id);
    return keepInScope(enter(fn), enter);
  }

  /** Returns a function that runs its argument as the account that is current now. */
  bind(): EnterScope {
    const current = scopes.getStore();
    return current === ACCOUNT_REQUIRED ? throwMissingScope : this.#enterScopeOf(current?.get(this));
  }

  #enterScopeOf(id: string | undefined): EnterScope {
    // Entering from the same outer scopes gives the same inner scopes, by which `OutsideScopes` identifies code inside.
    let entered: WeakMap<object, Scopes> | undefined;
    return (fn) => {
      const current = scopes.getStore();
      if (current !== ACCOUNT_REQUIRED && current?.get(this) === id) return fn();
      const outside = current ?? NO_SCOPES;
      entered ??= new WeakMap();
      const inside = entered.get(outside) ?? new Map(current).set(this, id);
      entered.set(outside, inside);
      return scopes.run(inside, fn);
    };
  }
}

/**
 * Runs `fn`, the code that it starts and the value that it returns in a scope without an account, in which eSignon calls
 * fail. Without it they would be sent as the main account. For code that must act as another account.
 */
export function requireScope<T>(fn: () => T): T {
  if (isInScope()) return fn();
  keepSubscribersInScope(Observable.prototype);
  const enter: EnterScope = (inner) => (isInScope() ? inner() : scopes.run(ACCOUNT_REQUIRED, inner));
  return keepInScope(enter(fn), enter);
}

const throwMissingScope: EnterScope = () => {
  throw missingScope();
};

function missingScope(): EsignonConfigError {
  return new EsignonConfigError(
    'A handler with @EsignonAccount() sent an eSignon call outside the scope of its account; it would have been sent as the main account. Add @UseInterceptors(EsignonAuthInterceptor) to the handler or its controller, or call forAccount(id).',
  );
}
