/** Where the application is, as eSignon sees it. */
export class CallbackUrls {
  readonly #origin: string;
  /** The path of the base URL, without a slash at its end. */
  readonly #prefix: string;

  /** @param baseUrl validated */
  constructor(baseUrl: string) {
    const { origin, pathname } = new URL(baseUrl);
    this.#origin = origin;
    this.#prefix = pathname.replace(/\/$/, '');
  }

  /** The URL that eSignon posts to. */
  urlOf(path: string): string {
    return this.#origin + this.pathnameOf(path);
  }

  /** Its path, as a request has it where no proxy takes the base URL's away. */
  pathnameOf(path: string): string {
    return this.#prefix + path;
  }

  /** The URLs that a request may have been sent to: a proxy may have taken the base URL's path away. */
  urlsOfRequest(pathname: string): string[] {
    return [...new Set([this.#origin + pathname, this.urlOf(pathname)])];
  }
}

/** Whether `path` is one that a URL keeps as it is: from the root, without a query, a fragment or dot segments. */
export function isPlainPath(path: unknown): path is string {
  if (typeof path !== 'string' || !path.startsWith('/') || !URL.canParse(path, 'http://host')) return false;
  const { host, pathname } = new URL(path, 'http://host');
  return host === 'host' && pathname === path;
}
