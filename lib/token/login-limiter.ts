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

export interface LoginLimiterContext {
  readonly clock: Clock;
  readonly settings: CooldownSettings;
  /** From 0 to 1, for jitter. */
  readonly random: () => number;
}

/**
 * What a login reads from the token manager and reports to it. Tokens are read through functions, because they can
 * change while a login waits.
 */
export interface ManagerAccess {
  /** Aborts when the manager is closed. */
  readonly signal: AbortSignal;
  /** Returns the cached token if it has not expired. */
  readonly validToken: () => CachedToken | undefined;
  readonly knownTokens: () => Pick<TokenRequest, 'cachedToken' | 'rejectedToken'>;
  /** Called when the credentials differ from those of the previous token. */
  readonly onCredentialsChanged: () => void;
  /** Called when the login starts, after any delay. */
  readonly onStart: () => void;
}

/** Until `until`, callers get `error` without a login. Kept afterwards, to count failures in a row. */
interface Cooldown {
  readonly error: EsignonAuthError;
  readonly failures: number;
  readonly until: Moment;
}

/** Delays the next renewal after a failed one. */
interface Backoff {
  readonly failures: number;
  readonly until: Moment;
}

/**
 * Runs the logins of one account and limits how often they start: not during the cool-down after a failure (K5), not
 * before the backoff of a failed renewal has passed (K3), and not faster than `login-pace.ts` allows (K7). Holds no
 * token.
 *
 * Invariant: no login starts during a cool-down unless the credentials have changed. The token manager calls `run()`
 * again only after the previous call has settled.
 */
export class LoginLimiter {
  readonly #source: TokenSource;
  readonly #context: LoginLimiterContext;
  readonly #emit: Emit;
  #cooldown: Cooldown | undefined;
  #backoff: Backoff | undefined;
  #pace: number;
  #lastError: EsignonAuthError | undefined;

  constructor(source: TokenSource, context: LoginLimiterContext, emit: Emit, pace = UNUSED_PACE) {
    this.#source = source;
    this.#context = context;
    this.#emit = emit;
    this.#pace = pace;
  }

  /** The state of `login-pace.ts`. */
  get pace(): number {
    return this.#pace;
  }

  /** The error of the last failed login, even if a later login succeeded. */
  get lastError(): EsignonAuthError | undefined {
    return this.#lastError;
  }

  /** The current cool-down. */
  get cooldown(): Pick<Cooldown, 'error' | 'until'> | undefined {
    return this.#cooldown?.until.passed(this.#context.clock) ? undefined : this.#cooldown;
  }

  /** When the delay of renewals ends; may be in the past. */
  get backoffUntil(): Moment | undefined {
    return this.#backoff?.until;
  }

  /** When the timer tries again after a transient failure. `undefined` after a permanent one, which it does not retry. */
  get retryAt(): Moment | undefined {
    return this.#cooldown?.error.retryable ? this.#cooldown.until : undefined;
  }

  /**
   * Logs in, as soon as the pace allows it.
   *
   * @throws `EsignonAuthError` of the login, or of the current cool-down
   */
  async run(manager: ManagerAccess): Promise<EsignonToken> {
    const cooling = await this.#coolingFailure(manager);
    if (cooling) return this.#succeed(await this.#adopt(cooling, manager));
    await this.#keepPace(manager);
    try {
      return this.#succeed(await this.#source.obtain(this.#request(manager)));
    } catch (error) {
      throw manager.signal.aborted ? error : this.#fail(error, manager.validToken);
    }
  }

  #request(manager: ManagerAccess): TokenRequest {
    const { signal, onCredentialsChanged } = manager;
    return {
      signal,
      onCredentialsChanged,
      keepPace: () => this.#keepPace(manager),
      ...manager.knownTokens(),
    };
  }

  #succeed(token: EsignonToken): EsignonToken {
    this.#cooldown = undefined;
    this.#backoff = undefined;
    return token;
  }

  /**
   * During the cool-down of a permanent failure, uses the token of another process, which may have valid credentials.
   *
   * @throws `cooling` if there is no such token
   */
  async #adopt(cooling: EsignonAuthError, manager: ManagerAccess): Promise<EsignonToken> {
    const adopted = cooling.retryable ? undefined : await this.#source.adopt(this.#request(manager));
    if (!adopted) throw cooling;
    return adopted;
  }

  /** Returns the error of the current cool-down (K5). Changed credentials end the cool-down of a permanent failure. */
  async #coolingFailure({ signal, validToken }: ManagerAccess): Promise<EsignonAuthError | undefined> {
    const { clock } = this.#context;
    const cooldown = this.#cooldown;
    if (!cooldown || cooldown.until.passed(clock)) return undefined;
    if (!cooldown.error.retryable && (await this.#source.credentialsChanged(signal))) {
      this.#cooldown = undefined;
      return undefined;
    }
    const renewed = validToken();
    if (renewed) this.#delayRenewal(renewed);
    return cooldown.error.retryIn(cooldown.until.remaining(clock));
  }

  /** Waits if the previous logins were too recent (K7). */
  async #keepPace({ signal, onStart }: ManagerAccess): Promise<void> {
    const { clock } = this.#context;
    const wait = delayForCallers(this.#pace, clock.monotonic());
    if (wait > 0) await sleep(clock, wait, signal);
    this.#pace = afterLoginStart(this.#pace, clock.monotonic());
    onStart();
  }

  /** Records a failure, and returns the error for the callers. */
  #fail(thrown: unknown, validToken: ManagerAccess['validToken']): EsignonAuthError {
    const error = thrown instanceof EsignonAuthError ? thrown : unexpected();
    this.#lastError = error;
    // While a token is valid, callers get that token, so a transient failure starts no cool-down (K3).
    const reported = error.retryable && validToken() ? error : this.#startCooldown(error);
    // Read again: a listener of the event `cooldown.started` may have invalidated the token.
    const renewed = validToken();
    if (renewed) this.#failRenewal(error, renewed);
    return reported;
  }

  /** Starts the cool-down after a failure (K5). Returns the error with the length of the cool-down as `retryAfterMs`. */
  #startCooldown(error: EsignonAuthError): EsignonAuthError {
    const { clock, settings } = this.#context;
    const before = this.#cooldown;
    const failures = before?.error.retryable === error.retryable ? before.failures + 1 : 1;
    // At least until the pace allows a login: until then callers get the error instead of waiting.
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
    const until = this.#delayRenewal(validToken, error);
    const { expiresAt } = validToken.token;
    this.#emit({ type: 'renewal.failed', expiresAt, retryAt: new Date(until.wall), ...failureOf(error) });
  }

  /** Delays the next renewal (K3), at least until a login may start. Returns when the delay ends. */
  #delayRenewal(validToken: CachedToken, failure?: EsignonAuthError): Moment {
    const { clock, random } = this.#context;
    const failures = (this.#backoff?.failures ?? 0) + (failure ? 1 : 0);
    const cooldown = this.#cooldown?.until.remaining(clock) ?? 0;
    const wait = renewalBackoff({
      failures: Math.max(1, failures),
      timeLeft: validToken.expiry.remaining(clock),
      atLeast: Math.max(cooldown, failure ? retryAfterOf(failure) : 0),
      random: random(),
    });
    const until = Moment.in(clock, wait);
    this.#backoff = { failures, until };
    return until;
  }
}

/** The error for a defect of this package or of a store. The original message is not repeated: it can hold a secret. */
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
