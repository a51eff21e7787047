import { abortedByCaller, raceAbort, type EsignonWaitOptions } from '../common/abort.js';
import { later, type Moment } from '../common/clock.js';
import type { EsignonAuthCounters, EventCounters } from '../common/counters.js';
import { EsignonAbortedError, type EsignonAuthError } from '../common/errors.js';
import type { Emit } from '../common/events.js';
import { LoginLimiter, type LoginLimiterContext } from './login-limiter.js';
import { CachedToken } from './cached-token.js';
import { afterRejection, type Contention, isPaused, NO_CONTENTION } from './contention.js';
import type { CooldownSettings } from './cooldown.js';
import type { EsignonToken } from './esignon-token.js';
import { PendingLogin } from './pending-login.js';
import { RenewalTimer } from './renewal-timer.js';
import type { TokenSource } from './token-source.js';

export interface TokenManagerSettings extends CooldownSettings {
  /** See `renewalWindow`. */
  readonly renewAhead: number | undefined;
  /** Whether a timer renews the token (K4). */
  readonly background: boolean;
}

/** What a manager gets from the module instance. Managers with the same settings share one context. */
export interface TokenManagerContext extends LoginLimiterContext {
  readonly settings: TokenManagerSettings;
  /**
   * Called when a caller begins to wait for a login, in the async context of the caller. Returns a function to call when
   * the wait ends, with its duration in ms.
   */
  readonly waitStarted: (account: string | undefined) => (durationMs: number) => void;
  /** Runs a function outside the async context of the caller, which a shared login must neither use nor retain (K4). */
  readonly runDetached: <T>(fn: () => T) => T;
  /** Called after the `loginPending` of a manager has changed. */
  readonly loginPendingChanged: (manager: TokenManager) => void;
}

/** The account of a manager, and where its events go. */
export interface TokenManagerAccount {
  /** `undefined` is the main account. */
  readonly id: string | undefined;
  readonly emit: Emit;
  /** Counts the events that are emitted. */
  readonly counters: EventCounters;
  /** The login pace of the account's previous manager, which was evicted. */
  readonly loginPace?: number | undefined;
}

/** The state of a manager, for `status()` of the service. */
export interface TokenManagerStatus {
  readonly state: 'empty' | 'fresh' | 'renewable' | 'ended' | 'cooling-down' | 'closed';
  readonly renewing: boolean;
  readonly token: EsignonToken | undefined;
  readonly renewAt: number | undefined;
  /** Only after a failed renewal. */
  readonly renewalRetryAt: number | undefined;
  readonly cooldownUntil: number | undefined;
  readonly lastError: EsignonAuthError | undefined;
  readonly counters: EsignonAuthCounters;
}

/**
 * Caches one account's token: returns it while it is valid, renews it before it ends, and shares one login between any
 * number of callers. `LoginLimiter` decides when a login may start.
 *
 * Invariants: at most one login is pending; a token that has ended by either clock is never returned; after `close()`
 * nothing is left running.
 */
export class TokenManager {
  /** The account; `undefined` is the main one. */
  readonly id: string | undefined;
  readonly #context: TokenManagerContext;
  readonly #emit: Emit;
  readonly #counters: EventCounters;
  readonly #limiter: LoginLimiter;
  /** Only with `background`. */
  readonly #timer: RenewalTimer | undefined;
  #cached: CachedToken | undefined;
  #pendingLogin: PendingLogin | undefined;
  #contention: Contention = NO_CONTENTION;
  /** The last token that was rejected or invalidated: a store may still return it. */
  #rejectedToken: EsignonToken | undefined;
  #closed = false;

  constructor(
    source: TokenSource,
    context: TokenManagerContext,
    { id, emit, counters, loginPace }: TokenManagerAccount,
  ) {
    this.id = id;
    this.#context = context;
    this.#emit = emit;
    this.#counters = counters;
    this.#limiter = new LoginLimiter(source, context, emit, loginPace);
    this.#timer = context.settings.background ? this.#makeTimer() : undefined;
  }

  /** Whether a login is pending. */
  get loginPending(): boolean {
    return this.#pendingLogin !== undefined;
  }

  /**
   * Whether calls fail because of a cool-down. If the manager were evicted during it, the next call would log in again,
   * with the same wrong password or earlier than the vendor's `Retry-After`. `false` for an account that does not exist.
   */
  get coolingDown(): boolean {
    return this.#limiter.cooldown !== undefined && !this.unknown;
  }

  /** Whether `accounts` returned nothing for the ID, which can come from outside the application. */
  get unknown(): boolean {
    return this.#limiter.cooldown?.error.code === 'ESIGNON_UNKNOWN_ACCOUNT';
  }

  /** The login pace, for the next manager of the account when this one is evicted (K7). */
  get loginPace(): number {
    return this.#limiter.pace;
  }

  /** Returns the cached token if it is valid, at once. In its renewal window it starts a renewal (K1, K3). */
  getCached(): EsignonToken | undefined {
    const cached = this.#cached;
    const { clock } = this.#context;
    if (cached?.isFresh(clock)) return cached.token;
    if (!cached || cached.expiry.passed(clock)) return undefined;
    this.#startRenewal();
    return cached.token;
  }

  /** Returns the cached token. Logs in first if it is not valid. Rejects with an `EsignonAuthError`. */
  async get(options?: EsignonWaitOptions): Promise<EsignonToken> {
    if (options?.signal?.aborted) throw abortedByCaller();
    return this.getCached() ?? (await this.#waitForLogin(options));
  }

  /** Logs in now, or joins the pending login. Fails during a cool-down. */
  async refresh(options?: EsignonWaitOptions): Promise<EsignonToken> {
    if (options?.signal?.aborted) throw abortedByCaller();
    return this.#waitForLogin(options);
  }

  /** Discards the token, if it is still the cached one. */
  invalidate(accessToken: string): void {
    if (this.#cached?.token.accessToken === accessToken) this.#discard(this.#cached.token);
  }

  /**
   * Handles a token that the vendor rejected (S3). Returns the token to send instead, or `undefined` while rejections
   * cause no renewal (S4).
   *
   * @throws `EsignonAuthError` of the login
   */
  async replaceRejected(
    accessToken: string,
    options?: EsignonWaitOptions,
  ): Promise<EsignonToken | undefined> {
    const { clock } = this.#context;
    const cached = this.#cached;
    if (cached?.token.accessToken === accessToken) {
      const ageMs = clock.now() - cached.token.issuedAt.getTime();
      const paused = isPaused(this.#contention, clock.monotonic());
      if (!paused) this.#emit({ type: 'token.rejected', ageMs });
      this.#contention = afterRejection(this.#contention, ageMs, clock.monotonic());
      if (isPaused(this.#contention, clock.monotonic())) {
        if (!paused) this.#emitContention();
        return undefined;
      }
      this.#discard(cached.token);
    }
    return this.get(options);
  }

  status(): TokenManagerStatus {
    return {
      state: this.#state(),
      renewing: this.loginPending,
      token: this.#cached?.token,
      renewAt: this.#cached?.renewal?.wall,
      renewalRetryAt: this.#validToken() && this.#limiter.backoffUntil?.wall,
      cooldownUntil: this.#limiter.cooldown?.until.wall,
      lastError: this.#limiter.lastError,
      counters: this.#counters.current,
    };
  }

  /** Stops the timer, aborts a pending login, and fails every wait and every later call with `ESIGNON_ABORTED`. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#cached = undefined;
    this.#pendingLogin?.abort();
  }

  #state(): TokenManagerStatus['state'] {
    if (this.#closed) return 'closed';
    const valid = this.#validToken();
    if (valid) return valid.renewal?.passed(this.#context.clock) ? 'renewable' : 'fresh';
    if (this.#limiter.cooldown) return 'cooling-down';
    return this.#cached ? 'ended' : 'empty';
  }

  #validToken(): CachedToken | undefined {
    return this.#cached?.expiry.passed(this.#context.clock) ? undefined : this.#cached;
  }

  async #waitForLogin(options: EsignonWaitOptions | undefined): Promise<EsignonToken> {
    if (this.#closed) throw closed();
    const { clock, waitStarted } = this.#context;
    const waitEnded = waitStarted(this.id);
    const since = clock.monotonic();
    try {
      return await this.#joinLogin().wait(options?.signal);
    } finally {
      waitEnded(clock.monotonic() - since);
    }
  }

  #startRenewal(): void {
    const { backoffUntil } = this.#limiter;
    if (!backoffUntil || backoffUntil.passed(this.#context.clock)) this.#joinLogin();
  }

  /** Returns the pending login, or starts one (K2). */
  #joinLogin(): PendingLogin {
    if (this.#pendingLogin) return this.#pendingLogin;
    this.#pendingLogin = this.#context.runDetached(() => {
      const abort = new AbortController();
      return new PendingLogin(raceAbort(this.#logIn(abort.signal), abort.signal, closed), abort);
    });
    this.#context.loginPendingChanged(this);
    return this.#pendingLogin;
  }

  async #logIn(signal: AbortSignal): Promise<EsignonToken> {
    try {
      const token = await this.#limiter.run({
        signal,
        validToken: () => this.#validToken(),
        knownTokens: () => ({ cachedToken: this.#cached?.token, rejectedToken: this.#rejectedToken }),
        onStart: () => this.#timer?.loginStarted(),
        // The previous token was rejected because the password had changed, not because another process logged in.
        onCredentialsChanged: () => (this.#contention = NO_CONTENTION),
      });
      this.#cache(token);
      return token;
    } finally {
      this.#pendingLogin = undefined;
      if (!this.#closed) this.#timer?.schedule();
      this.#context.loginPendingChanged(this);
    }
  }

  #cache(token: EsignonToken): void {
    if (this.#closed) return;
    const { clock, settings, random } = this.#context;
    // The previous token stayed valid until its renewal, so no other process ends our tokens.
    if (this.#cached) this.#contention = NO_CONTENTION;
    this.#cached = new CachedToken(token, clock, settings.renewAhead, random());
    this.#rejectedToken = undefined;
  }

  #discard(token: EsignonToken): void {
    this.#rejectedToken = token;
    this.#cached = undefined;
    this.#timer?.cancel();
  }

  #emitContention(): void {
    const { clock } = this.#context;
    const pause = this.#contention.pausedUntil - clock.monotonic();
    this.#emit({ type: 'contention', until: new Date(clock.now() + pause) });
  }

  #makeTimer(): RenewalTimer {
    return new RenewalTimer(this.#context.clock, {
      dueAt: () => this.#renewalDueAt(),
      start: () => void this.#joinLogin(),
    });
  }

  /** When the timer starts the next renewal. */
  #renewalDueAt(): Moment | undefined {
    const valid = this.#validToken();
    if (!valid) return this.#limiter.retryAt;
    return valid.renewal && later(valid.renewal, this.#limiter.backoffUntil, this.#context.clock);
  }
}

function closed(): EsignonAbortedError {
  return new EsignonAbortedError(
    'The application is shutting down, so no eSignon token is served. Finish eSignon calls before app.close().',
  );
}
