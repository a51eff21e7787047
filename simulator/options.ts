import type { EsignonSimulatorAccount } from './accounts/accounts.js';
import type { ExpireDateFormat } from './accounts/expire-date-formats.js';
import type { EsignonSimulatorCompany } from './companies.js';

/**
 * How an old endpoint rejects a token (`/api/v3` answers HTTP 401):
 * - `envelope`: HTTP 200 with result code 94, as most pages have it
 * - `status-400`: the same envelope with HTTP 400, as one old page has it
 * - `status-401`: HTTP 401 in plain JSON, as `/api/v3` does
 */
export type TokenRejection = 'envelope' | 'status-400' | 'status-401';

/** How the simulator behaves where the vendor's documents contradict each other or say nothing. */
export interface EsignonContract {
  /** The key of a document's status in v3 answers and callbacks. Default `status`. */
  v3Status: 'status' | 'workflow_status';
  /**
   * A failure of a v3 call: `plain` is an HTTP status with `{ code, message }`, `envelope` HTTP 200 with
   * `header.result_code`. Default `plain`.
   */
  v3Failure: 'plain' | 'envelope';
  /** The type of `workflow_id` in v3 answers and callbacks. Default `number`. */
  v3Ids: 'number' | 'string';
  /**
   * What v3 shows of a document: `seen` is what public code reads, `full` adds the other fields of v2 under their v2
   * names. Default `full`.
   */
  v3Document: 'full' | 'seen';
  /** The type of IDs and counts in `/worklists/new`: strings since 2021, numbers in 2020. Default `string`. */
  worklistIds: 'string' | 'number';
  /** The header in which the v2 calls want the token: their pages name `Authentication`. Default `Authorization`. */
  v2Header: 'Authorization' | 'Authentication';
}

/** What can be set at the start and changed at any time. */
export interface EsignonSimulatorSettings {
  /** The lifetime of a new token, in ms. Default 30 days, as older editions of the vendor's page say. */
  tokenLifetime: number;
  /** A login ends the same member's earlier tokens. Not documented, so a client should work with both. Default `false`. */
  singleSession: boolean;
  /** The delay of every response, in ms. The response is decided when the request arrives. Default 0. */
  latency: number;
  /** How `expire_date` is written. Default `vendor`. */
  expireDateFormat: ExpireDateFormat;
  /** How old endpoints reject a token. Default `envelope`. */
  tokenRejection: TokenRejection;
  /** The error of the clock in every response, in ms: `Date` header and `expire_date`. Default 0. */
  clockSkew: number;
  /**
   * How long a started document is not found by `search` (5008Q, 5009Q), `search-with-value` and the v3 list, in ms.
   * Default 0.
   */
  searchDelay: number;
  /** The form of callbacks. Default `auto`: that of the call that started the document. */
  callbackForm: 'auto' | 'v3' | 'envelope';
  /** The behaviour where the vendor's documents contradict each other. */
  contract: EsignonContract;
}

/** The options of {@link EsignonSimulator.start}. All are optional. */
export interface EsignonSimulatorOptions extends Partial<Omit<EsignonSimulatorSettings, 'contract'>> {
  /** Default 0: any free port. */
  port?: number;
  /** Default `127.0.0.1`: only this machine can reach it. */
  host?: string;
  /**
   * Companies by ID, with their members, templates and documents. Default: the default account alone.
   *
   * @example
   * { acme: { members: { 'kim@example.com': 'secret' } }, blocked: { members: {}, apiAllowed: false } }
   */
  companies?: Readonly<Record<string, EsignonSimulatorCompany>>;
  /** The behaviour where the vendor's documents contradict each other; missing keys have their default. */
  contract?: Partial<EsignonContract>;
  /** Serves `/_simulator/...`: faults, signing steps, journal, callbacks and reset over HTTP. Default `false`. */
  control?: boolean;
  /** The simulator's clock, in ms since the epoch. Default `Date.now`; a test passes its own to move it. */
  now?: () => number;
  /** Makes access tokens. Default: 120 characters of standard Base64, as seen in the field. */
  createToken?: () => string;
}

/** The member of the shared test company `testapi`; address and password are fictitious. */
export const DEFAULT_ACCOUNT: EsignonSimulatorAccount = Object.freeze({
  companyId: 'testapi',
  email: 'guide@example.com',
  password: 'simulator-password',
});

export const DEFAULT_CONTRACT: Readonly<EsignonContract> = Object.freeze({
  v3Status: 'status',
  v3Failure: 'plain',
  v3Ids: 'number',
  v3Document: 'full',
  worklistIds: 'string',
  v2Header: 'Authorization',
});

/** 30 days, in ms. */
export const DEFAULT_TOKEN_LIFETIME = 30 * 24 * 3_600_000;
