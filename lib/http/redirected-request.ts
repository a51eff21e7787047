import { executionAsyncResource } from 'node:async_hooks';
import { globalAgent as httpAgent } from 'node:http';
import { globalAgent as httpsAgent } from 'node:https';

/** A request, which is identified by the headers object of its response. */
interface AnsweredRequest {
  readonly res?: { readonly headers?: unknown } | null;
}

interface Pool {
  readonly sockets?: Readonly<Record<string, readonly { readonly _httpMessage?: AnsweredRequest | null }[]>>;
}

/**
 * Returns Node's request that was just answered by a redirect, of which follow-redirects passes only the response
 * `headers` to its hook. While Node handles a response, the request is the current async resource. The sockets of the
 * agent are searched only if a wrapper around `http.request` uses another async resource.
 *
 * @param agent the agent of that request, whose socket is still open. Default: Node's global agents
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
