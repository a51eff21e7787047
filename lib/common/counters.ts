import type { EsignonAuthEvent } from './events.js';

/** Counts of an account's events since the start. */
export interface EsignonAuthCounters {
  /** Successful logins. */
  readonly logins: number;
  /** Failed logins; a login and its retries count once. */
  readonly failures: number;
  /** Tokens read from the store. */
  readonly adoptions: number;
  /** Rejections of the cached token. */
  readonly rejections: number;
}

const COUNTER_OF: Readonly<Partial<Record<EsignonAuthEvent['type'], keyof EsignonAuthCounters>>> = {
  'login.succeeded': 'logins',
  'login.failed': 'failures',
  'token.adopted': 'adoptions',
  'token.rejected': 'rejections',
};

/** Counts the emitted events of one account. */
export class EventCounters {
  #counters: EsignonAuthCounters = { logins: 0, failures: 0, adoptions: 0, rejections: 0 };

  get current(): EsignonAuthCounters {
    return this.#counters;
  }

  count({ type }: Pick<EsignonAuthEvent, 'type'>): void {
    const name = COUNTER_OF[type];
    if (name) this.#counters = { ...this.#counters, [name]: this.#counters[name] + 1 };
  }
}
