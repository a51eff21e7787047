import { createHmac } from 'node:crypto';

import { KEY, OTHER_KEY } from './callback-app.js';

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
export const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
export const headerOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString());

/** A token with any header and claims, signed by any key and hash. */
export function forge(header: object, claims: object, key = KEY, hash = 'sha256'): string {
  const content = `${base64(header)}.${base64(claims)}`;
  return `${content}.${createHmac(hash, Buffer.from(key, 'base64')).update(content).digest('base64url')}`;
}

/** A genuine token → what must not be accepted in its place. */
export const FORGED: Record<string, (token: string) => string | undefined> = {
  'no Authorization': () => undefined,
  'an empty one': () => '',
  'no token': () => 'Bearer secret',
  'an altered signature': (token) => token.slice(0, -5) + (token.endsWith('AAAAA') ? 'BBBBB' : 'AAAAA'),
  'no signature': (token) => token.slice(0, token.lastIndexOf('.') + 1),
  'an altered claim': (token) => {
    const [header = '', , signature = ''] = token.split('.');
    return `${header}.${base64({ ...claimsOf(token), sub: 'initech' })}.${signature}`;
  },
  'alg none': (token) => `${base64({ ...headerOf(token), alg: 'none' })}.${token.split('.')[1]}.`,
  'alg none with the signature': (token) =>
    `${base64({ ...headerOf(token), alg: 'none' })}.${token.split('.').slice(1).join('.')}`,
  'another algorithm with our key': (token) =>
    forge({ ...headerOf(token), alg: 'HS512' }, claimsOf(token), KEY, 'sha512'),
  'another key': (token) => forge(headerOf(token), claimsOf(token), OTHER_KEY),
  'another key under an ID of its own': (token) =>
    forge({ ...headerOf(token), kid: 'else' }, claimsOf(token), OTHER_KEY),
  'no ID of a key': (token) => forge({ alg: 'HS256', typ: headerOf(token)['typ'] }, claimsOf(token)),
  'another type': (token) => forge({ ...headerOf(token), typ: 'JWT' }, claimsOf(token)),
  'an audience elsewhere': (token) =>
    forge(headerOf(token), { ...claimsOf(token), aud: 'https://evil.example/esignon/callback' }),
  'no audience': (token) => forge(headerOf(token), { ...claimsOf(token), aud: undefined }),
  'no expiry': (token) => forge(headerOf(token), { ...claimsOf(token), exp: undefined }),
  'an expiry that has passed': (token) => forge(headerOf(token), { ...claimsOf(token), exp: 1 }),
  'an extension that must be understood': (token) =>
    forge({ ...headerOf(token), crit: ['x'], x: 1 }, claimsOf(token)),
  'a token of 9 000 characters': (token) =>
    forge(headerOf(token), { ...claimsOf(token), pad: 'x'.repeat(6_700) }),
};
