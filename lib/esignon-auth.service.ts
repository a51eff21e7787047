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

/** What an account's token is doing. Holds no secret. */
export interface EsignonAuthStatus {
  /**
   * `empty`: no login yet; `fresh`: a token in service; `renewable`: in service, and in its renewal window; `ended`:
   * the next call logs in; `cooling-down`: calls fail at once after a failed login; `closed`: shut down.
   */
  readonly state: TokenManagerStatus['state'];
  /** A login is under way. */
  readonly renewing: boolean;
  readonly issuedAt?: Date;
  readonly expiresAt?: Date;
  readonly renewAt?: Date;
  readonly cooldownUntil?: Date;
  readonly lastErrorCode?: EsignonErrorCode;
  readonly counters: EsignonAuthCounters;
}

/** What the module hands to a service; one for all handles of an instance. */
export interface ServiceCore {
  readonly accounts: AccountRegistry;
  readonly scope: AccountContext;
  readonly events: Subject<EsignonAuthEvent>;
  /** How long each caller that found no token waited, in ms. */
  readonly waits: Subject<number>;
  /** The bare login, validated, under a signal that ends with the application. */
  readonly login: (credentials: EsignonCredentials, options?: EsignonWaitOptions) => Promise<EsignonToken>;
  readonly loginOnBootstrap: false | 'background' | 'required';
  readonly close: () => void;
}

/**
 * Serves the eSignon access token. Most applications inject `EsignonHttpService` instead, which sends it.
 *
 * Every method that waits takes `{ signal }`, which ends that caller's wait only, and rejects with an
 * `EsignonAuthError`.
 *
 * @example
 * constructor(private readonly auth: EsignonAuthService) {}
 * const authorization = await this.auth.getAuthorization();
 */
@Injectable()
export class EsignonAuthService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #core: ServiceCore;
  /** The account of a handle made by `forAccount`; else the scope's, else the main one. */
  readonly #account: string | undefined;

  /** Called by `EsignonAuthModule`. @internal */
  constructor(core: ServiceCore, account?: string) {
    this.#core = core;
    this.#account = account;
  }

  /** Whether two services are handles of the same account of the same instance. For the decorators. @internal */
  static isSame(a: EsignonAuthService, b: EsignonAuthService): boolean {
    // A stand-in of a test is none of ours, and the same only as itself.
    return a === b || (#core in a && #core in b && a.#core === b.#core && a.#account === b.#account);
  }

  /** The access token, logged in for if need be. */
  async getAccessToken(options?: EsignonWaitOptions): Promise<string> {
    return (this.#cached(options) ?? (await this.getToken(options))).accessToken;
  }

  /** The token with its dates. Masked in JSON and `inspect`. */
  async getToken(options?: EsignonWaitOptions): Promise<EsignonToken> {
    return this.#cached(options) ?? this.#manager().get(options);
  }

  /** The value of the `Authorization` header: `esignon <token>`. */
  async getAuthorization(options?: EsignonWaitOptions): Promise<string> {
    return (this.#cached(options) ?? (await this.getToken(options))).authorization;
  }

  /** Logs in now, or joins a login under way. A cool-down after a failure holds for it too. */
  async refresh(options?: EsignonWaitOptions): Promise<EsignonToken> {
    return this.#manager().refresh(options);
  }

  /**
   * Logs in with any credentials and keeps nothing: to try what a tenant typed. Each call is a login; a wrong password
   * counts with the vendor.
   */
  async login(credentials: EsignonCredentials, options?: EsignonWaitOptions): Promise<EsignonToken> {
    return this.#core.login(credentials, options);
  }

  /** Gives up a token that the vendor rejected, if it is still the one in service: the next call logs in. */
  invalidate(accessToken: string): void {
    this.#manager().invalidate(accessToken);
  }

  /** The token in service, without a wait; `undefined` where there is none. For the transport. @internal */
  getCachedToken(): EsignonToken | undefined {
    return this.#manager().getCached();
  }

  /** What to send instead of a rejected token; `undefined` while renewals pause. For the transport. @internal */
  async replaceRejected(
    accessToken: string,
    options?: EsignonWaitOptions,
  ): Promise<EsignonToken | undefined> {
    return this.#manager().replaceRejected(accessToken, options);
  }

  /** Makes what is started later stand for the account of now. For the HTTP client. @internal */
  bindAccount(): <T>(fn: () => T) => T {
    // A handle stands for its account in every scope.
    return this.#account === undefined ? this.#core.scope.bind() : (fn) => fn();
  }

  /** The token's state, dates and counters. */
  status(): EsignonAuthStatus {
    const { state, renewing, token, renewAt, cooldownUntil, lastError, counters } = this.#manager().status();
    return {
      state,
      renewing,
      ...(token && { issuedAt: token.issuedAt, expiresAt: token.expiresAt }),
      ...(renewAt !== undefined && { renewAt: new Date(renewAt) }),
      ...(cooldownUntil !== undefined && { cooldownUntil: new Date(cooldownUntil) }),
      ...(lastError && { lastErrorCode: lastError.code }),
      counters,
    };
  }

  /** What happens to the tokens of this instance; of a `forAccount` handle, to that account's. Completes at shutdown. */
  get events$(): Observable<EsignonAuthEvent> {
    const all = this.#core.events.asObservable();
    return this.#account === undefined ? all : all.pipe(filter(({ account }) => account === this.#account));
  }

  /** How long each caller that found no token waited, in ms, over all accounts. For telemetry. @internal */
  get waits$(): Observable<number> {
    return this.#core.waits.asObservable();
  }

  /**
   * The service of another account, whose credentials come from the `accounts` option. Never throws: an account that
   * cannot be had fails its calls.
   */
  forAccount(id: string): EsignonAuthService {
    return new EsignonAuthService(this.#core, accountId(id));
  }

  /**
   * Runs `fn` as another account: inside it, through every `await`, the injected service and HTTP client stand for that
   * account. This holds for what `fn` returns too: the value of a promise, the subscription and the operators of an
   * Observable, the steps of an async iterable; nothing of it reaches who consumes them.
   *
   * It does not hold for what other code calls later: a task in a queue, a listener, a stream. Open the scope inside
   * those, as in `queue.add(() => auth.runAs(id, task))`, or use `forAccount(id)`, which needs no scope.
   */
  runAs<T>(id: string, fn: () => T): T {
    return this.#core.scope.run(accountId(id), fn);
  }

  /** Logs in as the application starts, where `loginOnBootstrap` asks for it. */
  async onApplicationBootstrap(): Promise<void> {
    // A handle that an application provides under a token of its own is not what starts and stops.
    const loginOnBootstrap = this.#account === undefined && this.#core.loginOnBootstrap;
    if (loginOnBootstrap === 'required') await this.getToken();
    // Its failure is told by events and the log, and to the first caller.
    if (loginOnBootstrap === 'background') this.getToken().catch(() => undefined);
  }

  /** The last of Nest's shutdown hooks: requests that are being answered may still need a token before. */
  onApplicationShutdown(): void {
    if (this.#account === undefined) this.#core.close();
  }

  /** The token in service, with no promise in between: nearly always there is one. */
  #cached(options: EsignonWaitOptions | undefined): EsignonToken | undefined {
    return options?.signal?.aborted ? undefined : this.#manager().getCached();
  }

  #manager() {
    return this.#core.accounts.manager(this.#account ?? this.#core.scope.current());
  }
}

/** An ID that is no string stays an account, and fails: it must never come to mean the main one. */
function accountId(id: unknown): string {
  return typeof id === 'string' ? id : '';
}
