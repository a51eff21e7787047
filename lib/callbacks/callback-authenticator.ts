import type { IncomingMessage } from 'node:http';

import { type CallbackClaims, type CallbackTokens, looksLikeCallbackToken } from './callback-token.js';
import type { CallbackUrls } from './callback-urls.js';

/** The properties of an Express or Fastify request that are read. */
export interface CallbackRequest extends Pick<IncomingMessage, 'headers'> {
  readonly method?: string;
  readonly url?: string;
  /** The whole URL, if a router has shortened `url`. */
  readonly originalUrl?: string;
  /** Node's request, with Fastify. */
  readonly raw?: IncomingMessage;
  body?: unknown;
}

/** Our tokens are shorter than this. Node accepts headers of up to 16 KiB in total. */
const LONGEST_TOKEN = 8_192;

/** The maximum number of paths that are remembered. */
const MAX_PATHS = 1_000;

/** Decides whether a request comes from eSignon, once for each request. */
export class CallbackAuthenticator {
  readonly #tokens: CallbackTokens;
  readonly #urls: CallbackUrls;
  readonly #results = new WeakMap<object, Promise<CallbackClaims | undefined>>();
  readonly #paths = new Set<string>();

  constructor(tokens: CallbackTokens, urls: CallbackUrls) {
    this.#tokens = tokens;
    this.#urls = urls;
  }

  /** Returns the claims of the request's token; `undefined` if it has no token that is valid for this URL now. */
  authenticate(request: CallbackRequest): Promise<CallbackClaims | undefined> {
    const known = this.#results.get(request);
    if (known) return known;
    const result = this.#verify(request);
    this.#results.set(request, result);
    return result;
  }

  /** Whether a request is a POST to a path to which events are posted. */
  isCallback(request: CallbackRequest): boolean {
    return request.method === 'POST' && this.#paths.has(pathnameOf(request));
  }

  /** Whether a request to another path calls itself an event. */
  mayBeCallback({ method, headers }: CallbackRequest): boolean {
    return method === 'POST' && looksLikeCallbackToken(headers.authorization);
  }

  /** Adds a path to which events are posted. Only for paths of the application, and of requests whose token is valid. */
  rememberPath(pathname: string): void {
    if (this.#paths.size < MAX_PATHS) this.#paths.add(pathname);
  }

  async #verify(request: CallbackRequest): Promise<CallbackClaims | undefined> {
    const { authorization } = request.headers;
    if (authorization === undefined || authorization.length > LONGEST_TOKEN) return undefined;
    const pathname = pathnameOf(request);
    const claims = await this.#tokens.verify(authorization, this.#urls.urlsOfRequest(pathname));
    if (claims) this.rememberPath(pathname);
    return claims;
  }
}

function pathnameOf({ originalUrl, url = '' }: CallbackRequest): string {
  return (originalUrl ?? url).replace(/[?#].*/s, '');
}
