/** Where the token may go (S1). Pure. */

/** A host that cannot leave this machine. `URL` has already brought every spelling of an IPv4 address to one form. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** A token travels encrypted, or not at all off this machine. */
function isSafeUrl(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

function parse(value: unknown): URL | undefined {
  return typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
}

/** Whether `value` can be the base URL: a path is welcome, credentials, query and fragment are not. */
export function isSafeBaseUrl(value: unknown): boolean {
  const url = parse(value);
  return !!url && isSafeUrl(url) && !hasUserInfo(url) && !/[?#]/.test(value as string);
}

/** Whether `value` is an origin, and safe: `https://esign.example.com`, perhaps with a port. */
export function isSafeOrigin(value: unknown): boolean {
  const url = parse(value);
  return !!url && isSafeBaseUrl(value) && url.pathname === '/';
}

export function hasUserInfo(url: URL): boolean {
  return url.username !== '' || url.password !== '';
}

/** The origins that the token may go to. */
export class AllowedOrigins {
  readonly #origins: ReadonlySet<string>;

  /** @param urls the base URL and the origins beside it, validated */
  constructor(urls: readonly string[]) {
    this.#origins = new Set(urls.map((url) => new URL(url).origin));
  }

  has(url: URL): boolean {
    return this.#origins.has(url.origin) && isSafeUrl(url);
  }
}
