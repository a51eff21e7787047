/** The URLs of the application as eSignon uses them. */
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

  /** The path of that URL, as a request has it if no proxy removes the path of the base URL. */
  pathnameOf(path: string): string {
    return this.#prefix + path;
  }

  /** The URLs that a request may have been sent to, since a proxy may have removed the path of the base URL. */
  urlsOfRequest(pathname: string): string[] {
    return [...new Set([this.#origin + pathname, this.urlOf(pathname)])];
  }
}

/** Whether a URL keeps `path` unchanged: it begins with `/` and has no query, fragment or dot segments. */
export function isNormalizedPath(path: unknown): path is string {
  // Also differs from its pathname: a path that does not begin with `/`, or that names a host.
  const base = 'http://host';
  return typeof path === 'string' && URL.canParse(path, base) && new URL(path, base).pathname === path;
}
