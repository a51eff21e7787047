import type {
  AxiosAdapter,
  AxiosError,
  AxiosInstance,
  AxiosResponse,
  InternalAxiosRequestConfig,
} from 'axios';

import { axios, axiosErrorOf, senderOf } from '../common/axios.js';
import { markEsignonCall } from '../common/errors.js';
import type { EsignonToken } from '../token/esignon-token.js';
import type { WaitOptions } from '../common/abort.js';
import { type AllowedOrigins, hasUserInfo } from '../options/allowed-origins.js';
import { underCallSignal } from './call-signal.js';
import { FetchWatch, usesFetch } from './fetch-watch.js';
import { Loan } from './authorized-request.js';
import { isRejection, isRepeatable, type RejectionPredicate, textOfBlob } from './rejection.js';
import { discard } from './payload.js';
import { scrubAbandoned, scrubRequest } from './request-scrub.js';
import { isPlainPath, resolveUrl, withCompanyId } from './request-url.js';
import { rememberToken } from './sent-tokens.js';

/** What a call takes from a token. */
export type SentToken = Pick<EsignonToken, 'accessToken'> & Partial<Pick<EsignonToken, 'companyId'>>;

/** What the transport needs of the service. A fake in a test may know one of the first two only. */
export interface TokenSupply {
  getToken?(options?: WaitOptions): Promise<SentToken>;
  getAccessToken?(options?: WaitOptions): Promise<string>;
  getCachedToken?(): SentToken | undefined;
  replaceRejected?(accessToken: string, options?: WaitOptions): Promise<SentToken | undefined>;
}

export interface TransportSettings {
  readonly origins: AllowedOrigins;
  /** Where most calls go; an allowed origin. */
  readonly baseUrl: string;
  /** Must not throw. */
  readonly isTokenRejected?: RejectionPredicate | undefined;
}

/** Where an authorised call goes. */
interface Destination {
  readonly origin: string;
  /** What was judged, to be sent; absent where the config says it plainly. */
  readonly url?: URL;
}

/** How a flight ended: with an answer, or with what was thrown (which may hold an answer too). */
interface Outcome {
  readonly response: AxiosResponse<unknown> | undefined;
  readonly thrown?: unknown;
  /** The caller's `validateStatus` has not been asked yet. */
  readonly statusOpen?: boolean;
  /** The answer came from another origin, by a redirect. */
  readonly strayed: boolean;
}

/**
 * Adds the token to a call and recovers from its rejection, as an axios adapter: the last before the wire, so that it
 * judges the URL that every interceptor left, and a resend runs none of them again.
 */
export class Transport {
  readonly #settings: TransportSettings;
  readonly #supply: TokenSupply;
  readonly #fetches: FetchWatch;
  /** The destination of nearly every call. */
  readonly #base: Destination;

  constructor(supply: TokenSupply, settings: TransportSettings, fetches = new FetchWatch()) {
    this.#supply = supply;
    this.#settings = settings;
    this.#fetches = fetches;
    this.#base = { origin: new URL(settings.baseUrl).origin };
  }

  /** The same rules for another account. */
  for(supply: TokenSupply): Transport {
    return new Transport(supply, this.#settings, this.#fetches);
  }

  /** An adapter over that of `instance`, which adds the token where it belongs, until `stop` is called. */
  wrap(instance: AxiosInstance): { readonly adapter: AxiosAdapter; readonly stop: () => void } {
    const inner = instance.defaults.adapter;
    const plain = senderOf(instance, inner);
    const send = usesFetch(inner) ? this.#fetches.watch(plain) : plain;
    let active = true;
    const adapter: AxiosAdapter = (config) => {
      const destination = active ? this.#destination(config) : undefined;
      return destination ? this.#call(config, destination, send, instance) : plain(config);
    };
    return { adapter, stop: () => void (active = false) };
  }

  /** Where an authorised call goes; `undefined` for one that goes as it is (S1). */
  #destination(config: InternalAxiosRequestConfig): Destination | undefined {
    if (config.socketPath || config.auth || config.headers.has('Authorization')) return undefined;
    if (config.baseURL === this.#settings.baseUrl && isPlainPath(config.url)) return this.#base;
    const url = resolveUrl(config);
    if (!url || !this.#settings.origins.has(url) || hasUserInfo(url)) return undefined;
    return { origin: url.origin, url };
  }

  async #call(
    config: InternalAxiosRequestConfig,
    destination: Destination,
    send: AxiosAdapter,
    instance: AxiosInstance,
  ): Promise<AxiosResponse> {
    const supply = this.#supply;
    const token =
      supply.getCachedToken?.() ??
      (await underCallSignal(config, instance, (signal) => obtain(supply, { signal })));
    const first = await fly(config, destination, token, send);
    const answer = first.response;
    if (!answer || first.strayed || this.#fetches.strayed(answer.request, destination.origin)) {
      return settle(first, config, instance);
    }
    const blob = textOfBlob(answer.data);
    if (!isRejection(answer, this.#settings.isTokenRejected, blob && (await blob))) {
      return settle(first, config, instance);
    }
    const next = await this.#replacement(config, instance, token, answer);
    return settle(next ? await fly(config, destination, next, send) : first, config, instance);
  }

  /** The token for the resend, or `undefined` where there is none (S3): then the first answer stands. */
  async #replacement(
    config: InternalAxiosRequestConfig,
    instance: AxiosInstance,
    rejected: SentToken,
    answer: AxiosResponse<unknown>,
  ): Promise<SentToken | undefined> {
    const { accessToken } = rejected;
    if (!isRepeatable(config.data)) {
      this.#renewForLaterCalls(accessToken);
      return undefined;
    }
    try {
      const next = await underCallSignal(config, instance, async (signal) => {
        return this.#supply.replaceRejected?.(accessToken, { signal });
      });
      if (next) discard(answer.data, answer.request);
      return next;
    } catch (error) {
      if (!axios.isCancel(error)) return undefined;
      discard(answer.data, answer.request);
      throw error;
    }
  }

  /** Starts the renewal, and leaves it at once: a wait that goes on would hold this call until the login ends (K4). */
  #renewForLaterCalls(rejected: string): void {
    const leaving = new AbortController();
    this.#supply.replaceRejected?.(rejected, { signal: leaving.signal }).catch(() => undefined);
    leaving.abort();
  }
}

async function obtain(supply: TokenSupply, options: WaitOptions): Promise<SentToken> {
  if (supply.getToken) return supply.getToken(options);
  if (supply.getAccessToken) return { accessToken: await supply.getAccessToken(options) };
  throw new TypeError('What stands in for EsignonAuthService needs getToken() or getAccessToken().');
}

/** Sends once. The token is on the config for the flight only, and on nothing that is left of it. */
function fly(
  config: InternalAxiosRequestConfig,
  { origin, url }: Destination,
  { accessToken, companyId }: SentToken,
  send: AxiosAdapter,
): Promise<Outcome> {
  const authorization = `esignon ${accessToken}`;
  rememberToken(config, accessToken);
  const loan = new Loan(config, {
    origin,
    url: url && companyId !== undefined ? withCompanyId(url, companyId) : url,
    authorization,
  });
  // Not an async function: that is worth one percent of a call.
  return start(send, config).then(
    (response) => {
      loan.end();
      scrubRequest(response.request, authorization);
      return { response, statusOpen: loan.statusOpen, strayed: loan.strayed };
    },
    (thrown: unknown) => {
      loan.end();
      const { request, response } = (thrown ?? {}) as {
        request?: unknown;
        response?: AxiosResponse<unknown>;
      };
      scrubAbandoned(request, authorization);
      if (response) scrubRequest(response.request, authorization);
      return { response, thrown, strayed: loan.strayed };
    },
  );
}

/** An adapter of the user's may throw before it returns. */
function start(send: AxiosAdapter, config: InternalAxiosRequestConfig): Promise<AxiosResponse> {
  try {
    return send(config);
  } catch (thrown) {
    // What it threw is handed on as it is.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    return Promise.reject(thrown);
  }
}

/** Ends the call as axios does, once it is sure which answer is the caller's. */
function settle(
  { response, thrown, statusOpen }: Outcome,
  config: InternalAxiosRequestConfig,
  instance: AxiosInstance,
): AxiosResponse | Promise<never> {
  if (response && thrown === undefined) {
    if (!statusOpen || config.validateStatus?.(response.status)) return response;
    return refuseStatus(response, instance);
  }
  return fail(thrown);
}

function fail(thrown: unknown): never {
  markEsignonCall(thrown);
  throw thrown as Error;
}

async function refuseStatus(response: AxiosResponse, instance: AxiosInstance): Promise<never> {
  return fail(statusError(response, await axiosErrorOf(instance)));
}

/** What axios makes of an answer that `validateStatus` refuses. */
function statusError(response: AxiosResponse, AxiosErrorOfClient: typeof AxiosError): AxiosError {
  const { status, config } = response;
  const code = AxiosErrorOfClient[status >= 400 && status < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE'];
  const message = `Request failed with status code ${status}`;
  return new AxiosErrorOfClient(message, code, config, response.request, response);
}
