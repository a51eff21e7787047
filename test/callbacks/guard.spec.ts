import { createHmac } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { CallbackApp, DocumentVendor, event, KEY, OTHER_KEY, PATH, PLATFORM_NAMES } from './callback-app.js';

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
const headerOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString());

/** A token with any header and claims, signed by any key and hash. */
function forge(header: object, claims: object, key = KEY, hash = 'sha256'): string {
  const content = `${base64(header)}.${base64(claims)}`;
  return `${content}.${createHmac(hash, Buffer.from(key, 'base64')).update(content).digest('base64url')}`;
}

/** A genuine token → what must not be accepted in its place. */
const FORGED: Record<string, (token: string) => string | undefined> = {
  'no Authorization': () => undefined,
  'an empty one': () => '',
  'no token': () => 'Bearer secret',
  'an altered signature': (token) => token.slice(0, -5) + (token.endsWith('AAAAA') ? 'BBBBB' : 'AAAAA'),
  'no signature': (token) => token.slice(0, token.lastIndexOf('.') + 1),
  'an altered claim': (token) => {
    const [header = '', , signature = ''] = token.split('.');
    return `${header}.${base64({ ...claimsOf(token), sub: 'globex' })}.${signature}`;
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

describe.each(PLATFORM_NAMES)('EsignonCallbackGuard on %s', (platform) => {
  let vendor: DocumentVendor;
  let app: CallbackApp;
  beforeAll(async () => {
    vendor = await DocumentVendor.start();
    vendor.statuses.set('main/901', 'Playing');
    app = await CallbackApp.start({ platform, vendor });
  });
  afterAll(async () => {
    await app.app.close();
    await vendor.vendor.stop();
  });

  it('lets in a token that was made for this URL', async () => {
    const before = app.inbox.events.length;
    const { status, text } = await app.post(event(), { authorization: await app.token() });
    expect([status, text]).toEqual([200, '']);
    await app.inbox.until(before + 1);
  });

  it.each(Object.keys(FORGED))('answers 401 and nothing else: %s', async (what) => {
    const events = app.inbox.events.length;
    const authorization = FORGED[what]!(await app.token());
    const { status, text } = await app.post(event(), { authorization });
    expect([status, JSON.parse(text)]).toEqual([401, { message: 'Unauthorized', statusCode: 401 }]);
    expect(app.inbox.events).toHaveLength(events);
  });

  it('accepts the same claims when they are signed as ours are: what is refused above is refused for its forgery', async () => {
    const token = await app.token();
    const before = app.inbox.events.length;
    const authorization = forge(headerOf(token), claimsOf(token));
    expect((await app.post(event(), { authorization })).status).toBe(200);
    await app.inbox.until(before + 1);
  });

  it('refuses a token that was made for another path', async () => {
    const authorization = await app.token({ path: '/esignon/of/acme' });
    expect((await app.post(event(), { authorization })).status).toBe(401);
    expect((await app.post(event(), { authorization, path: '/esignon/of/globex' })).status).toBe(401);
    expect((await app.post(event(), { authorization, path: '/esignon/of/acme' })).status).toBe(200);
  });

  it('looks at the path, not at a query behind it', async () => {
    const authorization = await app.token();
    expect((await app.post(event(), { authorization, path: `${PATH}?lang=ko` })).status).toBe(200);
  });
});
