import { AsyncLocalStorage } from 'node:async_hooks';

import { keepInScope } from './lazy-values.js';

/** Which account the code that runs now stands for; each module instance has a scope of its own. */
export class AccountScope {
  readonly #storage = new AsyncLocalStorage<string | undefined>();

  /** The account's ID, or `undefined` for the main account. */
  current(): string | undefined {
    return this.#storage.getStore();
  }

  /** Runs `fn`, all that it starts and all that it returns as the account `id`; `undefined` is the main account. */
  run<T>(id: string | undefined, fn: () => T): T {
    const enter = <R>(inner: () => R): R => this.#storage.run(id, inner);
    return keepInScope(enter(fn), enter);
  }

  /** Makes what is started later run as the account of now. */
  bind(): <T>(fn: () => T) => T {
    const id = this.current();
    return (fn) => (this.current() === id ? fn() : this.#storage.run(id, fn));
  }
}
