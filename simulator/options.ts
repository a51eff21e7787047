import type { EsignonAccount, EsignonCompany } from './accounts.js';
import type { ExpireDateFormat } from './expire-date-formats.js';

/**
 * How an old endpoint turns a token away (`/api/v3` always answers HTTP 401):
 * - `envelope`: HTTP 200 with result code 94, as most pages have it
 * - `status-400`: the same envelope with HTTP 400, as one old page has it
 * - `status-401`: HTTP 401 in plain JSON, as `/api/v3` does
 */
export type TokenRejection = 'envelope' | 'status-400' | 'status-401';

/** What can be set at the start and changed at any time. */
export interface EsignonSimulatorSettings {
  /** How long a new token lives, in ms. Default 30 days, as older editions of the vendor's page say. */
  tokenLifetime: number;
  /** A login ends the same member's earlier tokens. Not documented, so a client should stand both. Default `false`. */
  singleSession: boolean;
  /** How long every answer waits, in ms. The request is decided when it arrives. Default 0. */
  latency: number;
  /** How `expire_date` is written. Default `vendor`. */
  expireDateFormat: ExpireDateFormat;
  /** How old endpoints turn a token away. Default `envelope`. */
  tokenRejection: TokenRejection;
  /** How wrong the clock of every answer is, in ms: `Date` header and `expire_date`. Default 0. */
  clockSkew: number;
}

/** What {@link EsignonSimulator.start} takes. All of it is optional. */
export interface EsignonSimulatorOptions extends Partial<EsignonSimulatorSettings> {
  /** Default 0: any free port. */
  port?: number;
  /** Default `127.0.0.1`: only this machine can reach it. */
  host?: string;
  /**
   * Companies by ID, with their members. Default: the default account alone.
   *
   * @example
   * { acme: { members: { 'kim@example.com': 'secret' } }, blocked: { members: {}, apiAllowed: false } }
   */
  companies?: Readonly<Record<string, EsignonCompany>>;
  /** The simulator's clock, in ms since the epoch. Default `Date.now`; a test passes its own to move it. */
  now?: () => number;
  /** Makes access tokens. Default: 43 random characters; length and alphabet are not documented. */
  createToken?: () => string;
}

/** The member of the shared company that one uses before paying; address and password are made up. */
export const DEFAULT_ACCOUNT: EsignonAccount = Object.freeze({
  companyId: 'testapi',
  email: 'guide@example.com',
  password: 'simulator-password',
});

/** 30 days, in ms. */
export const DEFAULT_TOKEN_LIFETIME = 30 * 24 * 3_600_000;
