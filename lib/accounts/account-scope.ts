import { AsyncLocalStorage } from 'node:async_hooks';

/** Which account the code that runs now stands for; each module instance has a scope of its own. */
export class AccountScope {
  readonly #storage = new AsyncLocalStorage<string | undefined>();

  /** The account's ID, or `undefined` for the main account. */
  current(): string | undefined {
    return this.#storage.getStore();
  }

  /** Runs `fn` and all that it starts as the account `id`; `undefined` is the main account. */
  run<T>(id: string | undefined, fn: () => T): T {
    return this.#storage.run(id, fn);
  }
}
