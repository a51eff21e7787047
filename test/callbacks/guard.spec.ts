import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { CallbackApp, DocumentVendor, event, PATH, PLATFORM_NAMES } from './callback-app.js';
import { claimsOf, forge, FORGED, headerOf } from './forgeries.js';

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
