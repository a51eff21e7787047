import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';

import { HttpService } from '@nestjs/axios';
import type { AxiosAdapter, AxiosInstance, AxiosProxyConfig, AxiosResponse } from 'axios';
import { firstValueFrom } from 'rxjs';

import { raceAbort, sleep } from '../common/abort.js';
import { axios } from '../common/axios.js';
import type { Clock } from '../common/clock.js';
import { EsignonAbortedError, EsignonAuthError } from '../common/errors.js';
import type { Emit } from '../common/events.js';
import { readHttpDate } from '../common/http-headers.js';
import type { EsignonCredentials } from '../options/credentials.js';
import { EsignonToken } from '../token/esignon-token.js';
import type { LoginContext } from './login.js';
import { clockOffset } from './clock-offset.js';
import { isPlausibleEnd, readExpireDate } from './expire-date.js';
import { type LoginAnswer, readLoginAnswer } from './login-answer.js';
import { MAX_RESPONSE_BYTES, loginTimedOut, transportFailure } from './login-failure.js';
import { loginRequest, type LoginRequestSettings } from './login-request.js';
import { retryDelay } from './retry.js';
import { scrub } from './scrub.js';

export interface LoginSettings extends LoginRequestSettings {
  /** How long one attempt may take, from connecting to the last byte, in ms. */
  readonly loginTimeout: number;
  /** How many attempts follow the first. */
  readonly loginRetries: number;
  /** The lifetime of a token whose `expire_date` cannot be read, in ms. */
  readonly fallbackLifetime: number;
  /** The time zone of an `expire_date` that names none, in minutes east of UTC. */
  readonly expireDateOffset: number;
  readonly http: LoginHttpSettings;
}

/** The user's axios settings that also apply to the login (L1). */
export interface LoginHttpSettings {
  readonly httpAgent?: HttpAgent;
  readonly httpsAgent?: HttpsAgent;
  readonly proxy?: AxiosProxyConfig | false;
  readonly headers?: Readonly<Record<string, string>>;
  /** For tests. The user's adapter is not used, since it would see the password. */
  readonly adapter?: AxiosAdapter;
}

/** A response and its times, by the wall clock at the time of the response. */
interface LoginExchange {
  readonly answer: LoginAnswer;
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly serverDate: number | undefined;
}

/** Logs in to eSignon with one request, and retries transient failures (L3). Keeps no state. */
export class LoginClient {
  readonly #settings: LoginSettings;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #http: HttpService;
  readonly #origin: string;

  constructor(settings: LoginSettings, clock: Clock, random: () => number) {
    this.#settings = settings;
    this.#clock = clock;
    this.#random = random;
    this.#http = new HttpService(createPrivateAxios(settings.http));
    this.#origin = new URL(settings.baseUrl).origin;
  }

  /**
   * Logs in and returns the new token.
   *
   * @throws `EsignonAuthError`
   */
  async login(
    credentials: EsignonCredentials,
    { signal, emit }: Pick<LoginContext, 'signal' | 'emit'>,
  ): Promise<EsignonToken> {
    const startedAt = this.#clock.monotonic();
    const duration = (): number => Math.round(this.#clock.monotonic() - startedAt);
    emit({ type: 'login.started' });
    try {
      const exchange = await this.#loginWithRetries(credentials, signal);
      const token = this.#toToken(exchange, credentials, emit);
      emit({ type: 'login.succeeded', expiresAt: token.expiresAt, durationMs: duration() });
      return token;
    } catch (error) {
      if (!(error instanceof EsignonAuthError)) throw error;
      const { code, resultCode } = error;
      const result = resultCode === undefined ? {} : { resultCode };
      emit({ type: 'login.failed', code, ...result, durationMs: duration() });
      throw error;
    }
  }

  async #loginWithRetries(credentials: EsignonCredentials, signal: AbortSignal): Promise<LoginExchange> {
    const { loginRetries, loginTimeout } = this.#settings;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#attempt(credentials, signal);
      } catch (error) {
        if (!(error instanceof EsignonAuthError) || !error.retryable || attempt >= loginRetries) throw error;
        // A longer Retry-After is not waited for here: it becomes the cool-down (L3).
        if ((error.retryAfterMs ?? 0) > loginTimeout) throw error;
        await sleep(
          this.#clock,
          retryDelay(attempt, error.retryAfterMs, this.#random()),
          signal,
          loginAborted,
        );
      }
    }
  }

  async #attempt(credentials: EsignonCredentials, signal: AbortSignal): Promise<LoginExchange> {
    const { url, body } = loginRequest(credentials, this.#settings);
    const startedAt = this.#clock.monotonic();
    const response = await this.#send(url, body, signal);
    const receivedAt = this.#clock.now();
    const header = (name: string): unknown => response.headers[name];
    const raw = { status: response.status, text: response.data, header };
    return {
      answer: readLoginAnswer(raw, [credentials.password], receivedAt),
      // Calculated from the response, since the wall clock can jump during the request.
      sentAt: receivedAt - (this.#clock.monotonic() - startedAt),
      receivedAt,
      serverDate: readHttpDate(header('date')),
    };
  }

  /** Sends one request with its own deadline: axios' timeout covers neither a slow body nor the wait for a socket. */
  async #send(url: string, data: string, signal: AbortSignal): Promise<AxiosResponse<string>> {
    const { loginTimeout } = this.#settings;
    const attempt = new AbortController();
    const abort = (): void => attempt.abort();
    const cancelDeadline = this.#clock.timer(loginTimeout, abort);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    const abortError = (): Error =>
      signal.aborted ? loginAborted() : loginTimedOut(this.#origin, loginTimeout);
    const config = { method: 'post', url, data, signal: attempt.signal };
    try {
      const response = firstValueFrom(this.#http.request<string>(config));
      return await raceAbort(response, attempt.signal, abortError);
    } catch (error) {
      throw error instanceof EsignonAuthError ? error : transportFailure(error, this.#origin);
    } finally {
      cancelDeadline();
      signal.removeEventListener('abort', abort);
    }
  }

  #toToken(exchange: LoginExchange, credentials: EsignonCredentials, emit: Emit): EsignonToken {
    const { answer, sentAt, receivedAt } = exchange;
    const end = readExpireDate(answer.expireDate, this.#settings.expireDateOffset);
    const localEnd = end === undefined ? undefined : end - clockOffset(exchange);
    const plausible = localEnd !== undefined && isPlausibleEnd(localEnd, receivedAt);
    if (!plausible) {
      emit({
        type: 'expire-date.unreadable',
        reason: localEnd === undefined ? 'unreadable' : 'implausible',
        received: scrub(describeValue(answer.expireDate), [credentials.password, answer.accessToken]).slice(
          0,
          64,
        ),
      });
    }
    return new EsignonToken({
      accessToken: answer.accessToken,
      expiresAt: new Date(plausible ? localEnd : sentAt + this.#settings.fallbackLifetime),
      issuedAt: new Date(sentAt),
      companyId: credentials.companyId,
      memberEmail: credentials.email,
      deviceId: answer.deviceId,
    });
  }
}

/** Formats a value of the response as JSON. Lists and objects are abbreviated, since they can be nested too deeply. */
function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[…]' : '{…}';
  return JSON.stringify(value);
}

function loginAborted(): EsignonAbortedError {
  return new EsignonAbortedError('The eSignon login was aborted. Log in again if a token is still needed.');
}

/**
 * Creates an axios instance that shares nothing with those of the application. With `axios.create()` it would inherit
 * global defaults. With the application's interceptors it would expose the password, and an interceptor that waits for a
 * token would never end.
 */
function createPrivateAxios({
  httpAgent,
  httpsAgent,
  proxy,
  headers,
  adapter,
}: LoginHttpSettings): AxiosInstance {
  const instance = new axios.Axios({
    adapter: adapter ?? 'http',
    ...(httpAgent && { httpAgent }),
    ...(httpsAgent && { httpsAgent }),
    ...(proxy !== undefined && { proxy }),
    headers: { ...headers, 'Content-Type': 'application/json', Accept: 'application/json' },
    maxRedirects: 0,
    maxContentLength: MAX_RESPONSE_BYTES,
    // The text as received: axios would silently return invalid JSON as a string.
    transformResponse: (data: unknown) => data,
  });
  // HttpService calls the method unbound.
  instance.request = instance.request.bind(instance);
  return instance as AxiosInstance;
}
