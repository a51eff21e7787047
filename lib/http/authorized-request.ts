import type { AxiosRequestConfig, InternalAxiosRequestConfig } from 'axios';

import { redirectedRequest } from './redirected-request.js';
import { scrubRedirected } from './request-scrub.js';

type BeforeRedirect = NonNullable<AxiosRequestConfig['beforeRedirect']>;

/** The hook that takes the place of the caller's on a config, and whose it is. */
type RedirectGuard = BeforeRedirect & { request?: AuthorizedRequest };

type ChangedName = 'headers' | 'url' | 'baseURL' | 'beforeRedirect' | 'validateStatus';
type OriginalConfig = { readonly [Name in ChangedName]: InternalAxiosRequestConfig[Name] | undefined } & Pick<
  InternalAxiosRequestConfig,
  'headers'
>;

/** What one request is sent with. */
export interface Authorization {
  /** The origin that the token may be sent to. */
  readonly origin: string;
  /** The URL whose origin was checked, to be sent as it is; `undefined` where the config's own URL is. */
  readonly url: URL | undefined;
  /** The value of the `Authorization` header. */
  readonly authorization: string;
}

/** The options of the next request of follow-redirects. */
interface NextRequest {
  href?: string;
  protocol?: string;
  hostname?: string;
  port?: number | string;
  socketPath?: string;
  headers?: Record<string, string>;
  /** Of the request before. */
  agent?: unknown;
}

/**
 * Sets `Authorization` on the axios config for one request, then restores the config. The config is changed instead of
 * copied because that costs less, and because an error that a stream raises later refers to the restored config.
 */
export class AuthorizedRequest {
  readonly #config: InternalAxiosRequestConfig;
  readonly #original: OriginalConfig;
  #crossedOrigin = false;
  #validateStatusPending = false;

  constructor(config: InternalAxiosRequestConfig, { origin, url, authorization }: Authorization) {
    this.#config = config;
    this.#original = AuthorizedRequest.#originalOf(config);
    const { headers, beforeRedirect, validateStatus } = this.#original;
    config.headers = withAuthorization(headers, authorization);
    if (url) {
      config.url = url.href;
      delete config.baseURL;
    }
    const guard: RedirectGuard = this.#redirectGuard(origin, authorization, beforeRedirect);
    guard.request = this;
    config.beforeRedirect = guard;
    if (validateStatus) config.validateStatus = () => (this.#validateStatusPending = true);
  }

  /**
   * Returns the caller's values. An adapter of the user's over ours may send one config several times at once: the
   * second request must not take the first one's token for the caller's headers, and restore it at its end.
   */
  static #originalOf(config: InternalAxiosRequestConfig): OriginalConfig {
    const pending = (config.beforeRedirect as RedirectGuard | undefined)?.request;
    if (pending) return pending.#original;
    const { headers, url, baseURL, beforeRedirect, validateStatus } = config;
    return { headers, url, baseURL, beforeRedirect, validateStatus };
  }

  /** Whether a redirect left the origin: the response then says nothing about the token. */
  get crossedOrigin(): boolean {
    return this.#crossedOrigin;
  }

  /** Whether the caller's `validateStatus`, which is called once a call (S7), has yet to be called. */
  get validateStatusPending(): boolean {
    return this.#validateStatusPending;
  }

  /** Restores the config. */
  restore(): void {
    const config = this.#config;
    const { headers, url, baseURL, beforeRedirect, validateStatus } = this.#original;
    config.headers = headers;
    if (url !== undefined) config.url = url;
    else delete config.url;
    if (baseURL !== undefined) config.baseURL = baseURL;
    if (beforeRedirect) config.beforeRedirect = beforeRedirect;
    else delete config.beforeRedirect;
    if (validateStatus) config.validateStatus = validateStatus;
  }

  /**
   * The last hook before a redirect: the token is never sent to another origin (S1), and is removed from each request
   * that was answered by a redirect (S5).
   */
  #redirectGuard(
    origin: string,
    authorization: string,
    callersHook: BeforeRedirect | undefined,
  ): BeforeRedirect {
    let sent = true;
    return (options, response, ...more: unknown[]) => {
      const next = options as NextRequest;
      const { headers } = next;
      scrubRedirected(redirectedRequest(response.headers, next.agent), authorization);
      // The clean-up after another call may have deleted it from headers that both calls share.
      if (sent && headers && isAtOrigin(origin, next)) headers['Authorization'] = authorization;
      try {
        (callersHook as ((...args: unknown[]) => void) | undefined)?.(options, response, ...more);
      } finally {
        // The hook may have replaced the headers.
        if (next.headers !== headers) removeAuthorization(authorization, headers);
      }
      this.#crossedOrigin ||= !isAtOrigin(origin, next);
      if (this.#crossedOrigin) removeAuthorization(authorization, next.headers);
      sent = next.headers?.['Authorization'] === authorization;
    };
  }
}

/**
 * Returns a copy with the header, of the same class, whichever copy of axios that is from: an interceptor may have set
 * one headers object on many calls. `Authorization` is set as a plain property, as the class itself would store it.
 */
function withAuthorization(
  headers: InternalAxiosRequestConfig['headers'],
  authorization: string,
): InternalAxiosRequestConfig['headers'] {
  const copy = Object.create(Object.getPrototypeOf(headers) as object) as typeof headers;
  Object.assign(copy, headers)['Authorization'] = authorization;
  return copy;
}

/** Whether all options of the next request agree that it goes to the origin: a hook of the user's can change each. */
function isAtOrigin(
  origin: string,
  { href = '', protocol, hostname, port, socketPath }: NextRequest,
): boolean {
  if (socketPath || !URL.canParse(href)) return false;
  const url = new URL(href);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return (
    url.origin === origin &&
    protocol === url.protocol &&
    hostname?.replace(/^\[|\]$/g, '') === host &&
    String(port ?? '') === url.port
  );
}

/** Removes our value only, under any name: a hook of the user's may have set another `Authorization`. */
function removeAuthorization(authorization: string, headers: NextRequest['headers'] = {}): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value === authorization) Reflect.deleteProperty(headers, name);
  }
}
