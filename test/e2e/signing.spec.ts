import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { runSampleApp, type SampleApp, startSampleApp } from '../browser/sample-app.js';
import { freePort } from '../support/free-port.js';
import { itInFull } from '../support/full.js';
import { type Answer, clientOf } from './client.js';

jest.setTimeout(60_000);

const document = { title: '비밀유지계약서', name: '홍길동', email: 'hong@example.com' };

describe('a document of the sample application', () => {
  let app: SampleApp;
  let client: ReturnType<typeof clientOf>;

  beforeAll(async () => {
    app = await startSampleApp();
    client = clientOf(app.url);
  });

  afterAll(() => app.stop());

  it('goes from a template to a PDF, and its account hears of it', async () => {
    const dalbit = '/api/accounts/dalbit';
    const templates = (await client.get(`${dalbit}/templates`)).body as { id: string; name: string }[];
    const { id: templateId } = templates.find(({ name }) => name === '개인정보 수집·이용 동의서')!;
    const { status, body } = await client.post(`${dalbit}/documents`, { ...document, templateId });
    expect(status).toBe(201);
    const file = `${dalbit}/documents/${body.id}/file`;
    expect((await client.get(file)).status).toBe(422);

    expect((await client.post(`/api/simulator/documents/${body.id}/sign`)).status).toBe(204);
    const [event] = (await client.eventsUntil(`${dalbit}/events`, 'callback.approved')).slice(-1);
    expect(event).toEqual({
      account: 'dalbit',
      type: 'callback.approved',
      at: expect.any(String),
      id: body.id,
      title: document.title,
      by: document.email,
      status: 'complete',
    });
    expect(statusOf(await client.get(`${dalbit}/documents`), body.id)).toBe('complete');

    const pdf = await fetch(app.url + file);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(decodeURIComponent(pdf.headers.get('content-disposition')!)).toContain(`${document.title}.pdf`);
    expect((await pdf.text()).slice(0, 5)).toBe('%PDF-');

    expect(await client.post(`/api/simulator/documents/${body.id}/sign`)).toMatchObject({
      status: 409,
      body: { code: 'NOT_RUNNING' },
    });
  });

  it('is canceled by its rejection, which nobody else hears of', async () => {
    const own = await client.post('/api/documents', document);
    const others = await client.post('/api/accounts/dalbit/documents', document);
    await client.post(`/api/simulator/documents/${others.body.id}/sign`);
    await client.eventsUntil('/api/accounts/dalbit/events', 'callback.approved');
    await client.post(`/api/simulator/documents/${own.body.id}/reject`);
    const events = await client.eventsUntil('/api/events', 'callback.rejected');
    expect(events.map(({ type }) => type)).not.toContain('callback.approved');
    expect(events.at(-1)).toMatchObject({ id: own.body.id, status: 'canceled' });
    expect(statusOf(await client.get('/api/documents'), own.body.id)).toBe('canceled');
  });

  it('moves by nobody else’s callback', async () => {
    const forged = await fetch(`${app.url}/esignon/callback`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'esignon forged' },
      body: JSON.stringify({ workflow_id: '10003', status: 'Complete' }),
    });
    expect(forged.status).toBe(401);
  });

  it('is refused with what is wrong about it', async () => {
    expect(await client.post('/api/documents', { ...document, title: '계약서?' })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', message: expect.stringContaining('name') },
    });
    expect(await client.post('/api/documents', { ...document, templateId: '99' })).toMatchObject({
      status: 422,
      body: { code: 'ESIGNON_API_FAILED' },
    });
  });
});

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

  itInFull('is started without a callback where there is no URL for it', async () => {
    const { vendor, env } = await startVendor();
    const client = clientOf((await startApp(env)).url);
    expect((await client.post('/api/documents', document)).status).toBe(201);
    const started = vendor.journal.find(({ path }) => path === '/api/v3/workflows/start');
    expect(started?.body).toContain(document.title);
    expect(started?.body).not.toContain('export_api_info');
    expect((await client.post('/esignon/callback', {})).status).toBe(404);
    expect((await client.post('/api/simulator/documents/10003/sign')).status).toBe(404);
  });

  itInFull(
    'is heard of at ESIGNON_CALLBACK_URL, after a restart too with ESIGNON_CALLBACK_KEYS',
    async () => {
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
    },
  );

  itInFull('is not started at all where the URL or the key is none', async () => {
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

function statusOf({ body }: Answer, documentId: string): string | undefined {
  return (body.documents as { id: string; status: string }[]).find(({ id }) => id === documentId)?.status;
}
