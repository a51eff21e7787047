import type { AxiosAdapter, InternalAxiosRequestConfig } from 'axios';

type Fetch = typeof fetch;

/**
 * Learns where an answer of axios' fetch adapter came from: `fetch` follows redirects by itself, and axios does not pass
 * on the URL at their end. That `fetch` takes the token off at the first redirect to another origin (S1).
 *
 * A call that was redirected to another origin and back cannot be told from one that stayed: it counts as one.
 */
export class FetchWatch {
  /** One for each `fetch`: axios keeps every function that it is given, for ever. */
  readonly #watched = new WeakMap<Fetch, Fetch>();
  readonly #origins = new WeakMap<object, string>();

  /** `send`, for whose calls `strayed` knows the answer. */
  watch(send: AxiosAdapter): AxiosAdapter {
    return async (config) => {
      const { env } = config;
      const watched = this.#watch(env?.fetch ?? globalThis.fetch);
      config.env = { ...env, fetch: watched };
      try {
        return await send(config);
      } finally {
        if (env) config.env = env;
        else delete config.env;
      }
    };
  }

  /** Whether the answer to a request came from another origin, by a redirect. */
  strayed(request: unknown, origin: string): boolean {
    const end = this.#origins.get(request as object);
    return end !== undefined && end !== origin;
  }

  #watch(base: Fetch): Fetch {
    const known = this.#watched.get(base);
    if (known) return known;
    const watched: Fetch = async (input, init) => {
      const response = await base(input, init);
      if (input instanceof Request && URL.canParse(response.url)) {
        this.#origins.set(input, new URL(response.url).origin);
      }
      return response;
    };
    this.#watched.set(base, watched);
    return watched;
  }
}

/** Whether axios sends by its fetch adapter; of a list it takes the first that works, and in Node `http` does. */
export function usesFetch(adapter: InternalAxiosRequestConfig['adapter']): boolean {
  const names = [adapter].flat().map((each) => (typeof each === 'string' ? each.toLowerCase() : each));
  return names.find((each) => each === 'fetch' || each === 'http' || typeof each === 'function') === 'fetch';
}
