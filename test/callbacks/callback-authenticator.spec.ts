import { beforeEach, describe, expect, it } from '@jest/globals';

import { CallbackAuthenticator, type CallbackRequest } from '../../lib/callbacks/callback-authenticator.js';
import { type CallbackClaims, CallbackTokens } from '../../lib/callbacks/callback-token.js';
import { CallbackUrls } from '../../lib/callbacks/callback-urls.js';
import { VirtualClock } from '../support/virtual-clock.js';

const KEY = Buffer.alloc(32, 'key one').toString('base64');
const PATH = '/esignon/callback';
const CLAIMS: CallbackClaims = { account: 'acme', expiresAt: 1 };
const REQUEST: CallbackRequest = { method: 'POST', url: PATH, headers: { authorization: 'a token' } };

/** What was verified: each token with the URLs that it may be for. */
let verified: unknown[][];
/** Whether tokens are genuine. */
let isGenuine: boolean;
let authenticator: CallbackAuthenticator;
beforeEach(() => {
  verified = [];
  isGenuine = true;
  const verify = (...call: unknown[]): Promise<CallbackClaims | undefined> => {
    verified.push(call);
    return Promise.resolve(isGenuine ? CLAIMS : undefined);
  };
  authenticator = new CallbackAuthenticator(
    { verify } as unknown as CallbackTokens,
    new CallbackUrls('https://app.example.com/below'),
  );
});

describe('authenticate()', () => {
  it('verifies the token for the URL of the request, with and without the path of the base URL', async () => {
    expect(await authenticator.authenticate(REQUEST)).toBe(CLAIMS);
    expect(verified).toEqual([
      ['a token', [`https://app.example.com${PATH}`, `https://app.example.com/below${PATH}`]],
    ]);
  });

  it('takes a request without a URL for one to the origin', async () => {
    await authenticator.authenticate({ headers: REQUEST.headers });
    expect(verified).toEqual([['a token', ['https://app.example.com', 'https://app.example.com/below']]]);
  });

  it('verifies the token of a request once, also one that is forged', async () => {
    isGenuine = false;
    const [first, again] = [authenticator.authenticate(REQUEST), authenticator.authenticate(REQUEST)];
    expect(again).toBe(first);
    expect(await first).toBeUndefined();
    await authenticator.authenticate({ ...REQUEST });
    expect(verified).toHaveLength(2);
  });

  it('verifies nothing without a token', async () => {
    expect(await authenticator.authenticate({ ...REQUEST, headers: {} })).toBeUndefined();
    expect(verified).toEqual([]);
  });

  it.each([
    [8_192, CLAIMS],
    [8_193, undefined],
  ])('of a token of %d characters returns %j', async (length, claims) => {
    const request = { ...REQUEST, headers: { authorization: 'x'.repeat(length) } };
    expect(await authenticator.authenticate(request)).toBe(claims);
    expect(verified).toHaveLength(claims ? 1 : 0);
  });

  it('remembers the path of a genuine request', async () => {
    await authenticator.authenticate(REQUEST);
    expect(authenticator.isCallback({ ...REQUEST, headers: {} })).toBe(true);
  });

  it('does not remember the path of a forged one', async () => {
    isGenuine = false;
    await authenticator.authenticate(REQUEST);
    expect(authenticator.isCallback(REQUEST)).toBe(false);
  });
});

describe('isCallback()', () => {
  it.each<[string, Partial<CallbackRequest>, boolean]>([
    ['a POST to the path', {}, true],
    ['one with a query', { url: `${PATH}?lang=ko` }, true],
    ['one with a query that has a line break', { url: `${PATH}?a\n?b` }, true],
    ['one with a fragment', { url: `${PATH}#top` }, true],
    ['one whose URL a router has shortened', { url: '/', originalUrl: PATH }, true],
    ['one whose shortened URL has the path', { url: PATH, originalUrl: `/of-a-router${PATH}` }, false],
    ['a POST to another path', { url: `${PATH}/` }, false],
    ['another method', { method: 'GET' }, false],
  ])('of %s', (_, change, expected) => {
    authenticator.rememberPath(PATH);
    expect(authenticator.isCallback({ ...REQUEST, ...change })).toBe(expected);
  });

  it('knows the first 1 000 paths', () => {
    const isKnown = (n: number): boolean => authenticator.isCallback({ ...REQUEST, url: `/${n}` });
    for (let n = 1; n <= 1_001; n++) authenticator.rememberPath(`/${n}`);
    expect([1, 999, 1_000, 1_001].map(isKnown)).toEqual([true, true, true, false]);
  });
});

describe('mayBeCallback()', () => {
  it.each<[string, Partial<CallbackRequest>, boolean]>([
    ['a POST with a token of this package', {}, true],
    ['another method with one', { method: 'GET' }, false],
    ['a POST with another token', { headers: { authorization: 'Bearer secret' } }, false],
    ['a POST without a token', { headers: {} }, false],
  ])('of %s', async (_, change, expected) => {
    const authorization = await new CallbackTokens([KEY], new VirtualClock()).sign(
      'https://a.example',
      CLAIMS,
    );
    expect(authenticator.mayBeCallback({ ...REQUEST, headers: { authorization }, ...change })).toBe(expected);
  });
});
