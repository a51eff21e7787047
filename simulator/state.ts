import type { AccountRepository, Member } from './accounts/accounts.js';
import type { TokenRepository } from './accounts/tokens.js';
import type { CallbackSender } from './callbacks/callback-sender.js';
import type { DocumentRepository } from './documents/documents.js';
import type { DownloadLinks } from './documents/download-links.js';
import type { SignLinks } from './documents/sign-links.js';
import type { TemplateRepository } from './documents/templates.js';
import type { FaultQueue } from './faults/fault-queue.js';
import type { Journal, EsignonRequest } from './http/journal.js';
import type { Language } from './http/messages.js';
import type { EsignonSimulatorSettings } from './options.js';

/** The state of one simulator: its repositories, settings and clock. */
export interface SimulatorState {
  readonly settings: Readonly<EsignonSimulatorSettings>;
  readonly accounts: AccountRepository;
  readonly tokens: TokenRepository;
  readonly templates: TemplateRepository;
  readonly documents: DocumentRepository;
  readonly signLinks: SignLinks;
  readonly downloads: DownloadLinks;
  readonly callbacks: CallbackSender;
  readonly faults: FaultQueue;
  readonly journal: Journal;
  /** The correct time, in ms, by which tokens and links expire. */
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
  /** The parsed body; `undefined` if it is not JSON, or not of the type JSON. */
  readonly json: unknown;
  /** `header.response_code` of an answer in an envelope. */
  readonly responseCode: string;
  readonly language: Language;
  /** The zone of the dates in the answer, in ms. */
  readonly zone: number;
  /** The error of the clock for this request, in ms. */
  readonly skew: number;
}

/** A request that carries a valid token. */
export interface Call extends RequestContext {
  readonly member: Member;
}
