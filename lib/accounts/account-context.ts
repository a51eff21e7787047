import { Observable } from 'rxjs';

import { EsignonConfigError } from '../common/errors.js';
import { keepInScope } from './lazy-values.js';
import { ACCOUNT_REQUIRED, type EnterScope, isInScope, scopes } from './scopes.js';
import { keepSubscribersInScope } from './subscriber-scope.js';

/** Which account the code that runs now stands for; each module instance has a scope of its own. */
export class AccountContext {
  /** The account's ID, or `undefined` for the main account. Throws where only a scope's account may be used. */
  current(): string | undefined {
    const current = scopes.getStore();
    if (current === ACCOUNT_REQUIRED) throw missingScope();
    return current?.get(this);
  }

  /** Runs `fn`, all that it starts and all that it returns as the account `id`; `undefined` is the main account. */
  run<T>(id: string | undefined, fn: () => T): T {
    keepSubscribersInScope(Observable.prototype);
    const enter = this.#enterScopeOf(id);
    return keepInScope(enter(fn), enter);
  }

  /** Makes what is started later run as the account of now. */
  bind(): EnterScope {
    const current = scopes.getStore();
    return current === ACCOUNT_REQUIRED ? throwMissingScope : this.#enterScopeOf(current?.get(this));
  }

  #enterScopeOf(id: string | undefined): EnterScope {
    return (fn) => {
      const current = scopes.getStore();
      if (current !== ACCOUNT_REQUIRED && current?.get(this) === id) return fn();
      return scopes.run(new Map(current).set(this, id), fn);
    };
  }
}

/**
 * Runs `fn`, all that it starts and all that it returns so that a call fails which is made in no account's scope: it
 * would go as the main account. For code that is to act as some other account.
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
    'A handler with @EsignonAccount() made an eSignon call, but nothing opened the scope of its account, so that it would go as the main one. Add @UseInterceptors(EsignonAuthInterceptor) to the handler or its controller, or call forAccount(id).',
  );
}
