import type { IncomingHttpHeaders } from 'node:http';

import type { Member } from '../accounts/accounts.js';

/** A request as the simulator received it. */
export interface EsignonRequest {
  /** When its last byte arrived, in ms by the simulator's clock. */
  readonly at: number;
  readonly method: string;
  /** The path as it was sent, neither decoded nor normalised, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** The raw text; empty if it was longer than 1 MiB. */
  readonly body: string;
  /** A login is `POST /api/{companyId}/login`; everything else is a call. */
  readonly kind: 'login' | 'call';
  /** The company that logs in, or to which the valid token of the call belongs. */
  readonly companyId?: string;
}

/** A request and its result. For tests: it contains passwords and tokens in plain text. */
export interface EsignonJournalEntry extends EsignonRequest {
  /** The HTTP status of the answer; absent where none was given (faults `hang` and `reset`). */
  readonly status?: number;
  /** `header.result_code` of the answer, where it was an envelope. */
  readonly resultCode?: string;
  /** The member that logged in, or to which the valid token of the call belongs. */
  readonly account?: Member;
  /** The kinds of the faults that applied. */
  readonly faults: readonly string[];
}

/** Is called once with each request, when its response is decided and not yet sent. */
export type EsignonRequestListener = (entry: EsignonJournalEntry) => void;

const MAX_ENTRIES = 10_000;
const MAX_CHARACTERS = 64 * 1_048_576;

/** The received requests: exact counts of all, and the newest entries. */
export class Journal {
  logins = 0;
  calls = 0;
  readonly #entries: EsignonJournalEntry[] = [];
  readonly #listeners = new Set<EsignonRequestListener>();
  #characters = 0;

  add(entry: EsignonJournalEntry): void {
    if (entry.kind === 'login') this.logins++;
    else this.calls++;
    this.#entries.push(entry);
    this.#characters += entry.body.length;
    // The total size of the bodies is limited too: 10 000 long ones would fill the memory.
    while (this.#entries.length > MAX_ENTRIES || this.#characters > MAX_CHARACTERS) {
      this.#characters -= this.#entries.shift()?.body.length ?? 0;
    }
    for (const listener of [...this.#listeners]) notify(listener, entry);
  }

  entries(): readonly EsignonJournalEntry[] {
    return [...this.#entries];
  }

  clear(): void {
    this.logins = this.calls = this.#characters = 0;
    this.#entries.length = 0;
  }

  listen(listener: EsignonRequestListener): () => void {
    // Wrapped, so that adding a listener twice gives two subscriptions.
    const own: EsignonRequestListener = (entry) => listener(entry);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }
}

/** An error of a listener must neither end the server nor change its responses. */
function notify(listener: EsignonRequestListener, entry: EsignonJournalEntry): void {
  try {
    listener(entry);
  } catch (error) {
    process.emitWarning(`EsignonSimulator: a request listener threw: ${String(error)}`);
  }
}
