import { describe, expect, it } from '@jest/globals';
import { fixedTokenAuth } from 'nestjs-esignon-auth/testing';

import { BASE, clientWith, wrapped } from './transport-client.js';

describe('N4: a transport over fixedTokenAuth()', () => {
  it('sends the fixed token and its company ID', async () => {
    const { own, sent } = clientWith(fixedTokenAuth('T'), [{}]);
    await own.get('/x');
    await own.get('/:companyId/x');
    expect(sent).toEqual([
      ['/x', 'esignon T'],
      [`${BASE}/testapi/x`, 'esignon T'],
    ]);
  });

  it('returns a rejection to the caller, and does not resend', async () => {
    const { own, sent } = clientWith(fixedTokenAuth(), [{ status: 401 }]);
    expect((await own.get('/x', { validateStatus: () => true })).status).toBe(401);
    expect(sent).toHaveLength(1);
  });

  it('fails as a replaced getToken() does', async () => {
    const error = new Error('no token');
    const { own, sent } = clientWith({ ...fixedTokenAuth(), getToken: () => Promise.reject(error) }, [{}]);
    await expect(own.get('/x')).rejects.toBe(error);
    expect(sent).toEqual([]);
  });
});

describe('S7: an adapter of the user’s', () => {
  it('that throws instead of rejecting fails the call with the same error', async () => {
    const thrown = new Error('not today');
    const { own } = wrapped(fixedTokenAuth(), () => {
      throw thrown;
    });
    await expect(own.get('/x')).rejects.toBe(thrown);
  });
});
