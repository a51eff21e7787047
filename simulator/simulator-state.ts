import type { AccountBook, Member } from './accounts.js';
import type { DocumentBook } from './documents.js';
import type { DownloadLinks } from './downloads.js';
import type { FaultQueue } from './fault-queue.js';
import type { Journal, EsignonRequest } from './journal.js';
import type { Language } from './messages.js';
import type { EsignonSimulatorSettings } from './options.js';
import type { TokenBook } from './tokens.js';

/** Everything the simulated vendor has: its books, its settings and its clock. */
export interface Vendor {
  readonly settings: Readonly<EsignonSimulatorSettings>;
  readonly accounts: AccountBook;
  readonly tokens: TokenBook;
  readonly documents: DocumentBook;
  readonly downloads: DownloadLinks;
  readonly faults: FaultQueue;
  readonly journal: Journal;
  /** The right time, in ms, by which tokens and links end. */
  readonly now: () => number;
  /** Where it listens; links in answers begin with it. */
  readonly url: () => string;
}

/** A request on its way to an endpoint. */
export interface Visit {
  readonly vendor: Vendor;
  readonly request: EsignonRequest;
  /** The groups of the route's path, decoded. */
  readonly params: readonly string[];
  /** The body, parsed; `undefined` when it is no JSON or does not say it is. */
  readonly json: unknown;
  readonly language: Language;
  /** How wrong the clock is for this request, in ms. */
  readonly skew: number;
}

/** A visit with a live token. */
export interface Call extends Visit {
  readonly member: Member;
}
