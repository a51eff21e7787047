import type { AxiosRequestConfig, InternalAxiosRequestConfig } from 'axios';

import { redirectedRequest } from './redirected-request.js';
import { scrubRedirected } from './request-scrub.js';

type BeforeRedirect = NonNullable<AxiosRequestConfig['beforeRedirect']>;

/** What is put on a config in place of the caller's hook; it says whose it is. */
type Guard = BeforeRedirect & { loan?: Loan };

type Lent = 'headers' | 'url' | 'baseURL' | 'beforeRedirect' | 'validateStatus';
type Found = { readonly [Name in Lent]: InternalAxiosRequestConfig[Name] | undefined } & Pick<
  InternalAxiosRequestConfig,
  'headers'
>;

/** What is lent to a config. */
export interface LoanTerms {
  readonly origin: string;
  /** What the origin was read from, to be sent as it is; absent where the config says it plainly. */
  readonly url: URL | undefined;
  readonly authorization: string;
}

/** What follow-redirects is about to request next. */
interface NextHop {
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
 * The token on a caller's config for the length of one flight. The config itself is lent rather than copied: it costs
 * less, and an error that a stream raises later then holds the caller's config as it was.
 */
export class Loan {
  readonly #config: InternalAxiosRequestConfig;
  readonly #before: Found;
  #strayed = false;
  #statusOpen = false;

  constructor(config: InternalAxiosRequestConfig, { origin, url, authorization }: LoanTerms) {
    this.#config = config;
    this.#before = Loan.#asFound(config);
    const { headers, beforeRedirect, validateStatus } = this.#before;
    config.headers = withAuthorization(headers, authorization);
    if (url) {
      config.url = url.href;
      delete config.baseURL;
    }
    const guard: Guard = this.#guard(origin, authorization, beforeRedirect);
    guard.loan = this;
    config.beforeRedirect = guard;
    if (validateStatus) config.validateStatus = () => (this.#statusOpen = true);
  }

  /**
   * What the caller's config holds. An adapter of the user's over ours may send one config several times at once: the
   * second loan must not take the first one's token for the caller's headers, and leave it there at its end.
   */
  static #asFound(config: InternalAxiosRequestConfig): Found {
    const other = (config.beforeRedirect as Guard | undefined)?.loan;
    if (other) return other.#before;
    const { headers, url, baseURL, beforeRedirect, validateStatus } = config;
    return { headers, url, baseURL, beforeRedirect, validateStatus };
  }

  /** Whether a redirect left the origin: what it answers says nothing of the token. */
  get strayed(): boolean {
    return this.#strayed;
  }

  /** Whether the status still waits for the caller's `validateStatus`, which is asked once a call (S7). */
  get statusOpen(): boolean {
    return this.#statusOpen;
  }

  /** Gives the config back as it was. */
  end(): void {
    const config = this.#config;
    const { headers, url, baseURL, beforeRedirect, validateStatus } = this.#before;
    config.headers = headers;
    if (url !== undefined) config.url = url;
    else delete config.url;
    if (baseURL !== undefined) config.baseURL = baseURL;
    if (beforeRedirect) config.beforeRedirect = beforeRedirect;
    else delete config.beforeRedirect;
    if (validateStatus) config.validateStatus = validateStatus;
  }

  /**
   * The last hook before a redirect: the token never follows one to another origin (S1), and stays on no request that
   * one has answered (S5).
   */
  #guard(origin: string, authorization: string, before: BeforeRedirect | undefined): BeforeRedirect {
    let sent = true;
    return (options, response, ...more: unknown[]) => {
      const next = options as NextHop;
      const { headers } = next;
      scrubRedirected(redirectedRequest(response.headers, next.agent), authorization);
      // What cleans up after another call may have deleted it from headers that both share.
      if (sent && headers && staysAt(origin, next)) headers['Authorization'] = authorization;
      try {
        (before as ((...args: unknown[]) => void) | undefined)?.(options, response, ...more);
      } finally {
        // The hook may have put others in their place.
        if (next.headers !== headers) drop(authorization, headers);
      }
      this.#strayed ||= !staysAt(origin, next);
      if (this.#strayed) drop(authorization, next.headers);
      sent = next.headers?.['Authorization'] === authorization;
    };
  }
}

/**
 * A copy, of whichever axios' class: an interceptor may have put one headers object on many calls. Set as a plain
 * property, which is what the class makes of it: there is none of that name.
 */
function withAuthorization(
  headers: InternalAxiosRequestConfig['headers'],
  authorization: string,
): InternalAxiosRequestConfig['headers'] {
  const copy = Object.create(Object.getPrototypeOf(headers) as object) as typeof headers;
  Object.assign(copy, headers)['Authorization'] = authorization;
  return copy;
}

/** All that the next hop says must agree: a hook of the user's can change each of them. */
function staysAt(origin: string, { href = '', protocol, hostname, port, socketPath }: NextHop): boolean {
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

/** Ours only, under whatever name: a hook of the user's may have set another `Authorization`. */
function drop(authorization: string, headers: NextHop['headers'] = {}): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value === authorization) Reflect.deleteProperty(headers, name);
  }
}
