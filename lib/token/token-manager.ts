import { abortedByCaller, raceAbort, sleep, type WaitOptions } from '../common/abort.js';
import { type Clock, Moment } from '../common/clock.js';
import type { EsignonAuthCounters, EventCounters } from '../common/counters.js';
import { EsignonAbortedError, EsignonAuthError } from '../common/errors.js';
import type { Emit } from '../common/events.js';
import { afterRejection, type Contention, isPaused, NO_CONTENTION } from './contention.js';
import { askedWait, cooldownAfter, type CooldownSettings } from './cooldown.js';
import type { EsignonToken } from './esignon-token.js';
import {
  afterLoginStart,
  delayForCallers,
  delayForTimers,
  type LoginPace,
  UNUSED_PACE,
} from './login-pace.js';
import { renewalBackoff } from './renewal-backoff.js';
import { earlyEnd, renewalDelay } from './renewal-schedule.js';
import type { TokenSource } from './token-source.js';

export interface KeeperSettings extends CooldownSettings {
  /** See `renewalWindow`. */
  readonly renewAhead: number | undefined;
  /** Renew by timer, without a caller (K4). */
  readonly background: boolean;
}

/** What the accounts share. */
export interface KeeperContext {
  readonly clock: Clock;
  readonly settings: KeeperSettings;
  /** From 0 to 1, for jitter. */
  readonly random: () => number;
  /** Is told how long a caller waited for a login, in ms. */
  readonly waited: (ms: number) => void;
  /** Runs a function in no caller's async context: a login is shared, and must neither see nor hold a request (K4). */
  readonly detached: <T>(fn: () => T) => T;
  /** Is called after a keeper's `busy` changed. */
  readonly busyChanged: (keeper: TokenKeeper) => void;
}

/** Whose token it is, and who is notified of it. */
export interface KeeperAccount {
  /** `undefined` is the main account. */
  readonly id: string | undefined;
  readonly emit: Emit;
  /** Counts the events that are emitted. */
  readonly counters: EventCounters;
}

/** A token in service, and the moments of its life. */
interface Held {
  readonly token: EsignonToken;
  readonly end: Moment;
  readonly renewal: Moment | undefined;
}

interface Flight {
  readonly token: Promise<EsignonToken>;
  readonly abort: AbortController;
}

/** A failure that callers get, instead of a login, until it has passed. Kept until a success, for its count. */
interface Cooldown {
  readonly error: EsignonAuthError;
  readonly failures: number;
  readonly until: Moment;
}

/** What holds the next renewal back after one failed. */
interface Backoff {
  readonly failures: number;
  readonly until: Moment;
}

/** What a keeper shows of itself. */
export interface KeeperStatus {
  readonly state: 'empty' | 'fresh' | 'renewable' | 'ended' | 'cooling-down' | 'closed';
  readonly renewing: boolean;
  readonly token: EsignonToken | undefined;
  readonly renewAt: number | undefined;
  readonly cooldownUntil: number | undefined;
  readonly lastError: EsignonAuthError | undefined;
  readonly counters: EsignonAuthCounters;
}

/**
 * Keeps one account's token: serves it while it is fresh, renews it before it ends, and makes one login of any number
 * of callers.
 *
 * Invariants: at most one flight is under way; a token that has ended by either clock is never returned; within a
 * cool-down no flight goes out, unless the credentials changed; logins never follow each other faster than the pace of
 * `login-pace.ts`; after `close()` nothing is left running.
 */
export class TokenKeeper {
  /** The account; `undefined` is the main one. */
  readonly id: string | undefined;
  readonly #source: TokenSource;
  readonly #context: KeeperContext;
  readonly #emit: Emit;
  readonly #counters: EventCounters;
  #held: Held | undefined;
  #flight: Flight | undefined;
  #cooldown: Cooldown | undefined;
  #contention: Contention = NO_CONTENTION;
  #pace: LoginPace = UNUSED_PACE;
  #backoff: Backoff | undefined;
  /** The last token that was given up: a store may still offer it. */
  #givenUp: EsignonToken | undefined;
  #lastError: EsignonAuthError | undefined;
  #cancelTimer: (() => void) | undefined;
  #closed = false;

  constructor(source: TokenSource, context: KeeperContext, { id, emit, counters }: KeeperAccount) {
    this.id = id;
    this.#source = source;
    this.#context = context;
    this.#emit = emit;
    this.#counters = counters;
  }

  /** Whether a login is under way. */
  get busy(): boolean {
    return this.#flight !== undefined;
  }

  /**
   * Until when the cool-down of a permanent failure lasts, by the monotonic clock: to forget it would let the same
   * credentials be tried again. `undefined` where there is none.
   */
  get refusedUntil(): number | undefined {
    return this.#cooling() && this.#cooldown?.error.retryable === false
      ? this.#cooldown.until.monotonic
      : undefined;
  }

  /** The token in service, or `undefined`. In its renewal window the renewal starts behind the caller (K1, K3). */
  peek(): EsignonToken | undefined {
    const held = this.#held;
    if (!held || this.#closed) return undefined;
    // On the way of every call: the clocks are read once.
    const wall = this.#context.clock.now();
    const monotonic = this.#context.clock.monotonic();
    if (held.end.passedAt(wall, monotonic)) return undefined;
    if (held.renewal?.passedAt(wall, monotonic)) this.#renewBehind();
    return held.token;
  }

  /** The token in service, or a new one. Rejects with an `EsignonAuthError`. */
  async get(options?: WaitOptions): Promise<EsignonToken> {
    if (options?.signal?.aborted) throw abortedByCaller();
    return this.peek() ?? (await this.#wait(options));
  }

  /** Logs in now, or joins the login under way; a cool-down holds for it too. */
  async refresh(options?: WaitOptions): Promise<EsignonToken> {
    if (options?.signal?.aborted) throw abortedByCaller();
    return this.#wait(options);
  }

  /** Gives the token up, if it is still the one in service. */
  invalidate(accessToken: string): void {
    if (this.#held?.token.accessToken === accessToken) this.#giveUp(this.#held.token);
  }

  /**
   * Answers the vendor's rejection of a token (S3): the token to send instead, or `undefined` while renewals by
   * rejection pause (S4). Rejects when the renewal fails.
   */
  async replaceRejected(accessToken: string, options?: WaitOptions): Promise<EsignonToken | undefined> {
    const { clock } = this.#context;
    const held = this.#held;
    if (held?.token.accessToken === accessToken) {
      const ageMs = clock.now() - held.token.issuedAt.getTime();
      const paused = isPaused(this.#contention, clock.monotonic());
      if (!paused) this.#emit({ type: 'token.rejected', ageMs });
      this.#contention = afterRejection(this.#contention, ageMs, clock.monotonic());
      if (isPaused(this.#contention, clock.monotonic())) {
        if (!paused) this.#tellContention();
        return undefined;
      }
      this.#giveUp(held.token);
    }
    return this.get(options);
  }

  status(): KeeperStatus {
    return {
      state: this.#state(),
      renewing: this.busy,
      token: this.#held?.token,
      renewAt: this.#held?.renewal?.wall,
      cooldownUntil: this.#cooling() ? this.#cooldown?.until.wall : undefined,
      lastError: this.#lastError,
      counters: this.#counters.current,
    };
  }

  /** Stops the timer, aborts a login under way, and fails every wait and every later call with `ESIGNON_ABORTED`. */
  close(): void {
    this.#closed = true;
    this.#cancelTimer?.();
    this.#held = undefined;
    this.#flight?.abort.abort();
  }

  #state(): KeeperStatus['state'] {
    if (this.#closed) return 'closed';
    const { clock } = this.#context;
    if (this.#held && !this.#held.end.passed(clock)) {
      return this.#held.renewal?.passed(clock) ? 'renewable' : 'fresh';
    }
    if (this.#cooling()) return 'cooling-down';
    return this.#held ? 'ended' : 'empty';
  }

  #cooling(): boolean {
    return this.#cooldown !== undefined && !this.#cooldown.until.passed(this.#context.clock);
  }

  async #wait(options: WaitOptions | undefined): Promise<EsignonToken> {
    if (this.#closed) throw closed();
    const { clock, waited } = this.#context;
    const since = clock.monotonic();
    try {
      return await raceAbort(this.#obtain(), options?.signal);
    } finally {
      waited(clock.monotonic() - since);
    }
  }

  #renewBehind(): void {
    if (this.#flight || (this.#backoff && !this.#backoff.until.passed(this.#context.clock))) return;
    void this.#obtain();
  }

  /** The flight under way, or a new one (K2). */
  #obtain(): Promise<EsignonToken> {
    if (this.#flight) return this.#flight.token;
    const flight = this.#context.detached(() => {
      const abort = new AbortController();
      const token = raceAbort(this.#fly(abort.signal), abort.signal, closed);
      // Its waiters see the failure; a renewal behind them may have none.
      token.catch(() => undefined);
      return { token, abort };
    });
    this.#flight = flight;
    this.#context.busyChanged(this);
    return flight.token;
  }

  async #fly(signal: AbortSignal): Promise<EsignonToken> {
    try {
      const cooling = await this.#coolingFailure(signal);
      if (cooling) throw cooling;
      await this.#keepPace(signal);
      return await this.#logIn(signal);
    } finally {
      this.#flight = undefined;
      this.#schedule();
      this.#context.busyChanged(this);
    }
  }

  /** The failure that is still cooling down (K5), if any. New credentials end the cool-down of a permanent one. */
  async #coolingFailure(signal: AbortSignal): Promise<EsignonAuthError | undefined> {
    const { clock } = this.#context;
    const cooldown = this.#cooldown;
    if (!cooldown || cooldown.until.passed(clock)) return undefined;
    if (!cooldown.error.retryable && (await this.#source.credentialsChanged(signal))) {
      this.#cooldown = undefined;
      return undefined;
    }
    this.#backOff();
    return cooldown.error.retryIn(cooldown.until.remaining(clock));
  }

  /** Holds a login back that would follow the ones before too fast (K7). */
  async #keepPace(signal: AbortSignal): Promise<void> {
    const { clock } = this.#context;
    const wait = delayForCallers(this.#pace, clock.monotonic());
    if (wait > 0) await sleep(clock, wait, signal);
    this.#pace = afterLoginStart(this.#pace, clock.monotonic());
  }

  async #logIn(signal: AbortSignal): Promise<EsignonToken> {
    try {
      const token = await this.#source.obtain({ signal, held: this.#held?.token, givenUp: this.#givenUp });
      this.#accept(token);
      return token;
    } catch (error) {
      throw this.#fail(error);
    }
  }

  #accept(token: EsignonToken): void {
    if (this.#closed) return;
    const { clock, settings, random } = this.#context;
    const now = clock.now();
    const lifetime = token.expiresAt.getTime() - token.issuedAt.getTime();
    const delay = renewalDelay(lifetime, settings.renewAhead, random());
    // The token before lived to be renewed: nobody contends for the account.
    if (this.#held) this.#contention = NO_CONTENTION;
    this.#held = {
      token,
      end: Moment.in(clock, token.expiresAt.getTime() - earlyEnd(lifetime) - now),
      renewal: delay === undefined ? undefined : Moment.in(clock, token.issuedAt.getTime() + delay - now),
    };
    this.#cooldown = undefined;
    this.#backoff = undefined;
    this.#givenUp = undefined;
  }

  /** Takes note of a failure, and returns what the waiters are told. */
  #fail(thrown: unknown): EsignonAuthError {
    if (this.#closed) return closed();
    const error = thrown instanceof EsignonAuthError ? thrown : unexpected();
    this.#lastError = error;
    const told = this.#coolDown(error);
    this.#backOff(error);
    const held = this.#inService();
    if (held && this.#backoff) {
      const retryAt = new Date(this.#backoff.until.wall);
      this.#emit({
        type: 'renewal.failed',
        expiresAt: held.token.expiresAt,
        retryAt,
        ...failureOf(error),
      });
    }
    return told;
  }

  /** Keeps callers from the next login (K5), and returns the failure as they are told it. */
  #coolDown(error: EsignonAuthError): EsignonAuthError {
    const { clock, settings } = this.#context;
    // While a token is in service a passing failure is nothing to its callers (K3).
    if (error.retryable && this.#inService()) return error;
    const before = this.#cooldown;
    const failures = before?.error.retryable === error.retryable ? before.failures + 1 : 1;
    // Callers get the failure at once where they would wait for their turn.
    const wait = Math.max(
      cooldownAfter(error, failures, settings),
      delayForCallers(this.#pace, clock.monotonic()),
    );
    const until = Moment.in(clock, wait);
    this.#cooldown = { error, failures, until };
    this.#emit({ type: 'cooldown.started', until: new Date(until.wall), ...failureOf(error) });
    return error.retryIn(wait);
  }

  /** Keeps the next renewal back while a token is in service (K3): no sooner than a login should go out. */
  #backOff(failure?: EsignonAuthError): void {
    const { clock, random } = this.#context;
    const held = this.#inService();
    if (!held) return;
    const failures = (this.#backoff?.failures ?? 0) + (failure ? 1 : 0);
    const cooldown = this.#cooldown?.until.remaining(clock) ?? 0;
    const wait = renewalBackoff({
      failures: Math.max(1, failures),
      timeLeft: held.end.remaining(clock),
      atLeast: Math.max(cooldown, failure ? askedWait(failure) : 0),
      random: random(),
    });
    this.#backoff = { failures, until: Moment.in(clock, wait) };
  }

  #inService(): Held | undefined {
    return this.#held && !this.#held.end.passed(this.#context.clock) ? this.#held : undefined;
  }

  #giveUp(token: EsignonToken): void {
    this.#givenUp = token;
    this.#held = undefined;
    this.#cancelTimer?.();
  }

  #tellContention(): void {
    const { clock } = this.#context;
    const pause = this.#contention.pausedUntil - clock.monotonic();
    this.#emit({ type: 'contention', until: new Date(clock.now() + pause) });
  }

  /** Sets the timer of the next renewal that needs no caller (K4). */
  #schedule(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const { clock, settings } = this.#context;
    if (!settings.background || this.#closed) return;
    const renewal = this.#nextRenewal();
    if (!renewal) return;
    const next = later(renewal, Moment.in(clock, delayForTimers(this.#pace, clock.monotonic())), clock);
    this.#cancelTimer = clock.backgroundTimer(next.remaining(clock), () => {
      // The timer can be early: it is clamped, and the clocks may have moved.
      if (next.passed(clock)) void this.#obtain();
      else this.#schedule();
    });
  }

  #nextRenewal(): Moment | undefined {
    const held = this.#inService();
    if (held) return held.renewal && later(held.renewal, this.#backoff?.until, this.#context.clock);
    // With no token left a passing failure is tried again; a permanent one waits for a caller.
    return this.#cooldown?.error.retryable ? this.#cooldown.until : undefined;
  }
}

function later(one: Moment, other: Moment | undefined, clock: Clock): Moment {
  return other && other.remaining(clock) > one.remaining(clock) ? other : one;
}

function closed(): EsignonAbortedError {
  return new EsignonAbortedError(
    'The application is shutting down, so no eSignon token is served. Finish eSignon calls before app.close().',
  );
}

/** A defect of ours or of a store's; its message may hold anything, so it is not repeated. */
function unexpected(): EsignonAuthError {
  return new EsignonAuthError(
    'ESIGNON_LOGIN_FAILED',
    'The eSignon login failed for an unexpected reason. Please report it with the version of the package.',
    { retryable: true },
  );
}

function failureOf(error: EsignonAuthError) {
  return {
    code: error.code,
    ...(error.resultCode === undefined ? {} : { resultCode: error.resultCode }),
  };
}
