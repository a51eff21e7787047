import type { Clock } from '../common/clock.js';
import type { EventClaims, Release } from './event-claims.js';

/** After this time, in ms, the next turn starts anyway: the handler may hang, or its process may have died. */
const LONGEST_TURN = 60_000;

/** How often to check whether the turn of another process has ended, in ms. */
const POLL = 50;

/**
 * Runs the handlers of one document one after the other, in all processes that share the store. Otherwise a handler with
 * an older state of the document could write after one with a newer state.
 */
export class DocumentTurns {
  readonly #claims: EventClaims;
  readonly #clock: Clock;
  /** The last pending turn of each document in this process. */
  readonly #last = new Map<string, Promise<void>>();

  constructor(claims: EventClaims, clock: Clock) {
    this.#claims = claims;
    this.#clock = clock;
  }

  /**
   * Runs `work` when its turn comes, in the order of the calls within this process. After `LONGEST_TURN` the next turn
   * starts while `work` still runs, so that a handler that hangs does not block all events of its document.
   */
  run(key: string, work: () => Promise<void>): Promise<void> {
    const before = this.#last.get(key) ?? Promise.resolve();
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    this.#last.set(key, ended);
    void ended.then(() => {
      if (this.#last.get(key) === ended) this.#last.delete(key);
    });
    return before.then(() => this.#take(key, work, end));
  }

  async #take(key: string, work: () => Promise<void>, end: () => void): Promise<void> {
    const release = await this.#acquire(key);
    const cancel = this.#clock.backgroundTimer(LONGEST_TURN, end);
    try {
      await work();
    } finally {
      cancel();
      await release?.();
      end();
    }
  }

  /** Waits for the turn. Returns `undefined` if the store fails: the claimed event is then handled without a turn. */
  async #acquire(key: string): Promise<Release | undefined> {
    try {
      for (;;) {
        const release = await this.#claims.claim(key, LONGEST_TURN);
        if (release) return release;
        await new Promise<void>((resolve) => this.#clock.timer(POLL, resolve));
      }
    } catch {
      return undefined;
    }
  }
}
