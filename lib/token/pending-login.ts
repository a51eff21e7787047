import { raceAbort, type Signal } from '../common/abort.js';
import type { EsignonToken } from './esignon-token.js';

interface Waiter {
  readonly resolve: (token: EsignonToken) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A login that any number of callers wait for (K2). Its failure is never an unhandled rejection, since a renewal may
 * have no caller.
 *
 * Callers wait in a set instead of on the promise of the login, because a callback cannot be removed from a promise. The
 * promise would retain the context of a caller that no longer waits, such as its AsyncLocalStorage store (K4).
 */
export class PendingLogin {
  readonly #waiters = new Set<Waiter>();
  readonly #abort: AbortController;

  /**
   * @param token what the login returns
   * @param abort aborts the login
   */
  constructor(token: Promise<EsignonToken>, abort: AbortController) {
    this.#abort = abort;
    token.then(
      (value) => this.#waiters.forEach(({ resolve }) => resolve(value)),
      (error: unknown) => this.#waiters.forEach(({ reject }) => reject(error)),
    );
  }

  /**
   * Waits for the result of the login. Must be called before the login ends.
   *
   * @throws `ESIGNON_ABORTED` as soon as `signal` aborts; the login goes on
   */
  async wait(signal: Signal | undefined): Promise<EsignonToken> {
    let waiter: Waiter | undefined;
    const result = new Promise<EsignonToken>((resolve, reject) => {
      waiter = { resolve, reject };
      this.#waiters.add(waiter);
    });
    try {
      return await raceAbort(result, signal);
    } finally {
      if (waiter) this.#waiters.delete(waiter);
    }
  }

  /** Aborts the login, and with it every wait. */
  abort(): void {
    this.#abort.abort();
  }
}
