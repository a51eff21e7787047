import { abortedByCaller, raceAbort, type EsignonWaitOptions } from '../common/abort.js';
import { later, type Moment } from '../common/clock.js';
import type { EsignonAuthCounters, EventCounters } from '../common/counters.js';
import { EsignonAbortedError, type EsignonAuthError } from '../common/errors.js';
import type { Emit } from '../common/events.js';
import { AccountLogin, type AccountLoginContext } from './account-login.js';
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
  /** Renew by timer, without a caller (K4). */
  readonly background: boolean;
}

/** What the managers of all accounts share. */
export interface TokenManagerContext extends AccountLoginContext {
  readonly settings: TokenManagerSettings;
  /** Is called in the context of a caller that begins to wait for a login. Returns what is called with the wait, in ms. */
  readonly waitStarted: (account: string | undefined) => (durationMs: number) => void;
  /** Runs a function outside the caller's async context: a login is shared, and must not see or retain a request (K4). */
  readonly detached: <T>(fn: () => T) => T;
  /** Is called after a manager's `busy` changed. */
  readonly busyChanged: (manager: TokenManager) => void;
}

/** Whose token it is, and who is notified of it. */
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
 * number of callers. When a login may start is decided by `AccountLogin`.
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
  readonly #login: AccountLogin;
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
    this.#login = new AccountLogin(source, context, emit, loginPace);
    this.#timer = context.settings.background ? this.#makeTimer() : undefined;
  }

  /** Whether a login is pending. */
  get busy(): boolean {
    return this.#pendingLogin !== undefined;
  }

  /**
   * Whether calls fail until a cool-down ends. If the manager were evicted before, the next call would log in again: with
   * the same wrong password, or against the vendor's `Retry-After`. `false` for an account that does not exist.
   */
  get coolingDown(): boolean {
    return this.#login.cooldown !== undefined && !this.unknown;
  }

  /** Whether the account does not exist. Its ID can be a stranger's input; it does not log in. */
  get unknown(): boolean {
    return this.#login.cooldown?.error.code === 'ESIGNON_UNKNOWN_ACCOUNT';
  }

  /** The login pace, for the next manager of the account when this one is evicted (K7). */
  get loginPace(): number {
    return this.#login.pace;
  }

  /** Returns the cached token if it is valid, at once. In its renewal window it starts a renewal (K1, K3). */
  getCached(): EsignonToken | undefined {
    const cached = this.#cached;
    const { clock } = this.#context;
    if (cached?.isFresh(clock)) return cached.token;
    if (!cached || cached.end.passed(clock)) return undefined;
    this.#startRenewal();
    return cached.token;
  }

  /** Returns the cached token. Logs in first if it is not valid. Rejects with an `EsignonAuthError`. */
  async get(options?: EsignonWaitOptions): Promise<EsignonToken> {
    if (options?.signal?.aborted) throw abortedByCaller();
    return this.getCached() ?? (await this.#waitForLogin(options));
  }

  /** Logs in now, or joins the pending login. A cool-down holds for it too. */
  async refresh(options?: EsignonWaitOptions): Promise<EsignonToken> {
    if (options?.signal?.aborted) throw abortedByCaller();
    return this.#waitForLogin(options);
  }

  /** Discards the token, if it is still the cached one. */
  invalidate(accessToken: string): void {
    if (this.#cached?.token.accessToken === accessToken) this.#discard(this.#cached.token);
  }

  /**
   * Handles the vendor's rejection of a token (S3). Returns the token to send instead, or `undefined` while renewals by
   * rejection pause (S4). Rejects when the renewal fails.
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
      renewing: this.busy,
      token: this.#cached?.token,
      renewAt: this.#cached?.renewal?.wall,
      renewalRetryAt: this.#validToken() && this.#login.backoffUntil?.wall,
      cooldownUntil: this.#login.cooldown?.until.wall,
      lastError: this.#login.lastError,
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
    if (this.#login.cooldown) return 'cooling-down';
    return this.#cached ? 'ended' : 'empty';
  }

  #validToken(): CachedToken | undefined {
    return this.#cached?.end.passed(this.#context.clock) ? undefined : this.#cached;
  }

  async #waitForLogin(options: EsignonWaitOptions | undefined): Promise<EsignonToken> {
    if (this.#closed) throw closed();
    const { clock, waitStarted } = this.#context;
    const waitEnded = waitStarted(this.id);
    const since = clock.monotonic();
    try {
      return await this.#startLogin().wait(options?.signal);
    } finally {
      waitEnded(clock.monotonic() - since);
    }
  }

  #startRenewal(): void {
    const { backoffUntil } = this.#login;
    if (!backoffUntil || backoffUntil.passed(this.#context.clock)) this.#startLogin();
  }

  /** Returns the pending login, or starts one (K2). */
  #startLogin(): PendingLogin {
    if (this.#pendingLogin) return this.#pendingLogin;
    this.#pendingLogin = this.#context.detached(() => {
      const abort = new AbortController();
      return new PendingLogin(raceAbort(this.#logIn(abort.signal), abort.signal, closed), abort);
    });
    this.#context.busyChanged(this);
    return this.#pendingLogin;
  }

  async #logIn(signal: AbortSignal): Promise<EsignonToken> {
    try {
      const token = await this.#login.run({
        signal,
        validToken: () => this.#validToken(),
        knownTokens: () => ({ cachedToken: this.#cached?.token, rejectedToken: this.#rejectedToken }),
        started: () => this.#timer?.loginStarted(),
        // The token before was rejected since its password had changed: nobody contends for the account.
        rotated: () => (this.#contention = NO_CONTENTION),
      });
      this.#cache(token);
      return token;
    } finally {
      this.#pendingLogin = undefined;
      if (!this.#closed) this.#timer?.schedule();
      this.#context.busyChanged(this);
    }
  }

  #cache(token: EsignonToken): void {
    if (this.#closed) return;
    const { clock, settings, random } = this.#context;
    // The token before was valid until its renewal: no other process ends our tokens.
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
      start: () => void this.#startLogin(),
    });
  }

  /** When a renewal is due that needs no caller. */
  #renewalDueAt(): Moment | undefined {
    const valid = this.#validToken();
    if (!valid) return this.#login.retryAt;
    return valid.renewal && later(valid.renewal, this.#login.backoffUntil, this.#context.clock);
  }
}

function closed(): EsignonAbortedError {
  return new EsignonAbortedError(
    'The application is shutting down, so no eSignon token is served. Finish eSignon calls before app.close().',
  );
}
