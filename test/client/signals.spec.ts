import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EsignonClient } from 'nestjs-esignon-auth/client';

import { failureOf } from '../support/failure.js';
import { json, Vendor } from '../support/vendor.js';
import { type ClientApp, startClient } from './client-app.js';

type Call = (client: EsignonClient, signal: AbortSignal) => Promise<unknown>;

const PERIOD = { templateId: '7', from: new Date('2030-01-01'), to: new Date('2030-01-02') };

const CALLS: [name: string, call: Call][] = [
  ['documents.get()', (c, signal) => c.documents.get('901', { signal })],
  ['documents.list()', (c, signal) => c.documents.list({ signal })],
  ['documents.listAll()', (c, signal) => c.documents.listAll({ signal })[Symbol.asyncIterator]().next()],
  [
    'documents.search() by value',
    (c, signal) => c.documents.search({ templateId: '7', field: 'a', value: 'b', signal }),
  ],
  ['documents.search() by period', (c, signal) => c.documents.search({ ...PERIOD, signal })],
  ['documents.cancel()', (c, signal) => c.documents.cancel('901', { signal })],
  ['documents.dispose()', (c, signal) => c.documents.dispose('901', { description: 'wrong', signal })],
  ['documents.delete()', (c, signal) => c.documents.delete('901', { signal })],
  ['documents.resend()', (c, signal) => c.documents.resend('901', { signal })],
  ['documents.approve()', (c, signal) => c.documents.approve('901', 1, 'b@example.com', { signal })],
  ['documents.reject()', (c, signal) => c.documents.reject('901', 1, 'b@example.com', { signal })],
  ['documents.files()', (c, signal) => c.documents.files('901', { signal })],
  ['documents.download()', (c, signal) => c.documents.download('901', 'document', { signal })],
  ['documents.waitUntilDone()', (c, signal) => c.documents.waitUntilDone('901', { signal })],
  ['templates.list()', (c, signal) => c.templates.list({ signal })],
  ['templates.get()', (c, signal) => c.templates.get('7', { signal })],
  ['company.get()', (c, signal) => c.company.get({ signal })],
];

let vendor: Vendor;
let app: ClientApp;
let controller: AbortController;

const aborted = (call: Call): Promise<unknown> => failureOf(call(app.client, controller.signal));

describe('the signal of a call ends it', () => {
  beforeAll(async () => {
    vendor = await Vendor.start();
    app = await startClient({ baseUrl: vendor.url, http: { timeout: 2_000 } });
    await app.auth.getToken();
  });
  afterAll(async () => {
    await app.close();
    await vendor.stop();
  });
  beforeEach(() => {
    controller = new AbortController();
    vendor.received.length = 0;
  });

  it.each(CALLS)('while eSignon does not answer: %s', async (_, call) => {
    vendor.onCall = () => controller.abort();
    expect(await aborted(call)).toMatchObject({
      code: 'ESIGNON_ABORTED',
      message: 'The call to eSignon was aborted by its caller. Call again if it is still needed.',
    });
    expect(vendor.calls).toHaveLength(1);
  });

  it('while the file of a download does not arrive', async () => {
    vendor.onCall = ({ url }, response) => {
      if (url === '/f') return controller.abort();
      json(response, { doc_url: `${vendor.url}/f` });
    };
    expect(await aborted((c, signal) => c.documents.download('901', 'document', { signal }))).toMatchObject({
      code: 'ESIGNON_ABORTED',
    });
  });
});

describe('the signal of a call that waits for a login', () => {
  beforeEach(async () => {
    controller = new AbortController();
    vendor = await Vendor.start();
    app = await startClient({ baseUrl: vendor.url, loginTimeout: 2_000, http: { timeout: 2_000 } });
  });
  afterEach(async () => {
    await app.close();
    await vendor.stop();
  });

  it.each(CALLS)('ends it: %s', async (_, call) => {
    vendor.onLogin = () => controller.abort();
    expect(await aborted(call)).toMatchObject({ code: 'ESIGNON_ABORTED' });
    expect(vendor.calls).toEqual([]);
  });
});
