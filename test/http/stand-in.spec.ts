import { PassThrough } from 'node:stream';

import { describe, expect, it } from '@jest/globals';

import { BASE, clientWith, wrapped } from './transport-client.js';

describe('N4: what stands in for the service', () => {
  it('may have getAccessToken() only; it knows no company ID', async () => {
    const { own, sent } = clientWith({ getAccessToken: () => Promise.resolve('T') }, [{}]);
    await own.get('/x');
    await own.get('/:companyId/x');
    expect(sent).toEqual([
      ['/x', 'esignon T'],
      [`${BASE}/:companyId/x`, 'esignon T'],
    ]);
  });

  it('may have getToken() only, and a token of its own making', async () => {
    const { own, sent } = clientWith(
      { getToken: () => Promise.resolve({ accessToken: 'T', companyId: 'acme' }) },
      [{}],
    );
    await own.get('/:companyId/x');
    expect(sent).toEqual([[`${BASE}/acme/x`, 'esignon T']]);
  });

  it('may have none of what recovers from a rejection', async () => {
    const { own } = clientWith({ getAccessToken: () => Promise.resolve('T') }, [{ status: 401 }]);
    expect((await own.get('/x', { validateStatus: () => true })).status).toBe(401);
    expect((await own.post('/x', new PassThrough(), { validateStatus: () => true })).status).toBe(401);
  });

  it('must have one of them', async () => {
    await expect(clientWith({}, [{}]).own.get('/x')).rejects.toThrow(
      'What stands in for EsignonAuthService needs getToken() or getAccessToken().',
    );
  });
});

describe('an adapter', () => {
  it('that throws instead of rejecting fails the call with what it threw', async () => {
    const thrown = new Error('not today');
    const supply = { getAccessToken: () => Promise.resolve('T') };
    const { own } = wrapped(supply, () => {
      throw thrown;
    });
    await expect(own.get('/x')).rejects.toBe(thrown);
  });
});
