import type {
  AxiosAdapter,
  AxiosError,
  AxiosInstance,
  AxiosResponse,
  InternalAxiosRequestConfig,
} from 'axios';

import { axios, axiosErrorClassOf, adapterOf } from '../common/axios.js';
import { markEsignonCall } from '../common/errors.js';
import type { EsignonToken } from '../token/esignon-token.js';
import type { EsignonWaitOptions } from '../common/abort.js';
import { type AllowedOrigins, hasUserInfo } from '../options/allowed-origins.js';
import { CallCounts } from './call-counts.js';
import { underCallSignal } from './call-signal.js';
import { FetchWatch, usesFetch } from './fetch-watch.js';
import { AuthorizedRequest } from './authorized-request.js';
import { isRejection, isRepeatable, type RejectionPredicate, textOfBlob } from './rejection.js';
import { discard } from './payload.js';
import { hideOtherRequests, scrubAbandoned, scrubRequest } from './request-scrub.js';
import { isPlainPath, resolveUrl, withCompanyId } from './request-url.js';
import { rememberToken } from './sent-tokens.js';

/** The part of a token that a request needs. */
export type SentToken = Pick<EsignonToken, 'accessToken' | 'companyId'>;

/** The part of `EsignonAuthService` that the transport needs. */
export interface TokenService {
  getToken(options?: EsignonWaitOptions): Promise<SentToken>;
  getCachedToken(): SentToken | undefined;
  replaceRejected(accessToken: string, options?: EsignonWaitOptions): Promise<SentToken | undefined>;
}

export interface TransportSettings {
  readonly origins: AllowedOrigins;
  /** The base URL of most calls; its origin is an allowed one. */
  readonly baseUrl: string;
  /** Must not throw. */
  readonly isTokenRejected?: RejectionPredicate | undefined;
}

/** Where a call with a token is sent. */
interface Destination {
  readonly origin: string;
  /** The URL whose origin was checked, to send the request to; absent if the config's own URL is used. */
  readonly url?: URL;
}

/** The result of one request: a response, or an error, which may have a response too. */
interface Outcome {
  readonly response: AxiosResponse<unknown> | undefined;
  readonly thrown?: unknown;
  /** The caller's `validateStatus` has not been called yet. */
  readonly validateStatusPending?: boolean;
  /** The response came from another origin, by a redirect. */
  readonly crossedOrigin: boolean;
}

/**
 * Adds the token to a call, and resends the call with a new token when the token was rejected. It is an axios adapter:
 * adapters run after all interceptors, so it checks the final URL, and a resend runs no interceptor again.
 */
export class Transport {
  readonly counts: CallCounts;
  readonly #settings: TransportSettings;
  readonly #tokenService: TokenService;
  readonly #fetches: FetchWatch;
  /** The destination of calls with a plain path, which are most calls. */
  readonly #base: Destination;

  constructor(
    tokenService: TokenService,
    settings: TransportSettings,
    fetches = new FetchWatch(),
    counts = new CallCounts(),
  ) {
    this.counts = counts;
    this.#tokenService = tokenService;
    this.#settings = settings;
    this.#fetches = fetches;
    this.#base = { origin: new URL(settings.baseUrl).origin };
  }

  /** Returns a transport with the same settings for another account. */
  for(tokenService: TokenService): Transport {
    return new Transport(tokenService, this.#settings, this.#fetches, this.counts);
  }

  /** Returns an adapter that wraps the one of `instance`, and adds the token until `stop` is called. */
  wrap(
    instance: AxiosInstance,
    wrapped = instance.defaults.adapter,
  ): { readonly adapter: AxiosAdapter; readonly stop: () => void } {
    const plain = adapterOf(instance, wrapped);
    const inner = usesFetch(wrapped) ? this.#fetches.watch(plain) : plain;
    let active = true;
    const adapter: AxiosAdapter = (config) => {
      const destination = active ? this.#destination(config) : undefined;
      return destination ? this.#call(config, destination, inner, instance) : plain(config);
    };
    return { adapter, stop: () => void (active = false) };
  }

  /** Returns where the call is sent with the token, or `undefined` if it is sent without one (S1). */
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
    inner: AxiosAdapter,
    instance: AxiosInstance,
  ): Promise<AxiosResponse> {
    const tokenService = this.#tokenService;
    const token =
      tokenService.getCachedToken() ??
      (await underCallSignal(config, instance, (signal) => tokenService.getToken({ signal })));
    this.counts.sent += 1;
    const first = await send(config, destination, token, inner);
    const { response, crossedOrigin } = first;
    if (!response || crossedOrigin || this.#fetches.crossedOrigin(response.request, destination.origin)) {
      return settle(first, config, instance);
    }
    const blob = textOfBlob(response.data);
    if (!isRejection(response, this.#settings.isTokenRejected, blob && (await blob))) {
      return settle(first, config, instance);
    }
    const next = await this.#replacement(config, instance, token, response);
    if (!next) return settle(first, config, instance);
    this.counts.resent += 1;
    return settle(await send(config, destination, next, inner), config, instance);
  }

  /** Returns the token for the resend, or `undefined` if the caller gets the first response (S3). */
  async #replacement(
    config: InternalAxiosRequestConfig,
    instance: AxiosInstance,
    { accessToken }: SentToken,
    { data, request }: AxiosResponse<unknown>,
  ): Promise<SentToken | undefined> {
    if (!isRepeatable(config.data)) {
      this.#renewForLaterCalls(accessToken);
      return undefined;
    }
    try {
      const next = await underCallSignal(config, instance, (signal) =>
        this.#tokenService.replaceRejected(accessToken, { signal }),
      );
      if (next) discard(data, request);
      return next;
    } catch (error) {
      if (!axios.isCancel(error)) return undefined;
      discard(data, request);
      throw error;
    }
  }

  /** Starts a renewal without waiting for it: a wait would retain the context of this call until the login ends (K4). */
  #renewForLaterCalls(rejected: string): void {
    const wait = new AbortController();
    this.#tokenService.replaceRejected(rejected, { signal: wait.signal }).catch(() => undefined);
    wait.abort();
  }
}

/** Sends the call once with the token, and removes the token from the config and the request afterwards. */
function send(
  config: InternalAxiosRequestConfig,
  { origin, url }: Destination,
  { accessToken, companyId }: SentToken,
  adapter: AxiosAdapter,
): Promise<Outcome> {
  const authorization = `esignon ${accessToken}`;
  rememberToken(config, accessToken);
  hideOtherRequests([config.httpAgent, config.httpsAgent]);
  const sending = new AuthorizedRequest(config, {
    origin,
    url: url && withCompanyId(url, companyId),
    authorization,
  });
  // Not an async function, because that makes a call one percent slower.
  return callAdapter(adapter, config).then(
    (response) => {
      sending.restore();
      scrubRequest(response.request, authorization);
      const { validateStatusPending, crossedOrigin } = sending;
      return { response, validateStatusPending, crossedOrigin };
    },
    (thrown: unknown) => {
      sending.restore();
      const { request, response } = (thrown ?? {}) as {
        request?: unknown;
        response?: AxiosResponse<unknown>;
      };
      scrubAbandoned(request, authorization);
      if (response) scrubRequest(response.request, authorization);
      return { response, thrown, crossedOrigin: sending.crossedOrigin };
    },
  );
}

/** Calls an adapter; one of the user's may throw instead of returning a promise. */
function callAdapter(adapter: AxiosAdapter, config: InternalAxiosRequestConfig): Promise<AxiosResponse> {
  try {
    return adapter(config);
  } catch (thrown) {
    // The caller gets what the adapter threw, unchanged.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    return Promise.reject(thrown);
  }
}

/** Returns the response or throws the error, as axios does after its adapter. */
function settle(
  { response, thrown, validateStatusPending }: Outcome,
  config: InternalAxiosRequestConfig,
  instance: AxiosInstance,
): AxiosResponse | Promise<never> {
  if (response && thrown === undefined) {
    if (!validateStatusPending || config.validateStatus?.(response.status)) return response;
    return rejectStatus(response, instance);
  }
  return fail(thrown);
}

function fail(thrown: unknown): never {
  markEsignonCall(thrown);
  throw thrown as Error;
}

async function rejectStatus(response: AxiosResponse, instance: AxiosInstance): Promise<never> {
  return fail(statusError(response, await axiosErrorClassOf(instance)));
}

/** The error that axios throws when `validateStatus` returns `false`. */
function statusError(response: AxiosResponse, AxiosErrorOfClient: typeof AxiosError): AxiosError {
  const { status, config } = response;
  const code = AxiosErrorOfClient[status >= 400 && status < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE'];
  const message = `Request failed with status code ${status}`;
  return new AxiosErrorOfClient(message, code, config, response.request, response);
}
