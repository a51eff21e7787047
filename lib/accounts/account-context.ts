import { Observable } from 'rxjs';

import { keepInScope } from './lazy-values.js';
import { type Enter, scopes } from './scopes.js';
import { keepSubscribersInScope } from './subscriber-scope.js';

/** Which account the code that runs now stands for; each module instance has a scope of its own. */
export class AccountScope {
  /** The account's ID, or `undefined` for the main account. */
  current(): string | undefined {
    return scopes.getStore()?.get(this);
  }

  /** Runs `fn`, all that it starts and all that it returns as the account `id`; `undefined` is the main account. */
  run<T>(id: string | undefined, fn: () => T): T {
    keepSubscribersInScope(Observable.prototype);
    const enter = this.#entering(id);
    return keepInScope(enter(fn), enter);
  }

  /** Makes what is started later run as the account of now. */
  bind(): Enter {
    return this.#entering(this.current());
  }

  #entering(id: string | undefined): Enter {
    return (fn) => (this.current() === id ? fn() : scopes.run(new Map(scopes.getStore()).set(this, id), fn));
  }
}
