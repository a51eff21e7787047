import type { EsignonAuthEvent } from './events.js';

/** What happened to an account's token since the start. */
export interface EsignonAuthCounters {
  /** Logins that succeeded. */
  readonly logins: number;
  /** Logins that failed, retries included. */
  readonly failures: number;
  /** Tokens taken from the store. */
  readonly adoptions: number;
  /** Rejections of the token in service. */
  readonly rejections: number;
}

const COUNTER_OF: Readonly<Partial<Record<EsignonAuthEvent['type'], keyof EsignonAuthCounters>>> = {
  'login.succeeded': 'logins',
  'login.failed': 'failures',
  'token.adopted': 'adoptions',
  'token.rejected': 'rejections',
};

/** Counts an account's events: what is counted is what was told. */
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
