import { AsyncLocalStorage } from 'node:async_hooks';

import { TestEnvironment } from 'jest-environment-node';

/**
 * Node's environment, which disables at the end of a suite what it has used of `AsyncLocalStorage`. Until Node 24 the
 * process keeps each storage, with all modules of its suite, and carries it along with every promise of later suites.
 */
export default class ReleasingEnvironment extends TestEnvironment {
  #storages = new Set();
  #run = AsyncLocalStorage.prototype.run;
  #enterWith = AsyncLocalStorage.prototype.enterWith;

  async setup() {
    await super.setup();
    const [storages, run, enterWith] = [this.#storages, this.#run, this.#enterWith];
    AsyncLocalStorage.prototype.run = function (...args) {
      storages.add(this);
      return Reflect.apply(run, this, args);
    };
    AsyncLocalStorage.prototype.enterWith = function (...args) {
      storages.add(this);
      return Reflect.apply(enterWith, this, args);
    };
  }

  async teardown() {
    Object.assign(AsyncLocalStorage.prototype, { run: this.#run, enterWith: this.#enterWith });
    for (const storage of this.#storages) storage.disable();
    await super.teardown();
  }
}
