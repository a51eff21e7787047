import { executionAsyncResource } from 'node:async_hooks';
import { globalAgent as httpAgent } from 'node:http';
import { globalAgent as httpsAgent } from 'node:https';

/** What tells a request: the headers of its answer. */
interface Answered {
  readonly res?: { readonly headers?: unknown } | null;
}

interface Pool {
  readonly sockets?: Readonly<Record<string, readonly { readonly _httpMessage?: Answered | null }[]>>;
}

/**
 * Node's request that a redirect has just answered, of whose answer the hook of follow-redirects is given `headers`
 * only. An answer is handled with its request as the async resource: that is a look-up, where the sockets of the agent
 * would have to be searched. They are if a wrapper around `http.request` has put another resource in between.
 *
 * @param agent of that request, which has not closed its socket yet; Node's own where it is absent
 */
export function redirectedRequest(headers: unknown, agent: unknown): object | undefined {
  const { req } = executionAsyncResource() as { req?: Answered };
  if (answeredWith(req, headers)) return req;
  for (const pool of agent ? [agent as Pool] : [httpAgent as Pool, httpsAgent as Pool]) {
    for (const { _httpMessage: request } of Object.values(pool.sockets ?? {}).flat()) {
      if (answeredWith(request, headers)) return request;
    }
  }
  return undefined;
}

function answeredWith(request: Answered | null | undefined, headers: unknown): request is Answered {
  return headers !== undefined && request?.res?.headers === headers;
}
