import { describe, expect, it } from '@jest/globals';

import { CallbackTokens, looksLikeCallbackToken, readKey } from '../../lib/callbacks/callback-token.js';
import { VirtualClock } from '../support/virtual-clock.js';
import { KEY, OTHER_KEY } from './callback-app.js';
import { claimsOf, forge, FORGED, headerOf } from './forgeries.js';

const URL_OF_EVENTS = 'https://app.example.com/cb';
const NOW = Date.UTC(2026, 0, 15, 3);
const LATER = NOW + 60_000;

const tokensOf = (...keys: string[]): CallbackTokens => new CallbackTokens(keys, new VirtualClock(NOW));

describe('sign()', () => {
  it('makes a JWT of the type of this package, with the ID of the key', async () => {
    const token = await tokensOf(KEY).sign(URL_OF_EVENTS, { expiresAt: LATER });
    expect(headerOf(token)).toEqual({
      alg: 'HS256',
      typ: 'esignon-callback+jwt',
      kid: expect.stringMatching(/^[\w-]{8}$/),
    });
    const jti = expect.stringMatching(/^[\w-]{36}$/);
    expect(claimsOf(token)).toEqual({ aud: URL_OF_EVENTS, exp: LATER / 1000, jti });
  });

  it('writes account and context down, and a part of a second as a whole one', async () => {
    const claims = { account: 'acme', context: 'order 7', expiresAt: LATER + 1 };
    const token = await tokensOf(KEY).sign(URL_OF_EVENTS, claims);
    expect(claimsOf(token)).toMatchObject({ sub: 'acme', ctx: 'order 7', exp: LATER / 1000 + 1 });
  });
});

describe('verify()', () => {
  it.each([
    [{ expiresAt: LATER }],
    [{ account: 'acme', expiresAt: LATER }],
    [{ context: 'order 7', expiresAt: LATER }],
  ])('returns the claims that were signed: %j', async (claims) => {
    const token = await tokensOf(KEY).sign(URL_OF_EVENTS, claims);
    expect(await tokensOf(KEY).verify(token, ['https://a.example', URL_OF_EVENTS])).toStrictEqual(claims);
  });

  it('returns no context that is no text', async () => {
    const token = await tokensOf(KEY).sign(URL_OF_EVENTS, { expiresAt: LATER });
    const signed = forge(headerOf(token), { ...claimsOf(token), ctx: 7 });
    expect(await tokensOf(KEY).verify(signed, [URL_OF_EVENTS])).toStrictEqual({ expiresAt: LATER });
  });

  it('accepts the tokens of every key, and signs with the first', async () => {
    const tokens = tokensOf(OTHER_KEY, KEY);
    const ofSecond = await tokensOf(KEY).sign(URL_OF_EVENTS, { expiresAt: LATER });
    const ofBoth = await tokens.sign(URL_OF_EVENTS, { expiresAt: LATER });
    expect(await tokens.verify(ofSecond, [URL_OF_EVENTS])).toStrictEqual({ expiresAt: LATER });
    expect(await tokensOf(OTHER_KEY).verify(ofBoth, [URL_OF_EVENTS])).toStrictEqual({ expiresAt: LATER });
    expect(await tokensOf(KEY).verify(ofBoth, [URL_OF_EVENTS])).toBeUndefined();
  });

  it.each([
    ['until it expires', 59_999, true],
    ['not from then on', 60_000, false],
  ])('accepts a token %s', async (_, elapsed, expected) => {
    const token = await tokensOf(KEY).sign(URL_OF_EVENTS, { expiresAt: LATER });
    const then = new CallbackTokens([KEY], new VirtualClock(NOW + elapsed));
    expect((await then.verify(token, [URL_OF_EVENTS])) !== undefined).toBe(expected);
  });

  it('accepts no token for another URL', async () => {
    const token = await tokensOf(KEY).sign(URL_OF_EVENTS, { expiresAt: LATER });
    expect(await tokensOf(KEY).verify(token, ['https://app.example.com/other'])).toBeUndefined();
  });

  // The length of a token is judged before, by the authenticator.
  const forged = Object.keys(FORGED).filter((what) => what !== 'a token of 9 000 characters');
  it.each(forged)('accepts nothing forged: %s', async (what) => {
    const token = await tokensOf(KEY).sign(URL_OF_EVENTS, { account: 'acme', expiresAt: LATER });
    expect(await tokensOf(KEY).verify(FORGED[what]!(token) ?? '', [URL_OF_EVENTS])).toBeUndefined();
  });
});

describe('looksLikeCallbackToken()', () => {
  it('is true of every token of this package', async () => {
    for (const key of [KEY, OTHER_KEY]) {
      const token = await tokensOf(key).sign(URL_OF_EVENTS, { account: 'acme', expiresAt: LATER });
      expect(looksLikeCallbackToken(token)).toBe(true);
    }
  });

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['a word', 'Bearer secret'],
    ['a JWT of another type', forge({ alg: 'HS256', typ: 'JWT' }, {})],
    ['a JWT of another algorithm', forge({ alg: 'HS512', typ: 'esignon-callback+jwt' }, {})],
    ['one of ours after another word', `Bearer ${forge({ alg: 'HS256', typ: 'esignon-callback+jwt' }, {})}`],
  ])('is false of %s', (_, token) => {
    expect(looksLikeCallbackToken(token)).toBe(false);
  });
});

describe('readKey()', () => {
  it.each([32, 33, 34, 64])('reads %d bytes in base64 and base64url, padded or not', (length) => {
    const bytes = Buffer.alloc(length, '\xfb\xff\xfe', 'latin1');
    const base64 = bytes.toString('base64');
    for (const text of [base64, base64.replace(/=+$/, ''), bytes.toString('base64url')])
      expect(readKey(text)?.key.export()).toEqual(bytes);
  });

  it('gives a key the same ID in every release, since tokens are open for months', () => {
    expect(readKey(KEY)?.id).toBe('l5np6977');
  });

  it.each<[string, unknown]>([
    ['31 bytes', Buffer.alloc(31).toString('base64')],
    ['nothing', ''],
    ['padding alone', '='],
    ['three characters of padding', `${'A'.repeat(48)}===`],
    ['padding inside', `${KEY}${KEY}`],
    ['another character before', `!${KEY}`],
    ['another character behind', `${KEY}!`],
    ['a line break behind', `${KEY}\n`],
    ['a number', 7],
    ['no key', undefined],
    ['a key in a list', [KEY]],
  ])('reads no key from %s', (_, text) => {
    expect(readKey(text)).toBeUndefined();
  });
});
