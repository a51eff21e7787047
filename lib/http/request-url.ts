import type { InternalAxiosRequestConfig } from 'axios';

/** Where a request will really go. Pure. */

const ABSOLUTE = /^(?:[a-z][a-z\d+\-.]*:)?\/\//i;

/** `https:host`, which axios refuses and `URL` would mend: left to axios. */
const MALFORMED = /^[\s\0]*https?:(?!\/\/)/i;

/** The part of a request's config that says where it goes. */
export type Destination = Pick<InternalAxiosRequestConfig, 'url' | 'baseURL' | 'allowAbsoluteUrls'>;

/**
 * The URL that axios makes of a config, or `undefined` where it makes none. Set this URL on the request: what was
 * judged is then what is sent.
 */
export function resolveUrl({ url = '', baseURL, allowAbsoluteUrls }: Destination): URL | undefined {
  if (MALFORMED.test(url)) return undefined;
  const relative = allowAbsoluteUrls === false || !ABSOLUTE.test(url);
  const full = baseURL && relative ? join(baseURL, url) : url;
  return URL.canParse(full) ? new URL(full) : undefined;
}

/** From the first of a row of slashes only: looked for from each of them, a long row takes quadratic time. */
const TRAILING_SLASHES = /(?<!\/)\/+$/;

function join(baseURL: string, url: string): string {
  return url === '' ? baseURL : `${baseURL.replace(TRAILING_SLASHES, '')}/${url.replace(/^\/+/, '')}`;
}

/**
 * Whether axios puts this path behind the base URL whatever else stands in it: the origin is then the base URL's, and
 * need not be parsed again for each call. A path with `:companyId` is not that plain.
 */
export function isPlainPath(url: string | undefined): boolean {
  return !!url && url.startsWith('/') && url[1] !== '/' && !url.includes('/:companyId');
}

const COMPANY_ID = /\/:companyId(?=\/|$)/g;

/** The URL with the account's company ID in the place of `:companyId` in its path (S6). */
export function withCompanyId(url: URL, companyId: string): URL {
  // The common call's path is not parsed again.
  if (!url.pathname.includes('/:companyId')) return url;
  const filled = new URL(url);
  filled.pathname = url.pathname.replace(COMPANY_ID, `/${companyId}`);
  return filled;
}
