import { describe, expect, it } from '@jest/globals';
import { AxiosHeaders, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';

import { FetchWatch } from '../../lib/http/fetch-watch.js';

/** Sends a config, and returns the `fetch` that the adapter was given. */
async function fetchGiven(watch: FetchWatch, config: InternalAxiosRequestConfig): Promise<unknown> {
  let given: unknown;
  await watch.watch((sent) => {
    given = sent.env?.fetch;
    return Promise.resolve({} as AxiosResponse);
  })(config);
  return given;
}

describe('S1: a config that is sent with fetch', () => {
  it('is restored, and may have no `env`, as that of a bare Axios', async () => {
    const env = { fetch };
    for (const config of [{ headers: new AxiosHeaders() }, { headers: new AxiosHeaders(), env }]) {
      const before = { ...config };
      expect(await fetchGiven(new FetchWatch(), config)).toBeInstanceOf(Function);
      expect(config).toStrictEqual(before);
    }
  });

  it('has one function for each `fetch`, because axios keeps every one for ever', async () => {
    const watch = new FetchWatch();
    const headers = new AxiosHeaders();
    const [first, second] = [await fetchGiven(watch, { headers }), await fetchGiven(watch, { headers })];
    const other = await fetchGiven(watch, { headers, env: { fetch: async () => new Response() } });
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });
});
