import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { filter, Observable, Subject } from 'rxjs';

import type { AccountRegistry } from './accounts/account-registry.js';
import type { AccountContext } from './accounts/account-context.js';
import type { EsignonErrorCode } from './common/errors.js';
import type { EsignonAuthEvent } from './common/events.js';
import type { EsignonCredentials } from './options/credentials.js';
import type { EsignonToken } from './token/esignon-token.js';
import type { EsignonAuthCounters } from './common/counters.js';
import type { TokenManagerStatus } from './token/token-manager.js';
import type { EsignonWaitOptions } from './common/abort.js';

/** The state of an account's token. Holds no secret. */
export interface EsignonAuthStatus {
  /**
   * `empty`: no token; `fresh`: a valid token; `renewable`: a valid token within its renewal window; `ended`: the token
   * has expired, and the next call logs in; `cooling-down`: a login failed, and calls fail at once; `closed`: the
   * application has shut down.
   */
  readonly state: TokenManagerStatus['state'];
  /** Whether a login is pending. */
  readonly renewing: boolean;
  /** When the cached token was issued. */
  readonly issuedAt?: Date;
  /** When the cached token expires. */
  readonly expiresAt?: Date;
  /** When the next renewal is due. */
  readonly renewAt?: Date;
  /** When a failed renewal is tried again; absent unless the last one failed and the cached token is still valid. */
  readonly renewalRetryAt?: Date;
  /** When the cool-down ends; no login is sent before. */
  readonly cooldownUntil?: Date;
  /** The code of the last login that failed, however long ago. */
  readonly lastErrorCode?: EsignonErrorCode;
  /** Counts of logins, failures, adoptions and rejections since the start. */
  readonly counters: EsignonAuthCounters;
}

/** A caller's wait for a login. Emitted when the wait begins, in the async context of the caller. */
export interface TokenWait {
  /** `undefined` is the main account. */
  readonly account: string | undefined;
  /** Emits the duration in ms when the wait ends, and completes. */
  readonly ended: Observable<number>;
}

/** The dependencies of a service, shared by all services of one module instance. */
export interface ServiceCore {
  readonly accounts: AccountRegistry;
  readonly scope: AccountContext;
  readonly events: Subject<EsignonAuthEvent>;
  readonly waits: Subject<TokenWait>;
  /** Logs in without caching the token. Aborts when the application shuts down. */
  readonly login: (credentials: EsignonCredentials, options?: EsignonWaitOptions) => Promise<EsignonToken>;
  readonly loginOnBootstrap: false | 'background' | 'required';
  readonly close: () => Promise<void>;
}

/**
 * Provides the eSignon access token. Most applications inject `EsignonHttpService` instead, which sends it.
 *
 * Every asynchronous method takes `{ signal }`, which ends only that caller's wait, and rejects with an
 * `EsignonAuthError`.
 *
 * @example
 * constructor(private readonly auth: EsignonAuthService) {}
 * const authorization = await this.auth.getAuthorization();
 */
@Injectable()
export class EsignonAuthService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #core: ServiceCore;
  /** The account of a service from `forAccount()`. Without it: the account in scope, else the main account. */
  readonly #account: string | undefined;

  /** Called by `EsignonAuthModule`. @internal */
  constructor(core: ServiceCore, account?: string) {
    this.#core = core;
    this.#account = account;
  }

  /** Whether two services belong to the same account of the same module instance. For the decorators. @internal */
  static isSame(a: EsignonAuthService, b: EsignonAuthService): boolean {
    // A test's replacement of the service has no `#core`. It is the same only as itself.
    return a === b || (#core in a && #core in b && a.#core === b.#core && a.#account === b.#account);
  }

  /**
   * Returns the access token. Logs in first if no valid token is cached.
   *
   * @throws `EsignonAuthError` of the login or the cool-down, `ESIGNON_ABORTED` by `signal` or after shutdown,
   * `ESIGNON_CONFIG_INVALID` if the call names no account and there is no main account
   */
  async getAccessToken(options?: EsignonWaitOptions): Promise<string> {
    return (this.#cached(options) ?? (await this.getToken(options))).accessToken;
  }

  /**
   * Returns the token with its dates, as `getAccessToken()` does. It is masked in JSON and `inspect`.
   *
   * @throws as `getAccessToken()`
   */
  async getToken(options?: EsignonWaitOptions): Promise<EsignonToken> {
    return this.#cached(options) ?? this.#manager().get(options);
  }

  /**
   * Returns the value of the `Authorization` header, `esignon <token>`.
   *
   * @throws as `getAccessToken()`
   */
  async getAuthorization(options?: EsignonWaitOptions): Promise<string> {
    return (this.#cached(options) ?? (await this.getToken(options))).authorization;
  }

  /**
   * Logs in now, or joins the pending login, and returns the new token. During a cool-down it fails without a login.
   *
   * @throws as `getAccessToken()`
   */
  async refresh(options?: EsignonWaitOptions): Promise<EsignonToken> {
    return this.#manager().refresh(options);
  }

  /**
   * Logs in with the given credentials and caches nothing: to validate what a tenant entered. Every call sends a login,
   * and wrong passwords can lock the account.
   *
   * @throws `ESIGNON_CONFIG_INVALID` for malformed credentials, else `EsignonAuthError` of the login
   */
  async login(credentials: EsignonCredentials, options?: EsignonWaitOptions): Promise<EsignonToken> {
    return this.#core.login(credentials, options);
  }

  /**
   * Removes a token that eSignon rejected from the cache, if it is still the cached one. The next call logs in.
   *
   * @throws `ESIGNON_CONFIG_INVALID` if the call names no account and there is no main account
   */
  invalidate(accessToken: string): void {
    this.#manager().invalidate(accessToken);
  }

  /** Returns the cached token, or `undefined` if none is valid. For the transport. @internal */
  getCachedToken(): EsignonToken | undefined {
    return this.#manager().getCached();
  }

  /** Returns the token to send instead of a rejected one; `undefined` while renewals pause. For the transport. @internal */
  async replaceRejected(
    accessToken: string,
    options?: EsignonWaitOptions,
  ): Promise<EsignonToken | undefined> {
    return this.#manager().replaceRejected(accessToken, options);
  }

  /** Returns a function that runs its argument as the account that is current now. For the HTTP client. @internal */
  bindAccount(): <T>(fn: () => T) => T {
    // A service from `forAccount()` acts as its own account in every scope.
    return this.#account === undefined ? this.#core.scope.bind() : (fn) => fn();
  }

  /** Returns the account that calls are sent as; `undefined` is the main account. For callbacks. @internal */
  currentAccount(): string | undefined {
    return this.#account ?? this.#core.scope.current();
  }

  /**
   * Returns the state, dates and counters of the token, without I/O.
   *
   * @throws `ESIGNON_CONFIG_INVALID` if the call names no account and there is no main account
   */
  status(): EsignonAuthStatus {
    const { state, renewing, token, renewAt, renewalRetryAt, cooldownUntil, lastError, counters } =
      this.#manager().status();
    return {
      state,
      renewing,
      ...(token && { issuedAt: token.issuedAt, expiresAt: token.expiresAt }),
      ...(renewAt !== undefined && { renewAt: new Date(renewAt) }),
      ...(renewalRetryAt !== undefined && { renewalRetryAt: new Date(renewalRetryAt) }),
      ...(cooldownUntil !== undefined && { cooldownUntil: new Date(cooldownUntil) }),
      ...(lastError && { lastErrorCode: lastError.code }),
      counters,
    };
  }

  /**
   * Emits the events of all accounts; those of one account on a service from `forAccount()`. Completes at shutdown.
   * What a listener throws reaches no caller.
   */
  get events$(): Observable<EsignonAuthEvent> {
    const all = this.#core.events.asObservable();
    return this.#account === undefined ? all : all.pipe(filter(({ account }) => account === this.#account));
  }

  /** The waits of callers without a cached token, over all accounts. For telemetry. @internal */
  get waits$(): Observable<TokenWait> {
    return this.#core.waits.asObservable();
  }

  /**
   * Returns the service of another account, whose credentials come from the `accounts` option. Never throws: if the
   * account has no credentials, its calls fail.
   */
  forAccount(id: string): EsignonAuthService {
    return new EsignonAuthService(this.#core, accountId(id));
  }

  /**
   * Runs `fn` as another account: inside it, across every `await`, the injected service and HTTP client act as that
   * account. The scope also covers what `fn` returns: the value of a promise, the subscription and the operators of an
   * Observable, the steps of an async iterable, the source of a stream. It does not cover the code that consumes them.
   *
   * The scope does not cover code that other code calls later, such as a queued task or a listener: open the scope
   * inside the task, as in `queue.add(() => auth.runAs(id, task))`. It does not cover an Observable or a stream inside
   * an object or array that `fn` returns either: use `forAccount(id)`, which needs no scope.
   */
  runAs<T>(id: string, fn: () => T): T {
    return this.#core.scope.run(accountId(id), fn);
  }

  /** Logs in when the application starts, as `loginOnBootstrap` says. */
  async onApplicationBootstrap(): Promise<void> {
    // An application can provide a `forAccount()` service under a token of its own: Nest calls its hooks too.
    const loginOnBootstrap = this.#account === undefined && this.#core.loginOnBootstrap;
    if (loginOnBootstrap === 'required') await this.getToken();
    // A failure is logged, emitted, and thrown to the first caller.
    if (loginOnBootstrap === 'background') this.getToken().catch(() => undefined);
  }

  /** Closes the instance, in the last of Nest's shutdown hooks because open requests may still need a token. */
  async onApplicationShutdown(): Promise<void> {
    if (this.#account === undefined) await this.#core.close();
  }

  /** Synchronous, because nearly every call finds a cached token. */
  #cached(options: EsignonWaitOptions | undefined): EsignonToken | undefined {
    return options?.signal?.aborted ? undefined : this.#manager().getCached();
  }

  #manager() {
    return this.#core.accounts.manager(this.#account ?? this.#core.scope.current());
  }
}

/** Turns an ID that is not a string into '', which is invalid, so that `undefined` never selects the main account. */
function accountId(id: unknown): string {
  return typeof id === 'string' ? id : '';
}
