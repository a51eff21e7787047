import type { AxiosError, AxiosRequestConfig, AxiosResponse } from 'axios';

import {
  EsignonAbortedError,
  EsignonConfigError,
  EsignonUnavailableError,
  markEsignonCall,
} from '../common/errors.js';
import type { Clock } from '../common/clock.js';
import type { EsignonAuthService } from '../esignon-auth.service.js';
import type { EsignonHttpService } from '../http/esignon-http.service.js';
import { tokensOf } from '../http/sent-tokens.js';
import { toEsignonError } from '../nest/call-failure.js';
import type { EsignonToken } from '../token/esignon-token.js';
import { scrub } from '../login/scrub.js';
import { type Answer, readAnswer } from './answer.js';
import type { EsignonCallOptions } from './document-types.js';
import type { Endpoint } from './endpoints.js';
import { ZONE } from './values.js';

/** What the client sends its calls through; one of an instance, as one account or as that of the scope. */
export interface Services {
  readonly http: EsignonHttpService;
  readonly auth: EsignonAuthService;
}

/** What a call is sent with. */
export interface CallInput extends EsignonCallOptions {
  /** The value of `:id` in the path. */
  readonly id?: string | undefined;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: object;
  /** Taken out of the vendor's messages, which can echo them. */
  readonly secrets?: readonly string[];
  /** A redirect would send the body again. */
  readonly maxRedirects?: 0;
}

/** An answer, read. */
export interface Reply {
  readonly status: number;
  readonly answer: Answer;
  readonly headers: AxiosResponse['headers'];
}

/** Of a call where the application's `http` option sets none, in ms: an answer that never comes must end. */
const DEFAULT_TIMEOUT = 30_000;

/** What the vendor's pages write there; any other occurs as well. */
const VERSION = '9.9.99';

/** Sends calls. It decides nothing: who reads the answer knows what it is worth. */
export class Connection {
  readonly clock: Clock;
  readonly #services: () => Services;

  /** @param services looked up at each call: the providers may not be there when the client is made */
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

  /** The account's token, whose company and member a request names. */
  async token({ signal }: EsignonCallOptions = {}): Promise<EsignonToken> {
    return this.#services().auth.getToken({ signal });
  }

  /** Makes what is called later stand for the account of now. */
  bind(): <T>(fn: () => T) => T {
    // A test's stand-in for the service has no scopes.
    const auth: Partial<EsignonAuthService> = this.#services().auth;
    return auth.bindAccount?.() ?? ((fn) => fn());
  }

  /**
   * Sends a call and reads its answer, whatever its HTTP status is.
   *
   * @throws what kept the call from having an answer, as axios or the token has it
   */
  async exchange(endpoint: Endpoint, input: CallInput): Promise<Reply> {
    const response = await this.request({
      method: endpoint.method,
      url: endpoint.path.replace(':id', encodeURIComponent(input.id ?? '')),
      params: { ...input.query, ...(endpoint.zoned && { offset: ZONE }) },
      ...(input.body && { data: wrap(endpoint, input.body), headers: JSON_BODY }),
      ...(input.maxRedirects === 0 && { maxRedirects: 0 }),
      ...(input.signal && { signal: input.signal }),
    });
    const answer = readAnswer(response.status, response.data);
    return {
      status: response.status,
      headers: response.headers,
      answer: answer.kind === 'refused' ? scrubbed(answer, response.config, input.secrets) : answer,
    };
  }

  /** Any request, through the application's client for eSignon. */
  async request(config: AxiosRequestConfig): Promise<AxiosResponse<unknown>> {
    const { axiosRef } = this.#services().http;
    const timeout = axiosRef.defaults.timeout || DEFAULT_TIMEOUT;
    return axiosRef.request({ timeout, validateStatus: () => true, ...config });
  }
}

const JSON_BODY = { 'Content-Type': 'application/json' };

function wrap({ requestCode }: Endpoint, body: object): object {
  return requestCode === undefined ? body : { header: { request_code: requestCode, version: VERSION }, body };
}

/** What a call that got no answer failed with, as an error that holds nothing of what was sent. */
export function unanswered(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return abortedByCaller();
  // A link that leads elsewhere is not the transport's, which marks only its own.
  markEsignonCall(error);
  return cutShort(error) ?? toEsignonError(error) ?? notSent(error) ?? error;
}

export const abortedByCaller = (): EsignonAbortedError =>
  new EsignonAbortedError('The call to eSignon was aborted by its caller. Call again if it is still needed.');

/** No status is refused, so an error with an answer is one whose body did not arrive. */
function cutShort(error: unknown): EsignonUnavailableError | undefined {
  const { isAxiosError, response } = (error ?? {}) as Partial<AxiosError>;
  if (isAxiosError !== true || !response) return undefined;
  return new EsignonUnavailableError(
    'ESIGNON_UNREACHABLE',
    "The connection to eSignon ended before its answer did. Check the network and the call's timeout, and try again.",
    { retryable: true },
  );
}

/** What axios refuses to send. Its error holds the request. */
function notSent(error: unknown): EsignonConfigError | undefined {
  const { isAxiosError, code } = (error ?? {}) as Partial<AxiosError>;
  if (isAxiosError !== true) return undefined;
  return new EsignonConfigError(
    `axios could not send a call to eSignon (${String(code)}). Correct the option 'http', or what the application's interceptors make of the request.`,
  );
}

type Refused = Extract<Answer, { kind: 'refused' }>;

function scrubbed(answer: Refused, config: unknown, secrets: readonly string[] = []): Refused {
  const all = [...tokensOf(config), ...secrets];
  const clean = (text: string): string => scrub(text, all);
  const { resultCode, resultMessage } = answer;
  return {
    kind: 'refused',
    ...(resultCode !== undefined && { resultCode: clean(resultCode) }),
    ...(resultMessage !== undefined && { resultMessage: clean(resultMessage) }),
  };
}
