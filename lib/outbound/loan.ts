import type { AxiosRequestConfig, InternalAxiosRequestConfig } from 'axios';

type BeforeRedirect = NonNullable<AxiosRequestConfig['beforeRedirect']>;

/** What a loan changes on the config. */
type Lent = Record<'headers' | 'url' | 'baseURL' | 'beforeRedirect' | 'validateStatus', unknown>;

/** What follow-redirects is about to request next. */
interface NextHop {
  href?: string;
  protocol?: string;
  hostname?: string;
  port?: number | string;
  socketPath?: string;
  headers?: Record<string, string>;
}

/**
 * The token on a caller's config for the length of one flight. The config itself is lent rather than copied: it costs
 * less, and an error that a stream raises later then holds the caller's config as it was.
 */
export class Loan {
  readonly #config: InternalAxiosRequestConfig;
  readonly #before: Lent;
  #strayed = false;
  #statusOpen = false;

  constructor(config: InternalAxiosRequestConfig, url: URL, authorization: string) {
    const { headers, url: path, baseURL, beforeRedirect, validateStatus } = config;
    this.#config = config;
    this.#before = { headers, url: path, baseURL, beforeRedirect, validateStatus };
    // A copy, of whichever axios' class: an interceptor may have put one headers object on many calls.
    config.headers = Object.assign(
      Object.create(Object.getPrototypeOf(headers) as object),
      headers,
    ) as typeof headers;
    config.headers.set('Authorization', authorization);
    config.url = url.href;
    delete config.baseURL;
    config.beforeRedirect = this.#guard(url.origin, authorization, beforeRedirect);
    if (validateStatus) config.validateStatus = () => (this.#statusOpen = true);
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
    const config = this.#config as unknown as Record<string, unknown>;
    for (const [name, value] of Object.entries(this.#before)) {
      if (value === undefined) Reflect.deleteProperty(config, name);
      else config[name] = value;
    }
  }

  /** The last hook before a redirect: the token never follows one to another origin (S1). */
  #guard(origin: string, authorization: string, before: BeforeRedirect | undefined): BeforeRedirect {
    return (options, response, ...more: unknown[]) => {
      (before as ((...args: unknown[]) => void) | undefined)?.(options, response, ...more);
      const next = options as NextHop;
      this.#strayed ||= !staysAt(origin, next);
      if (this.#strayed) drop(authorization, next);
    };
  }
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
function drop(authorization: string, { headers = {} }: NextHop): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value === authorization) Reflect.deleteProperty(headers, name);
  }
}
