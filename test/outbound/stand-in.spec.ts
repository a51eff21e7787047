import { describe, expect, it } from '@jest/globals';
import axios, { type AxiosAdapter } from 'axios';

import { AllowedOrigins } from '../../lib/outbound/allowed-origins.js';
import { type TokenSupply, Transport } from '../../lib/outbound/transport.js';

const BASE = 'https://a.example';

/** An axios with a stand-in for the service behind it; `sent` is what left. */
function client(supply: TokenSupply, inner?: AxiosAdapter) {
  const sent: [url: string | undefined, authorization: unknown][] = [];
  const adapter: AxiosAdapter = (config) => {
    sent.push([config.url, config.headers.get('Authorization')]);
    return Promise.resolve({ data: 'ok', status: 200, statusText: '', headers: {}, config });
  };
  const transport = new Transport(supply, { baseUrl: BASE, origins: new AllowedOrigins([BASE]) });
  const own = axios.create({ baseURL: BASE, adapter: transport.wrap(inner ?? adapter).adapter });
  return { own, sent };
}

describe('N4: what stands in for the service', () => {
  it('may have getAccessToken() only; it knows no company ID', async () => {
    const { own, sent } = client({ getAccessToken: () => Promise.resolve('T') });
    await own.get('/x');
    await own.get('/:companyId/x');
    expect(sent).toEqual([
      ['/x', 'esignon T'],
      [`${BASE}/:companyId/x`, 'esignon T'],
    ]);
  });

  it('may have getToken() only, and a token of its own making', async () => {
    const { own, sent } = client({
      getToken: () => Promise.resolve({ accessToken: 'T', companyId: 'acme' }),
    });
    await own.get('/:companyId/x');
    expect(sent).toEqual([[`${BASE}/acme/x`, 'esignon T']]);
  });

  it('may have none of what recovers from a rejection', async () => {
    const refuse: AxiosAdapter = (config) =>
      Promise.resolve({ data: '', status: 401, statusText: '', headers: {}, config });
    const { own } = client({ getAccessToken: () => Promise.resolve('T') }, refuse);
    expect((await own.get('/x', { validateStatus: () => true })).status).toBe(401);
    expect((await own.post('/x', new FormData(), { validateStatus: () => true })).status).toBe(401);
  });

  it('must have one of them', async () => {
    await expect(client({}).own.get('/x')).rejects.toThrow(
      'What stands in for EsignonAuthService needs getToken() or getAccessToken().',
    );
  });
});

describe('an adapter', () => {
  it('that throws instead of rejecting fails the call with what it threw', async () => {
    const thrown = new Error('not today');
    const supply = { getAccessToken: () => Promise.resolve('T') };
    const { own } = client(supply, () => {
      throw thrown;
    });
    await expect(own.get('/x')).rejects.toBe(thrown);
  });
});
