import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

import type { AxiosAdapter } from 'axios';
import { Subject } from 'rxjs';

import { AccountContext } from './accounts/account-context.js';
import { AccountRegistry } from './accounts/account-registry.js';
import { axios } from './common/axios.js';
import type { Clock } from './common/clock.js';
import { EventCounters } from './common/counters.js';
import { EsignonConfigError } from './common/errors.js';
import { EventLogger } from './common/event-logger.js';
import type { Emit, EsignonAuthEvent } from './common/events.js';
import { readZone } from './common/time-zone.js';
import { AccountClients } from './http/account-client.js';
import { EsignonAuthService, type TokenWait } from './esignon-auth.service.js';
import { EsignonHttpService } from './http/esignon-http.service.js';
import type { RejectionPredicate } from './http/rejection.js';
import { Transport } from './http/transport.js';
import {
  AccountSource,
  type AccountSourceContext,
  type CredentialsProvider,
  type SourceAccount,
} from './login/account-source.js';
import { withChangedCredentials } from './login/changed-credentials.js';
import type { Login } from './login/login.js';
import { LoginClient } from './login/login-client.js';
import { withoutTrailingSlashes } from './login/login-request.js';
import { RefusedCredentials } from './login/refused-credentials.js';
import { maxLoginDuration } from './login/retry.js';
import { AllowedOrigins } from './options/allowed-origins.js';
import { type EsignonCredentials, readCredentials } from './options/credentials.js';
import type { ResolvedOptions } from './options/options.js';
import { validateOptions } from './options/options-validation.js';
import { STORE_TIMEOUT } from './stores/resilient-token-store.js';
import { sharedLogin, type SharedLoginSettings, sharedToken } from './stores/shared-login.js';
import { type TokenManagerContext, TokenManager } from './token/token-manager.js';
import type { TokenSource } from './token/token-source.js';

/** The clock, the random numbers and the network of an instance; tests pass their own. */
export interface Dependencies {
  readonly clock: Clock;
  /** From 0 to 1, for jitter. */
  readonly random: () => number;
  /** The axios adapter of logins and calls. Default: Node's HTTP. */
  readonly adapter?: AxiosAdapter;
}

/** The composition root: builds and wires the parts of one module instance. `#private` fields hide the credentials. */
export class EsignonAuthFactory {
  readonly service: EsignonAuthService;
  readonly #options: ResolvedOptions;
  readonly #dependencies: Dependencies;
  readonly #baseUrl: string;
  readonly #logger: EventLogger;
  readonly #events = new Subject<EsignonAuthEvent>();
  readonly #waits = new Subject<TokenWait>();
  readonly #loginClient: LoginClient;
  readonly #closing = new AbortController();
  /** Runs a function in the async context in which the module was created. */
  readonly #runInModuleContext: TokenManagerContext['runDetached'] = AsyncLocalStorage.snapshot();
  readonly #sourceContext: AccountSourceContext;
  readonly #accounts: AccountRegistry;
  readonly #mainManagerContext: TokenManagerContext;
  readonly #otherManagerContext: TokenManagerContext;

  /** @throws `ESIGNON_CONFIG_INVALID` that names every problem of the options */
  constructor(options: unknown, name: string | undefined, dependencies: Dependencies) {
    this.#options = validateOptions(options);
    this.#dependencies = dependencies;
    const { origin, pathname } = new URL(this.#options.baseUrl);
    this.#baseUrl = withoutTrailingSlashes(origin + pathname);
    this.#logger = new EventLogger(name);
    // In this order: each part uses the fields set before it. Only the callbacks of the contexts use later ones.
    this.#mainManagerContext = this.#createContext(this.#options.background);
    // Without background renewal, which would need a timer for each of up to thousands of accounts (K4).
    this.#otherManagerContext = this.#createContext(false);
    this.#loginClient = this.#createLoginClient();
    this.#sourceContext = this.#createSourceContext();
    this.#accounts = this.#createAccounts();
    this.service = this.#createService();
  }

  /** Creates the HTTP service that sends the tokens of `auth`, which a test may have replaced. */
  createHttpService(auth: EsignonAuthService): EsignonHttpService {
    const { http, allowedOrigins, isTokenRejected } = this.#options;
    const instance = axios.create({ ...http, ...this.#network(), baseURL: this.#baseUrl });
    // axios.create() inherits global defaults; their credentials must not go to eSignon.
    delete instance.defaults.auth;
    delete instance.defaults.headers.common['Authorization'];
    const transport = new Transport(auth, {
      baseUrl: this.#baseUrl,
      origins: new AllowedOrigins([this.#baseUrl, ...allowedOrigins]),
      isTokenRejected: isTokenRejected && this.#withoutThrowing(isTokenRejected),
    });
    return new EsignonHttpService(new AccountClients(instance, transport), auth);
  }

  #createLoginClient(): LoginClient {
    const { language, clientId, loginTimeout, loginRetries, fallbackLifetime, expireDateOffset, http } =
      this.#options;
    const settings = {
      baseUrl: this.#baseUrl,
      language,
      clientId,
      loginTimeout,
      loginRetries,
      fallbackLifetime,
      expireDateOffset: readZone(expireDateOffset) ?? 0,
      http: { ...http, ...this.#network() },
    };
    return new LoginClient(settings, this.#dependencies.clock, this.#dependencies.random);
  }

  #createContext(background: boolean): TokenManagerContext {
    const { renewAhead, credentialsCooldown, unavailableCooldown } = this.#options;
    const { clock, random } = this.#dependencies;
    return {
      clock,
      random,
      settings: { renewAhead, background, credentialsCooldown, unavailableCooldown },
      waitStarted: this.#waitStarted,
      runDetached: this.#runDetached,
      loginPendingChanged: (manager) => this.#accounts.updateState(manager),
    };
  }

  #createAccounts(): AccountRegistry {
    const main = mainCredentials(this.#options);
    return new AccountRegistry({
      createManager: (id, loginPace) => this.#createManager(id, main, loginPace),
      hasMain: main !== undefined,
      hasAccounts: this.#options.accounts !== undefined,
      maxAccounts: this.#options.maxAccounts,
      clock: this.#dependencies.clock,
    });
  }

  #createService(): EsignonAuthService {
    return new EsignonAuthService({
      accounts: this.#accounts,
      scope: new AccountContext(),
      events: this.#events,
      waits: this.#waits,
      login: (credentials, o) => this.#loginOnce(credentials, o?.signal),
      loginOnBootstrap: this.#options.loginOnBootstrap,
      close: () => this.#close(),
    });
  }

  #createManager(
    id: string | undefined,
    main: CredentialsProvider | undefined,
    loginPace: number | undefined,
  ): TokenManager {
    const counters = new EventCounters();
    const emit = this.#emitter(id, counters);
    const context = id === undefined ? this.#mainManagerContext : this.#otherManagerContext;
    return new TokenManager(this.#createSource(id, main, emit), context, {
      id,
      emit,
      counters,
      loginPace,
    });
  }

  #createSource(id: string | undefined, main: CredentialsProvider | undefined, emit: Emit): TokenSource {
    const { accounts } = this.#options;
    const provided = id === undefined ? main : () => accounts?.(id);
    const account: SourceAccount = {
      credentials: provided ?? (() => undefined),
      providerName: id === undefined ? 'credentials()' : 'accounts()',
      emit,
    };
    return new AccountSource(account, this.#sourceContext);
  }

  #createSourceContext(): AccountSourceContext {
    const { clock } = this.#dependencies;
    const shared = this.#sharedLoginSettings();
    return {
      timeout: this.#options.loginTimeout,
      clock,
      salt: randomBytes(16),
      refusedCredentials: new RefusedCredentials(clock, this.#options),
      login: this.#createLogin(shared),
      adopt: shared && sharedToken(shared),
    };
  }

  /** The login of all accounts, shared through the store if there is one. */
  #createLogin(shared: SharedLoginSettings | undefined): Login {
    const login = withChangedCredentials((credentials, context) =>
      this.#loginClient.login(credentials, context),
    );
    return shared ? sharedLogin(login, shared) : login;
  }

  #sharedLoginSettings(): SharedLoginSettings | undefined {
    const { store, clientId, loginTimeout, loginRetries } = this.#options;
    if (!store) return undefined;
    // Beside the login, the holder of the lease makes three store calls: lease, get and set.
    const leaseTtl = maxLoginDuration(loginTimeout, loginRetries) + 3 * STORE_TIMEOUT;
    return { ...this.#dependencies, store, clientId, leaseTtl, baseUrl: this.#baseUrl };
  }

  async #loginOnce(value: EsignonCredentials, signal: AbortSignal | undefined) {
    const credentials = readCredentials(value);
    if (Array.isArray(credentials)) {
      throw new EsignonConfigError(
        `login() was called with invalid credentials: ${credentials.join('; ')}. Correct them and try again.`,
        credentials,
      );
    }
    const signals = [this.#closing.signal, ...(signal ? [signal] : [])];
    return this.#loginClient.login(credentials, { signal: AbortSignal.any(signals), emit: () => undefined });
  }

  #network(): { readonly adapter?: AxiosAdapter; readonly proxy?: false } {
    const { adapter } = this.#dependencies;
    // Loopback needs no proxy, and a proxy from the environment could read the unencrypted request.
    const direct = this.#baseUrl.startsWith('http:') && this.#options.http.proxy === undefined;
    return { ...(adapter && { adapter }), ...(direct && { proxy: false as const }) };
  }

  /** Uses a new `AsyncResource` for each login: what `enterWith()` sets in one login must not reach the next. */
  readonly #runDetached: TokenManagerContext['runDetached'] = (fn) =>
    this.#runInModuleContext(() => new AsyncResource('EsignonLogin').runInAsyncScope(fn));

  readonly #waitStarted: TokenManagerContext['waitStarted'] = (account) => {
    const ended = new Subject<number>();
    ignoringErrors(() => this.#waits.next({ account, ended }));
    return (durationMs) =>
      ignoringErrors(() => {
        ended.next(durationMs);
        ended.complete();
      });
  };

  #emitter(account: string | undefined, counters: EventCounters): Emit {
    return (data) => {
      const at = new Date(this.#dependencies.clock.now());
      const event = { ...data, at, ...(account !== undefined && { account }) } as EsignonAuthEvent;
      counters.count(event);
      ignoringErrors(() => this.#logger.write(event));
      ignoringErrors(() => this.#events.next(event));
    };
  }

  #withoutThrowing(isTokenRejected: RejectionPredicate): RejectionPredicate {
    return (answer) => {
      try {
        const rejected: unknown = isTokenRejected(answer);
        if (!isPromiseLike(rejected)) return rejected === true;
        // If the promise rejected without a handler, the process would end.
        rejected.then(undefined, () => undefined);
        ignoringErrors(() => this.#logger.predicateFailed('returned a promise'));
      } catch {
        ignoringErrors(() => this.#logger.predicateFailed('threw'));
      }
      return false;
    };
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    this.#accounts.close();
    this.#events.complete();
    this.#waits.complete();
    await this.#closeStore();
  }

  async #closeStore(): Promise<void> {
    const { store } = this.#options;
    if (!store?.close) return;
    // The logins that were aborted above release their leases first, in promise callbacks.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      await store.close();
    } catch {
      // The application shuts down either way.
    }
  }
}

/** A logger or listener of the application that throws must not fail a login or a call (S8). */
function ignoringErrors(notify: () => void): void {
  try {
    notify();
  } catch {
    // Not reported: the logger or the listener is what has thrown.
  }
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

function mainCredentials({
  companyId,
  email,
  password,
  credentials,
}: ResolvedOptions): CredentialsProvider | undefined {
  if (credentials) return credentials;
  return companyId === undefined ? undefined : ({ companyId, email, password } as EsignonCredentials);
}
