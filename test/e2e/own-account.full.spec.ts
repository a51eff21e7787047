import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { runSampleApp, type SampleApp, startSampleApp } from '../browser/sample-app.js';
import { freePort } from '../support/free-port.js';
import { clientOf } from './client.js';

jest.setTimeout(60_000);

const document = { title: '비밀유지계약서', name: '홍길동', email: 'hong@example.com' };

describe('a document of an account of your own', () => {
  const cleanups: (() => unknown)[] = [];
  const { companyId, email, password } = EsignonSimulator.defaultAccount;

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  /** The simulator in the place of eSignon, which the application knows nothing of. */
  async function startVendor() {
    const vendor = await EsignonSimulator.start();
    cleanups.push(() => vendor.stop());
    const account = { ESIGNON_COMPANY_ID: companyId, ESIGNON_EMAIL: email, ESIGNON_PASSWORD: password };
    return { vendor, env: { ESIGNON_BASE_URL: vendor.url, ...account } };
  }

  async function startApp(env: NodeJS.ProcessEnv): Promise<SampleApp> {
    const app = await startSampleApp(env);
    cleanups.push(() => app.stop());
    return app;
  }

  it('is started without a callback where there is no URL for it', async () => {
    const { vendor, env } = await startVendor();
    const client = clientOf((await startApp(env)).url);
    expect((await client.post('/api/documents', document)).status).toBe(201);
    const started = vendor.journal.find(({ path }) => path === '/api/v3/workflows/start');
    expect(started?.body).toContain(document.title);
    expect(started?.body).not.toContain('export_api_info');
    expect((await client.post('/esignon/callback', {})).status).toBe(404);
    expect((await client.post('/api/simulator/documents/10003/sign')).status).toBe(404);
  });

  it('is heard of at ESIGNON_CALLBACK_URL, after a restart too with ESIGNON_CALLBACK_KEYS', async () => {
    const { vendor, env } = await startVendor();
    const port = String(await freePort());
    const settings = {
      ...env,
      PORT: port,
      ESIGNON_CALLBACK_URL: `http://127.0.0.1:${port}`,
      ESIGNON_CALLBACK_KEYS: Buffer.alloc(32, 1).toString('base64'),
    };
    const first = await startApp(settings);
    const { body } = await clientOf(first.url).post('/api/documents', document);
    await first.stop();
    const client = clientOf((await startApp(settings)).url);
    expect((await client.get('/api/connection')).body).toMatchObject({ simulator: false, callbacks: true });
    expect(vendor.approveStep(body.id)).toBe(true);
    const events = await client.eventsUntil('/api/events', 'callback.approved');
    expect(events.at(-1)).toMatchObject({ id: body.id, status: 'complete' });
  });

  it('is not started at all where the URL or the key is none', async () => {
    const { env } = await startVendor();
    const { code, output } = await runSampleApp({
      ...env,
      PORT: '0',
      ESIGNON_CALLBACK_URL: 'http://example.com',
      ESIGNON_CALLBACK_KEYS: 'c2VjcmV0LWtleQ==',
    });
    expect(code).toBe(1);
    expect(output).toContain('baseUrl must be an https URL');
    expect(output).toContain('openssl rand -base64 32');
    expect(output).not.toContain('c2VjcmV0LWtleQ==');
  });
});
