import type { AxiosRequestConfig, InternalAxiosRequestConfig } from 'axios';

import { redirectedRequest } from './redirected-request.js';
import { scrubRedirected } from './request-scrub.js';

type BeforeRedirect = NonNullable<AxiosRequestConfig['beforeRedirect']>;

/** The hook that replaces the caller's `beforeRedirect` on a config, with the request that set it. */
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
  /** The URL whose origin was checked, to send the request to; `undefined` if the config's own URL is used. */
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
  /** The agent of the previous request. */
  agent?: unknown;
}

/**
 * Sets `Authorization` on the axios config for one request, then restores the config. The config is changed instead of
 * copied, because that is cheaper, and because a later error of a stream then refers to the restored config.
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
   * Returns the caller's values. An adapter of the user may send one config several times at once through ours. Then the
   * config has the values of the pending request, and its original values are used instead.
   */
  static #originalOf(config: InternalAxiosRequestConfig): OriginalConfig {
    const pending = (config.beforeRedirect as RedirectGuard | undefined)?.request;
    if (pending) return pending.#original;
    const { headers, url, baseURL, beforeRedirect, validateStatus } = config;
    return { headers, url, baseURL, beforeRedirect, validateStatus };
  }

  /** Whether a redirect left the origin. The response then does not show whether the token is valid. */
  get crossedOrigin(): boolean {
    return this.#crossedOrigin;
  }

  /** Whether the caller's `validateStatus` has not been called yet. It is called once per call (S7). */
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
   * Returns the hook that runs before each redirect. It keeps the token from other origins (S1), and removes it from the
   * request that was answered by the redirect (S5).
   */
  #redirectGuard(
    origin: string,
    authorization: string,
    callersHook: BeforeRedirect | undefined,
  ): BeforeRedirect {
    // Whether the previous request had our token.
    let sent = true;
    return (options, response, ...more: unknown[]) => {
      const next = options as NextRequest;
      const { headers } = next;
      scrubRedirected(redirectedRequest(response.headers, next.agent), authorization);
      // Two calls can share a headers object, and the end of the other call may have deleted the token from it.
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
 * Returns a copy of the headers with `Authorization`, of the same class, since an interceptor may have set one headers
 * object on many calls. The class can be from any copy of axios. It would also store the header as a plain property.
 */
function withAuthorization(
  headers: InternalAxiosRequestConfig['headers'],
  authorization: string,
): InternalAxiosRequestConfig['headers'] {
  const copy = Object.create(Object.getPrototypeOf(headers) as object) as typeof headers;
  Object.assign(copy, headers)['Authorization'] = authorization;
  return copy;
}

/** Whether every option of the next request leads to the origin, since a hook of the user can change each of them. */
function isAtOrigin(
  origin: string,
  { href = '', protocol, hostname, port, socketPath }: NextRequest,
): boolean {
  if (socketPath || !URL.canParse(href)) return false;
  const url = new URL(href);
  return (
    url.origin === origin &&
    protocol === url.protocol &&
    withoutBrackets(hostname) === withoutBrackets(url.hostname) &&
    String(port ?? '') === url.port
  );
}

/** `URL` puts an IPv6 address in brackets, follow-redirects does not. */
function withoutBrackets(hostname: string | undefined): string | undefined {
  return hostname?.replace(/^\[|\]$/g, '');
}

/** Removes only our value, under any name, since a hook of the user may have set another `Authorization`. */
function removeAuthorization(authorization: string, headers: NextRequest['headers'] = {}): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value === authorization) Reflect.deleteProperty(headers, name);
  }
}
