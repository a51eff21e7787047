import { sleep } from '../common/abort.js';
import { type Clock, Moment } from '../common/clock.js';
import { EsignonAuthError } from '../common/errors.js';
import type { Emit } from '../common/events.js';
import type { CachedToken } from './cached-token.js';
import { cooldownAfter, type CooldownSettings, retryAfterOf } from './cooldown.js';
import type { EsignonToken } from './esignon-token.js';
import { afterLoginStart, delayForCallers, UNUSED_PACE } from './login-pace.js';
import { renewalBackoff } from './renewal-backoff.js';
import type { TokenRequest, TokenSource } from './token-source.js';

export interface AccountLoginContext {
  readonly clock: Clock;
  readonly settings: CooldownSettings;
  /** From 0 to 1, for jitter. */
  readonly random: () => number;
}

/** What a login reads of the token manager. Functions, since tokens can change while a login waits. */
export interface LoginCaller {
  /** Aborts when the manager is closed. */
  readonly signal: AbortSignal;
  /** The cached token, if it has not ended. */
  readonly validToken: () => CachedToken | undefined;
  readonly knownTokens: () => Pick<TokenRequest, 'cachedToken' | 'rejectedToken'>;
  /** Is called when the credentials are others than those of the token before. */
  readonly rotated: () => void;
  /** Is called when the login starts, after its waits. */
  readonly started: () => void;
}

/** A failure that callers get instead of a login, until `until`. Kept until a login succeeds, for its count. */
interface Cooldown {
  readonly error: EsignonAuthError;
  readonly failures: number;
  readonly until: Moment;
}

/** Delays the next renewal after one failed. */
interface Backoff {
  readonly failures: number;
  readonly until: Moment;
}

/**
 * Logs one account in, and decides when the next login may start: after the cool-down of a failure (K5), the backoff of
 * a failed renewal (K3) and at the pace of `login-pace.ts` (K7). Holds no token.
 *
 * Invariant: within a cool-down no login starts, unless the credentials changed. `run()` is called one at a time.
 */
export class AccountLogin {
  readonly #source: TokenSource;
  readonly #context: AccountLoginContext;
  readonly #emit: Emit;
  #cooldown: Cooldown | undefined;
  #backoff: Backoff | undefined;
  #pace: number;
  #lastError: EsignonAuthError | undefined;

  constructor(source: TokenSource, context: AccountLoginContext, emit: Emit, pace = UNUSED_PACE) {
    this.#source = source;
    this.#context = context;
    this.#emit = emit;
    this.#pace = pace;
  }

  /** The state of `login-pace.ts`. */
  get pace(): number {
    return this.#pace;
  }

  /** The failure of the last login that failed, also after a login that succeeded. */
  get lastError(): EsignonAuthError | undefined {
    return this.#lastError;
  }

  /** The current cool-down. */
  get cooldown(): Pick<Cooldown, 'error' | 'until'> | undefined {
    return this.#cooldown?.until.passed(this.#context.clock) ? undefined : this.#cooldown;
  }

  /** Until when renewals of a valid token are delayed; may be in the past. */
  get backoffUntil(): Moment | undefined {
    return this.#backoff?.until;
  }

  /** When a transient failure is retried without a caller if no token is valid. A permanent one is not retried. */
  get retryAt(): Moment | undefined {
    return this.#cooldown?.error.retryable ? this.#cooldown.until : undefined;
  }

  /**
   * Logs in, as soon as the pace allows it.
   *
   * @throws `EsignonAuthError` of the login, or of the current cool-down
   */
  async run(caller: LoginCaller): Promise<EsignonToken> {
    const cooling = await this.#coolingFailure(caller);
    if (cooling) return this.#succeed(await this.#adopt(cooling, caller));
    await this.#keepPace(caller);
    try {
      return this.#succeed(await this.#source.obtain(this.#request(caller)));
    } catch (error) {
      throw caller.signal.aborted ? error : this.#fail(error, caller.validToken);
    }
  }

  #request(caller: LoginCaller): TokenRequest {
    const { signal, rotated } = caller;
    return { signal, rotated, keepPace: () => this.#keepPace(caller), ...caller.knownTokens() };
  }

  #succeed(token: EsignonToken): EsignonToken {
    this.#cooldown = undefined;
    this.#backoff = undefined;
    return token;
  }

  /** A process whose credentials were refused takes the token of one that has the right ones. */
  async #adopt(cooling: EsignonAuthError, caller: LoginCaller): Promise<EsignonToken> {
    const adopted = cooling.retryable ? undefined : await this.#source.adopt(this.#request(caller));
    if (!adopted) throw cooling;
    return adopted;
  }

  /** Returns the failure of the current cool-down (K5). New credentials end the cool-down of a permanent one. */
  async #coolingFailure({ signal, validToken }: LoginCaller): Promise<EsignonAuthError | undefined> {
    const { clock } = this.#context;
    const cooldown = this.#cooldown;
    if (!cooldown || cooldown.until.passed(clock)) return undefined;
    if (!cooldown.error.retryable && (await this.#source.credentialsChanged(signal))) {
      this.#cooldown = undefined;
      return undefined;
    }
    const renewed = validToken();
    if (renewed) this.#backOff(renewed);
    return cooldown.error.retryIn(cooldown.until.remaining(clock));
  }

  /** Delays a login that would follow the ones before too fast (K7). */
  async #keepPace({ signal, started }: LoginCaller): Promise<void> {
    const { clock } = this.#context;
    const wait = delayForCallers(this.#pace, clock.monotonic());
    if (wait > 0) await sleep(clock, wait, signal);
    this.#pace = afterLoginStart(this.#pace, clock.monotonic());
    started();
  }

  /** Records a failure, and returns the error for the callers. */
  #fail(thrown: unknown, validToken: LoginCaller['validToken']): EsignonAuthError {
    const error = thrown instanceof EsignonAuthError ? thrown : unexpected();
    this.#lastError = error;
    // While a token is valid its callers do not need the login (K3): a transient failure sets no cool-down.
    const reported = error.retryable && validToken() ? error : this.#coolDown(error);
    // Asked again: a listener of the cool-down may have invalidated the token.
    const renewed = validToken();
    if (renewed) this.#failRenewal(error, renewed);
    return reported;
  }

  /** Starts the cool-down of a failure (K5), and returns the failure with the cool-down's length. */
  #coolDown(error: EsignonAuthError): EsignonAuthError {
    const { clock, settings } = this.#context;
    const before = this.#cooldown;
    const failures = before?.error.retryable === error.retryable ? before.failures + 1 : 1;
    // Callers get the failure at once where the pace would delay their login.
    const wait = Math.max(
      cooldownAfter(error, failures, settings),
      delayForCallers(this.#pace, clock.monotonic()),
    );
    const until = Moment.in(clock, wait);
    this.#cooldown = { error, failures, until };
    // Whoever calls can name an account that does not exist: no incident, and no way to fill a log or a metric (N6).
    if (error.code !== 'ESIGNON_UNKNOWN_ACCOUNT')
      this.#emit({ type: 'cooldown.started', until: new Date(until.wall), ...failureOf(error) });
    return error.retryIn(wait);
  }

  #failRenewal(error: EsignonAuthError, validToken: CachedToken): void {
    const until = this.#backOff(validToken, error);
    const { expiresAt } = validToken.token;
    this.#emit({ type: 'renewal.failed', expiresAt, retryAt: new Date(until.wall), ...failureOf(error) });
  }

  /** Delays the next renewal (K3), at least until a login may start. Returns until when. */
  #backOff(validToken: CachedToken, failure?: EsignonAuthError): Moment {
    const { clock, random } = this.#context;
    const failures = (this.#backoff?.failures ?? 0) + (failure ? 1 : 0);
    const cooldown = this.#cooldown?.until.remaining(clock) ?? 0;
    const wait = renewalBackoff({
      failures: Math.max(1, failures),
      timeLeft: validToken.end.remaining(clock),
      atLeast: Math.max(cooldown, failure ? retryAfterOf(failure) : 0),
      random: random(),
    });
    const until = Moment.in(clock, wait);
    this.#backoff = { failures, until };
    return until;
  }
}

/** For a defect of this package or of a store. The original message could contain a secret, so it is not repeated. */
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
