import type { Clock } from '../common/clock.js';
import type { EventClaims, Release } from './event-claims.js';

/** A turn that takes longer is no longer kept from others: its process may have died. In ms. */
const LONGEST_TURN = 60_000;

/** Between two looks whether another process has ended its turn, in ms. */
const POLL = 50;

/**
 * Lets the handlers of one document run one after the other, in all processes that share the store: a handler that was
 * given an older state of the document must not write after one that was given a newer state.
 */
export class DocumentTurns {
  readonly #claims: EventClaims;
  readonly #clock: Clock;
  /** The last turn of each document that is under way here. */
  readonly #last = new Map<string, Promise<void>>();

  constructor(claims: EventClaims, clock: Clock) {
    this.#claims = claims;
    this.#clock = clock;
  }

  /** Runs `work` when its turn comes, in the order of the calls within this process. */
  run(key: string, work: () => Promise<void>): Promise<void> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(() => this.#take(key, work));
    this.#last.set(key, turn);
    const ended = (): void => {
      if (this.#last.get(key) === turn) this.#last.delete(key);
    };
    turn.then(ended, ended);
    return turn;
  }

  async #take(key: string, work: () => Promise<void>): Promise<void> {
    const release = await this.#acquire(key);
    try {
      await work();
    } finally {
      await release?.();
    }
  }

  /** `undefined` where the store fails: the event was claimed, so that it is handled without a turn rather than lost. */
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
