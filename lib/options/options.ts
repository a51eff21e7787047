import type { CreateAxiosDefaults } from 'axios';

import type { EsignonTokenStore } from '../token/token-store.js';
import type { EsignonCredentials } from './credentials.js';

/** axios settings. Agents, proxy and headers apply to logins and calls, the rest to calls only. */
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
  /** Sent with every request. `Authorization` is not allowed: this package sets it. */
  headers?: Record<string, string>;
};

/** A response, as passed to `isTokenRejected`. */
export interface EsignonResponse {
  /** The HTTP status. */
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, unknown>>;
  /** The parsed body if it is JSON, else the body as received; `undefined` for a stream. */
  readonly data: unknown;
}

/** All options except those of the account. Durations are in milliseconds. */
export interface EsignonAuthBaseOptions {
  /**
   * The URL of eSignon: https, or http on loopback.
   *
   * @default 'https://docs.esignon.net'
   */
  baseUrl?: string | undefined;
  /**
   * The language of the vendor's messages.
   *
   * @default undefined, eSignon decides
   */
  language?: 'ko' | 'en' | 'ja' | undefined;
  /**
   * The client ID of an older contract, sent with the login.
   *
   * @default undefined, not sent
   */
  clientId?: string | undefined;
  /**
   * How many accounts of `accounts` are kept at once; the least recently used is evicted first, never one with a pending
   * login. Accounts in the cool-down of a failed login are kept in addition, as many again (at least 1000).
   *
   * @default 1000
   */
  maxAccounts?: number | undefined;
  /**
   * How long one login attempt may take, from connecting to the last byte, in ms.
   *
   * @default 10_000
   */
  loginTimeout?: number | undefined;
  /**
   * How often a login is tried again after a transient failure.
   *
   * @default 2
   */
  loginRetries?: number | undefined;
  /**
   * How long before its expiry a token is renewed: a number up to 1 is a share of its lifetime, a larger one ms; 0 renews
   * only after the expiry.
   *
   * @default the smaller of 20 % of the lifetime and 24 h
   */
  renewAhead?: number | undefined;
  /**
   * Renews the main account's token by timer, even without calls.
   *
   * @default true
   */
  background?: boolean | undefined;
  /**
   * Logs in when the application starts: `'background'` does not wait for it, `'required'` fails the start if the login
   * fails. With `false` the first call logs in.
   *
   * @default false
   */
  loginOnBootstrap?: false | 'background' | 'required' | undefined;
  /**
   * The cool-down after a permanent failure such as a wrong password, in ms; doubles up to 15 min.
   *
   * @default 60_000
   */
  credentialsCooldown?: number | undefined;
  /**
   * The cool-down after a transient failure such as an outage, in ms; doubles up to 60 s.
   *
   * @default 1_000
   */
  unavailableCooldown?: number | undefined;
  /**
   * The lifetime of a token whose `expire_date` cannot be read, in ms.
   *
   * @default 43_200_000, 12 h
   */
  fallbackLifetime?: number | undefined;
  /**
   * The time zone of an `expire_date` that names none.
   *
   * @default '+09:00'
   */
  expireDateOffset?: string | undefined;
  /**
   * Origins to which the token may be sent, in addition to that of `baseUrl`.
   *
   * @default []
   */
  allowedOrigins?: readonly string[] | undefined;
  /**
   * Recognises further responses that reject the token, in addition to HTTP 401 and result code 94. If it throws, the
   * response is not treated as a rejection.
   *
   * @default undefined
   */
  isTokenRejected?: ((answer: EsignonResponse) => boolean) | undefined;
  /**
   * Shares tokens between processes.
   *
   * @default undefined, each process logs in
   */
  store?: EsignonTokenStore | undefined;
  /**
   * axios settings: agents, proxy, headers, timeout, ...
   *
   * @default {}, as axios
   */
  http?: EsignonHttpOptions | undefined;
}

/** The main account, with fixed credentials. */
export interface EsignonFixedCredentials extends EsignonCredentials {
  /** Cannot be combined with fixed credentials. */
  credentials?: undefined;
}

/** The main account, with credentials that are read at each login, for instance from a secret manager. */
export interface EsignonProvidedCredentials {
  /** Returns the credentials, within `loginTimeout`. The error that it throws is not repeated: it can hold a secret. */
  credentials: () => EsignonCredentials | Promise<EsignonCredentials>;
  companyId?: undefined;
  email?: undefined;
  password?: undefined;
}

/** Further accounts by ID, for `forAccount(id)` and `runAs(id, fn)`. */
export interface EsignonAccounts {
  /**
   * Returns the credentials of an account, within `loginTimeout`. If it returns `null` or `undefined`, there is no such
   * account, and its calls fail with `ESIGNON_UNKNOWN_ACCOUNT`.
   */
  accounts: (
    id: string,
  ) => EsignonCredentials | null | undefined | Promise<EsignonCredentials | null | undefined>;
}

/** `accounts` alone, without a main account: every call needs `forAccount(id)` or `runAs(id, fn)`. */
export interface EsignonAccountsOnly extends EsignonAccounts {
  credentials?: undefined;
  companyId?: undefined;
  email?: undefined;
  password?: undefined;
}

/** The options of the module: fixed credentials, `credentials` or `accounts`; `accounts` may be combined with either. */
export type EsignonAuthOptions = EsignonAuthBaseOptions &
  (
    | (EsignonFixedCredentials & Partial<EsignonAccounts>)
    | (EsignonProvidedCredentials & Partial<EsignonAccounts>)
    | EsignonAccountsOnly
  );

/** Implement it for `useClass` and `useExisting` of `forRootAsync()`. */
export interface EsignonAuthOptionsFactory {
  /** Returns the options of the module. */
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

/** Validated options with their defaults. */
export type ResolvedOptions = EsignonAuthBaseOptions & {
  readonly [Name in keyof typeof DEFAULTS]: NonNullable<EsignonAuthBaseOptions[Name]>;
} & Partial<EsignonAccounts> &
  Partial<EsignonCredentials> & { readonly credentials?: EsignonProvidedCredentials['credentials'] };
