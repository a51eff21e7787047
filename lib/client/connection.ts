import type { AxiosRequestConfig, AxiosResponse } from 'axios';

import type { Clock } from '../common/clock.js';
import type { EsignonAuthService } from '../esignon-auth.service.js';
import type { EsignonHttpService } from '../http/esignon-http.service.js';
import { tokensOf } from '../http/sent-tokens.js';
import type { EsignonToken } from '../token/esignon-token.js';
import { scrub } from '../login/scrub.js';
import { type Answer, readAnswer, type Refusal } from './answer.js';
import type { CallTrace } from './call-trace.js';
import type { EsignonCallOptions } from './document-types.js';
import type { Endpoint } from './endpoints.js';
import { DeadlinePassed } from './unanswered.js';
import { ZONE } from './values.js';

/** The services that send the calls of a client, for one account or for the account in scope. */
export interface Services {
  readonly http: EsignonHttpService;
  readonly auth: EsignonAuthService;
}

/** The input of a call. */
export interface CallInput extends EsignonCallOptions {
  /** The value of `:id` in the path. */
  readonly id?: string | undefined;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: object;
  /** Removed from the vendor's messages, which can repeat them. */
  readonly secrets?: readonly string[];
  /** A redirect would send the body again. */
  readonly maxRedirects?: 0;
  /** For a caller who must know how far the call came. */
  readonly trace?: CallTrace;
}

/** A response, already read. */
export interface Reply {
  readonly status: number;
  readonly answer: Answer;
  readonly headers: AxiosResponse['headers'];
}

/** The timeout of a call if the `http` option sets none, in ms. axios restarts it with each byte. */
const DEFAULT_TIMEOUT = 30_000;

/** The time allowed for the login between the two requests of a call, in ms. */
const LONGEST_LOGIN = 60_000;

/** The size limit of a response if the `http` option sets none, in bytes. Each field of a document can be a picture. */
const LARGEST_ANSWER = 32 * 1024 * 1024;

/** The version in the vendor's examples; it also documents others. */
const VERSION = '9.9.99';

/** Sends calls and reads their responses. The caller decides what a response means. */
export class Connection {
  readonly clock: Clock;
  readonly #services: () => Services;

  /** @param services called for each call, since the providers may not exist yet when the client is created */
  constructor(services: () => Services, clock: Clock) {
    this.#services = services;
    this.clock = clock;
  }

  forAccount(id: string): Connection {
    return new Connection(() => {
      const { http, auth } = this.#services();
      return { http: http.forAccount(id), auth: auth.forAccount(id) };
    }, this.clock);
  }

  /** Returns the token of the account, for the company and the member in a request. */
  async token({ signal }: EsignonCallOptions = {}): Promise<EsignonToken> {
    return this.#services().auth.getToken({ signal });
  }

  /** Returns a function that runs its argument as the account that is current now. */
  bind(): <T>(fn: () => T) => T {
    // A test's replacement of the service may lack this method.
    const auth: Partial<EsignonAuthService> = this.#services().auth;
    return auth.bindAccount?.() ?? ((fn) => fn());
  }

  /**
   * Sends a call and reads its response, with any HTTP status.
   *
   * @throws the error of axios or of the login if there is no response
   */
  async exchange(endpoint: Endpoint, input: CallInput): Promise<Reply> {
    const { status, headers, data, config } = await this.#within(input.signal, (signal, maxContentLength) =>
      this.request({
        method: endpoint.method,
        url: endpoint.path.replace(':id', encodeURIComponent(input.id ?? '')),
        params: { ...input.query, ...(endpoint.zoned && { offset: ZONE }) },
        ...(input.body && { data: wrap(endpoint, input.body), headers: JSON_BODY }),
        ...(input.maxRedirects === 0 && { maxRedirects: 0 }),
        ...(input.trace && { validateStatus: input.trace.validateStatus }),
        maxContentLength,
        signal,
      }),
    );
    return { status, headers, answer: scrubbed(readAnswer(status, data), config, input.secrets) };
  }

  /** Limits the time and the size of a call: a response that arrives byte by byte never reaches the timeout of axios. */
  async #within<T>(
    signal: AbortSignal | undefined,
    send: (signal: AbortSignal, maxContentLength: number) => Promise<T>,
  ): Promise<T> {
    const { timeout, maxContentLength = -1 } = this.#defaults();
    const deadline = new AbortController();
    const cancel = this.clock.timer(2 * timeout + LONGEST_LOGIN, () => deadline.abort());
    const either = signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal;
    try {
      return await send(either, maxContentLength < 0 ? LARGEST_ANSWER : maxContentLength);
    } catch (error) {
      throw deadline.signal.aborted ? new DeadlinePassed() : error;
    } finally {
      cancel();
    }
  }

  /** Sends any request through the application's HTTP client for eSignon. */
  async request(config: AxiosRequestConfig): Promise<AxiosResponse<unknown>> {
    const { axiosRef } = this.#services().http;
    const { timeout } = this.#defaults();
    return axiosRef.request({ timeout, validateStatus: () => true, ...config });
  }

  #defaults() {
    const { defaults } = this.#services().http.axiosRef;
    return { ...defaults, timeout: defaults.timeout || DEFAULT_TIMEOUT };
  }
}

const JSON_BODY = { 'Content-Type': 'application/json' };

function wrap({ requestCode }: Endpoint, body: object): object {
  return requestCode === undefined ? body : { header: { request_code: requestCode, version: VERSION }, body };
}

/** Removes secrets from the vendor's code and message, which can repeat what was sent. */
function scrubbed(answer: Answer, config: unknown, secrets: readonly string[] = []): Answer {
  const all = [...tokensOf(config), ...secrets];
  if (answer.kind === 'refused') return clean(answer, all);
  if (answer.kind === 'body' && answer.refusal) return { ...answer, refusal: clean(answer.refusal, all) };
  return answer;
}

function clean({ resultCode, resultMessage }: Refusal, secrets: readonly string[]): Refusal {
  return {
    kind: 'refused',
    ...(resultCode !== undefined && { resultCode: scrub(resultCode, secrets) }),
    ...(resultMessage !== undefined && { resultMessage: scrub(resultMessage, secrets) }),
  };
}
