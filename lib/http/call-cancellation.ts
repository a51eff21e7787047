import type { Cancel, CancelToken } from 'axios';

import { axios } from '../common/axios.js';

type Listener = (reason: Cancel) => void;

/**
 * An axios `CancelToken` that allocates almost nothing until it is cancelled (P1). axios' own creates two promises for each
 * call, an `AbortController` creates an event target.
 */
export class CallCancellation implements CancelToken {
  reason?: Cancel;
  #listeners: Listener[] | undefined;

  cancel(): void {
    if (this.reason) return;
    this.reason = new axios.CanceledError();
    const listeners = this.#listeners?.splice(0) ?? [];
    for (const listener of listeners) listener(this.reason);
  }

  /** Part of axios' interface; created on access. */
  get promise(): Promise<Cancel> {
    return new Promise((resolve) => this.subscribe(resolve));
  }

  throwIfRequested(): void {
    // A `CanceledError`, as axios' own throws.
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (this.reason) throw this.reason;
  }

  subscribe(listener: Listener): void {
    if (this.reason) listener(this.reason);
    else if (this.#listeners) this.#listeners.push(listener);
    else this.#listeners = [listener];
  }

  unsubscribe(listener: Listener): void {
    if (!this.#listeners) return;
    const index = this.#listeners.indexOf(listener);
    if (index >= 0) this.#listeners.splice(index, 1);
  }

  toAbortSignal(): AbortSignal {
    const controller = new AbortController();
    const abort = (reason: Cancel): void => controller.abort(reason);
    this.subscribe(abort);
    // axios calls `unsubscribe` when the request has ended.
    return Object.assign(controller.signal, { unsubscribe: () => this.unsubscribe(abort) });
  }
}
