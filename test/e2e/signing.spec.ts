import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { type SampleApp, startSampleApp } from '../browser/sample-app.js';
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

function statusOf({ body }: Answer, documentId: string): string | undefined {
  return (body.documents as { id: string; status: string }[]).find(({ id }) => id === documentId)?.status;
}
