import type { AxiosRequestConfig, InternalAxiosRequestConfig } from 'axios';

type BeforeRedirect = NonNullable<AxiosRequestConfig['beforeRedirect']>;

/** What a loan changes on the config. */
type Lent = Pick<InternalAxiosRequestConfig, 'headers'> & {
  url: unknown;
  baseURL: unknown;
  beforeRedirect: unknown;
};

/** What follow-redirects is about to request next. */
interface NextHop {
  href?: string;
  protocol?: string;
  hostname?: string;
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

  constructor(config: InternalAxiosRequestConfig, url: URL, authorization: string) {
    const { headers, url: path, baseURL, beforeRedirect } = config;
    this.#config = config;
    this.#before = { headers, url: path, baseURL, beforeRedirect };
    // A copy, of whichever axios' class: an interceptor may have put one headers object on many calls.
    config.headers = Object.assign(
      Object.create(Object.getPrototypeOf(headers) as object),
      headers,
    ) as typeof headers;
    config.headers.set('Authorization', authorization);
    config.url = url.href;
    delete config.baseURL;
    config.beforeRedirect = this.#guard(url.origin, beforeRedirect);
  }

  /** Whether a redirect left the origin: what it answers says nothing of the token. */
  get strayed(): boolean {
    return this.#strayed;
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
  #guard(origin: string, before: BeforeRedirect | undefined): BeforeRedirect {
    return (options, response, ...more: unknown[]) => {
      (before as ((...args: unknown[]) => void) | undefined)?.(options, response, ...more);
      if (this.#strayed || !staysAt(origin, options as NextHop)) {
        this.#strayed = true;
        dropAuthorization(options as NextHop);
      }
    };
  }
}

/** Both of what the next hop says must agree: a hook of the user's can change either. */
function staysAt(origin: string, { href = '', protocol, hostname }: NextHop): boolean {
  if (!URL.canParse(href)) return false;
  const url = new URL(href);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return url.origin === origin && protocol === url.protocol && hostname?.replace(/^\[|\]$/g, '') === host;
}

function dropAuthorization({ headers = {} }: NextHop): void {
  for (const name of Object.keys(headers)) {
    if (name.toLowerCase() === 'authorization') Reflect.deleteProperty(headers, name);
  }
}
