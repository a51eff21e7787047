import type { AccountRepository, Member } from './accounts.js';
import type { DocumentRepository } from './documents.js';
import type { DownloadLinks } from './download-links.js';
import type { FaultQueue } from './fault-queue.js';
import type { Journal, EsignonRequest } from './journal.js';
import type { Language } from './messages.js';
import type { EsignonSimulatorSettings } from './options.js';
import type { TokenRepository } from './tokens.js';

/** The state of one simulator: its repositories, settings and clock. */
export interface SimulatorState {
  readonly settings: Readonly<EsignonSimulatorSettings>;
  readonly accounts: AccountRepository;
  readonly tokens: TokenRepository;
  readonly documents: DocumentRepository;
  readonly downloads: DownloadLinks;
  readonly faults: FaultQueue;
  readonly journal: Journal;
  /** The right time, in ms, by which tokens and links end. */
  readonly now: () => number;
  /** Where it listens; links in answers begin with it. */
  readonly url: () => string;
}

/** One request, as an endpoint gets it. */
export interface RequestContext {
  readonly state: SimulatorState;
  readonly request: EsignonRequest;
  /** The groups of the route's path, decoded. */
  readonly params: readonly string[];
  /** The body, parsed; `undefined` when it is no JSON or does not say it is. */
  readonly json: unknown;
  readonly language: Language;
  /** How wrong the clock is for this request, in ms. */
  readonly skew: number;
}

/** A request that carries a valid token. */
export interface Call extends RequestContext {
  readonly member: Member;
}
