import type { CreateAxiosDefaults } from 'axios';

import type { EsignonTokenStore } from '../token/token-store.js';
import type { EsignonCredentials } from './credentials.js';

/** Settings for both HTTP clients: agents, proxy and headers apply to the login too, the rest to calls only. */
export type EsignonHttpOptions = Omit<
  CreateAxiosDefaults,
  | 'adapter'
  | 'allowAbsoluteUrls'
  | 'auth'
  | 'baseURL'
  | 'data'
  | 'headers'
  | 'method'
  | 'params'
  | 'socketPath'
  | 'url'
> & {
  /** Sent with every request. `Authorization` is this package's to set, and refused here. */
  headers?: Record<string, string>;
};

/** An answer, as `isTokenRejected` sees it. */
export interface EsignonResponse {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, unknown>>;
  /** Parsed where it is JSON, else as it came; `undefined` for a stream. */
  readonly data: unknown;
}

/** All options but the account's. Durations are in ms. */
export interface EsignonAuthBaseOptions {
  /** Where eSignon is: https, or http on loopback. Default `https://docs.esignon.net`. */
  baseUrl?: string | undefined;
  /** The language of the vendor's messages. Default: the vendor's own choice. */
  language?: 'ko' | 'en' | 'ja' | undefined;
  /** The client ID of an older contract; sent with the login. Default: none. */
  clientId?: string | undefined;
  /**
   * How many accounts of `accounts` are kept at once, the least recently used first out. Default 1000. Accounts whose
   * credentials were refused are kept beside them, as many again (at least 1000).
   */
  maxAccounts?: number | undefined;
  /** For one login attempt, from connecting to the last byte. Default 10 000 ms. */
  loginTimeout?: number | undefined;
  /** Login attempts after the first, for failures that pass. Default 2. */
  loginRetries?: number | undefined;
  /**
   * How long before its end a token is renewed: at most 1, a share of its lifetime; above, ms; 0: not before its end.
   * Default: the smaller of 20 % and 24 h.
   */
  renewAhead?: number | undefined;
  /** Renew the main account's token by timer, even when nobody calls. Default true. */
  background?: boolean | undefined;
  /**
   * Log in when the application starts: `'background'` does not wait, `'required'` fails the start if the login does.
   * Default false: with the first call.
   */
  loginOnBootstrap?: false | 'background' | 'required' | undefined;
  /** After a failure that stays (a wrong password) no login for so long; doubles to 15 min. Default 60 000 ms. */
  credentialsCooldown?: number | undefined;
  /** After a failure that passes (an outage) no login for so long; doubles to 60 s. Default 1 000 ms. */
  unavailableCooldown?: number | undefined;
  /** The lifetime of a token whose `expire_date` cannot be read. Default 12 h. */
  fallbackLifetime?: number | undefined;
  /** The zone of an `expire_date` that names none. Default `'+09:00'`. */
  expireDateOffset?: string | undefined;
  /** Origins beside `baseUrl`'s that the token may go to. Default none. */
  allowedOrigins?: readonly string[] | undefined;
  /** Tells a rejected token in answers that this package does not know. Default: HTTP 401 and result code 94 only. */
  isTokenRejected?: ((answer: EsignonResponse) => boolean) | undefined;
  /** Shares tokens between processes. Default: none. */
  store?: EsignonTokenStore | undefined;
  /** axios settings: agents, proxy, headers, timeout, ... Default: axios' own. */
  http?: EsignonHttpOptions | undefined;
}

/** Fixed credentials: the main account. */
export interface EsignonFixedCredentials extends EsignonCredentials {
  credentials?: undefined;
}

/** Credentials that are asked for at each login, for instance from a secret manager: the main account. */
export interface EsignonProvidedCredentials {
  credentials: () => EsignonCredentials | Promise<EsignonCredentials>;
  companyId?: undefined;
  email?: undefined;
  password?: undefined;
}

/** The credentials of other accounts, by ID, for `forAccount(id)` and `runAs(id, fn)`. */
export interface EsignonAccounts {
  accounts: (id: string) => EsignonCredentials | undefined | Promise<EsignonCredentials | undefined>;
}

/** `accounts` alone, without a main account: every call needs `forAccount(id)` or `runAs(id, fn)`. */
export interface EsignonAccountsOnly extends EsignonAccounts {
  credentials?: undefined;
  companyId?: undefined;
  email?: undefined;
  password?: undefined;
}

/** The module's options: fixed credentials, `credentials`, or `accounts`; `accounts` may stand beside either. */
export type EsignonAuthOptions = EsignonAuthBaseOptions &
  (
    | (EsignonFixedCredentials & Partial<EsignonAccounts>)
    | (EsignonProvidedCredentials & Partial<EsignonAccounts>)
    | EsignonAccountsOnly
  );

/** For `useClass` and `useExisting` of `forRootAsync`. */
export interface EsignonAuthOptionsFactory {
  createEsignonAuthOptions(): EsignonAuthOptions | Promise<EsignonAuthOptions>;
}

export const DEFAULTS = {
  baseUrl: 'https://docs.esignon.net',
  maxAccounts: 1000,
  loginTimeout: 10_000,
  loginRetries: 2,
  background: true,
  loginOnBootstrap: false,
  credentialsCooldown: 60_000,
  unavailableCooldown: 1_000,
  fallbackLifetime: 12 * 60 * 60_000,
  expireDateOffset: '+09:00',
  allowedOrigins: [],
  http: {},
} as const satisfies EsignonAuthBaseOptions;

/** Options that were validated, with their defaults. */
export type ResolvedOptions = EsignonAuthBaseOptions & {
  readonly [Name in keyof typeof DEFAULTS]: NonNullable<EsignonAuthBaseOptions[Name]>;
} & Partial<EsignonAccounts> &
  Partial<EsignonCredentials> & { readonly credentials?: EsignonProvidedCredentials['credentials'] };
