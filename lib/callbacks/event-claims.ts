import { raceDeadline } from '../common/abort.js';
import type { Clock } from '../common/clock.js';
import type { EsignonSeenStore } from './seen-store.js';

export type Release = () => Promise<void>;

/** How long one operation of the store may take, in ms, since eSignon waits for the response meanwhile. */
const CLAIM_TIMEOUT = 1_000;

const TIMED_OUT = new Error('The store of `seen` timed out');

/** Claims keys in a store that can fail or hang. */
export class EventClaims {
  readonly #store: EsignonSeenStore;
  readonly #clock: Clock;

  constructor(store: EsignonSeenStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Claims a key. Returns its release, or `undefined` if it is already claimed. Rejects if the store fails or hangs. */
  async claim(key: string, ttlMs: number): Promise<Release | undefined> {
    const claim = (async () => this.#store.lease(key, ttlMs))();
    const release = await this.#inTime(claim).catch((error: unknown) => {
      // A claim that succeeds after the time-out is released. Otherwise a repeated delivery would not be handled.
      if (error === TIMED_OUT) claim.then((late) => late?.()).catch(() => undefined);
      throw error;
    });
    // A store of the application may throw where a promise is expected.
    return release && (() => this.#inTime((async () => release())()).catch(() => undefined));
  }

  #inTime<T>(step: Promise<T>): Promise<T> {
    return raceDeadline(step, { clock: this.#clock, ms: CLAIM_TIMEOUT, timeoutError: () => TIMED_OUT });
  }
}
