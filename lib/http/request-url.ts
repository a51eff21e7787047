import type { InternalAxiosRequestConfig } from 'axios';

/** Which URL axios sends a request to. */

const ABSOLUTE = /^(?:[a-z][a-z\d+\-.]*:)?\/\//i;

/** `https:host`: `URL` would accept it, axios rejects it. */
const MALFORMED = /^[\s\0]*https?:(?!\/\/)/i;

/** The part of a config that the URL is made of. */
export type UrlConfig = Pick<InternalAxiosRequestConfig, 'url' | 'baseURL' | 'allowAbsoluteUrls'>;

/**
 * Returns the URL that axios would send a config to, or `undefined` if it is invalid. Set this URL on the request, so
 * that the checked URL is the one that is used.
 */
export function resolveUrl({ url = '', baseURL, allowAbsoluteUrls }: UrlConfig): URL | undefined {
  if (MALFORMED.test(url)) return undefined;
  const relative = allowAbsoluteUrls === false || !ABSOLUTE.test(url);
  const full = baseURL && relative ? join(baseURL, url) : url;
  return URL.canParse(full) ? new URL(full) : undefined;
}

/** The lookbehind makes a run of slashes match only from its first one, so that the time is linear. */
const TRAILING_SLASHES = /(?<!\/)\/+$/;

function join(baseURL: string, url: string): string {
  return url === '' ? baseURL : `${baseURL.replace(TRAILING_SLASHES, '')}/${url.replace(/^\/+/, '')}`;
}

/**
 * Whether axios appends this path to the base URL whatever it contains. Its origin is then the base URL's, and no URL
 * needs to be parsed. `false` for a path with `:companyId`.
 */
export function isPlainPath(url: string | undefined): boolean {
  return !!url && url.startsWith('/') && url[1] !== '/' && !url.includes('/:companyId');
}

const COMPANY_ID = /\/:companyId(?=\/|$)/g;

/** Replaces `:companyId` in the path with the account's company ID (S6). */
export function withCompanyId(url: URL, companyId: string): URL {
  if (!url.pathname.includes('/:companyId')) return url;
  const filled = new URL(url);
  filled.pathname = url.pathname.replace(COMPANY_ID, `/${companyId}`);
  return filled;
}
