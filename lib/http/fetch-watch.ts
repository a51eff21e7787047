import type { AxiosAdapter, InternalAxiosRequestConfig } from 'axios';

type Fetch = typeof fetch;

/**
 * Records the origin that a response of axios' fetch adapter came from: `fetch` follows redirects by itself, and axios
 * does not expose the final URL. `fetch` itself removes the token at the first redirect to another origin (S1).
 *
 * A call that was redirected to another origin and back cannot be told from a call without a redirect.
 */
export class FetchWatch {
  /** One wrapper for each `fetch`, because axios keeps every function that it is passed in a cache for ever. */
  readonly #watched = new WeakMap<Fetch, Fetch>();
  readonly #origins = new WeakMap<object, string>();

  /** Returns the adapter, with the origins of its responses recorded for `crossedOrigin`. */
  watch(adapter: AxiosAdapter): AxiosAdapter {
    return async (config) => {
      const { env } = config;
      const watched = this.#watch(env?.fetch ?? globalThis.fetch);
      config.env = { ...env, fetch: watched };
      try {
        return await adapter(config);
      } finally {
        if (env) config.env = env;
        else delete config.env;
      }
    };
  }

  /** Whether a redirect led the request to another origin. */
  crossedOrigin(request: unknown, origin: string): boolean {
    const last = this.#origins.get(request as object);
    return last !== undefined && last !== origin;
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

/** Whether axios uses its fetch adapter. From a list axios uses the first supported adapter; Node supports `http`. */
export function usesFetch(adapter: InternalAxiosRequestConfig['adapter']): boolean {
  const names = [adapter].flat().map((each) => (typeof each === 'string' ? each.toLowerCase() : each));
  return names.find((each) => each === 'fetch' || each === 'http' || typeof each === 'function') === 'fetch';
}
