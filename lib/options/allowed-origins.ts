/** To which URLs the token may be sent (S1). Pure. */

/** Whether a host is this machine. `URL` has normalized every spelling of an IPv4 address. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** The token is sent encrypted, or within this machine only. */
function isSafeUrl(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

function parse(value: unknown): URL | undefined {
  return typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
}

/** Whether `value` can be the base URL. It may have a path, but no credentials, query or fragment. */
export function isSafeBaseUrl(value: unknown): boolean {
  const url = parse(value);
  return !!url && isSafeUrl(url) && !hasUserInfo(url) && !/[?#]/.test(value as string);
}

/** Whether `value` is an origin that is safe to send the token to, such as `https://esign.example.com`. */
export function isSafeOrigin(value: unknown): boolean {
  const url = parse(value);
  return !!url && isSafeBaseUrl(value) && url.pathname === '/';
}

export function hasUserInfo(url: URL): boolean {
  return url.username !== '' || url.password !== '';
}

/** The origins to which the token may be sent. */
export class AllowedOrigins {
  readonly #origins: ReadonlySet<string>;

  /** @param urls the base URL and the allowed origins, validated */
  constructor(urls: readonly string[]) {
    this.#origins = new Set(urls.map((url) => new URL(url).origin));
  }

  has(url: URL): boolean {
    return this.#origins.has(url.origin) && isSafeUrl(url);
  }
}
