import { executionAsyncResource } from 'node:async_hooks';
import { globalAgent as httpAgent } from 'node:http';
import { globalAgent as httpsAgent } from 'node:https';

/** A request, as the headers of its response identify it. */
interface AnsweredRequest {
  readonly res?: { readonly headers?: unknown } | null;
}

interface Pool {
  readonly sockets?: Readonly<Record<string, readonly { readonly _httpMessage?: AnsweredRequest | null }[]>>;
}

/**
 * Returns Node's request that was just answered by a redirect; follow-redirects passes its hook the response's
 * `headers` only. Node handles a response with the request as the async resource, so this is a look-up. Only if a wrapper
 * around `http.request` uses another async resource, the sockets of the agent are searched.
 *
 * @param agent of that request, which has not closed its socket yet; default: Node's own
 */
export function redirectedRequest(headers: unknown, agent: unknown): object | undefined {
  const { req } = executionAsyncResource() as { req?: AnsweredRequest };
  if (isAnsweredWith(req, headers)) return req;
  for (const pool of agent ? [agent as Pool] : [httpAgent as Pool, httpsAgent as Pool]) {
    for (const { _httpMessage: request } of Object.values(pool.sockets ?? {}).flat()) {
      if (isAnsweredWith(request, headers)) return request;
    }
  }
  return undefined;
}

function isAnsweredWith(
  request: AnsweredRequest | null | undefined,
  headers: unknown,
): request is AnsweredRequest {
  return headers !== undefined && request?.res?.headers === headers;
}
