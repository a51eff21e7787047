import { buffer } from 'node:stream/consumers';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EsignonClient } from 'nestjs-esignon-auth/client';
import { type EsignonSimulatorOptions, EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { failureOf } from '../support/failure.js';
import { variants } from '../support/full.js';
import { type ClientApp, startClient } from './client-app.js';

/** Each of the forms that the vendor's documents leave open. */
const FORMS: [form: string, options: EsignonSimulatorOptions][] = [
  ['the usual form', {}],
  ['workflow_status', { contract: { v3Status: 'workflow_status' } }],
  ['failures of v3 in an envelope', { contract: { v3Failure: 'envelope' } }],
  ['IDs of v3 as strings', { contract: { v3Ids: 'string' } }],
  ['no more of v3 than public code reads', { contract: { v3Document: 'seen' } }],
  ['numbers in worklists/new', { contract: { worklistIds: 'number' } }],
  ['rejections with HTTP 400', { tokenRejection: 'status-400' }],
  ['rejections with HTTP 401', { tokenRejection: 'status-401' }],
];

const [B, C] = [
  { name: 'B', contact: 'b@example.com' },
  { name: 'C', contact: '010-0000-0000' },
];

describe.each(variants(FORMS, 2))('eSignon with %s', (form, options) => {
  let simulator: EsignonSimulator;
  let app: ClientApp;
  let client: EsignonClient;

  beforeEach(async () => {
    simulator = await EsignonSimulator.start(options);
    app = await startClient({ baseUrl: simulator.url, ...EsignonSimulator.defaultAccount });
    client = app.client;
  });
  afterEach(async () => {
    await app.close();
    await simulator.stop();
  });

  const one = (name = 'Offer') => client.documents.start({ name, templateId: '1', signers: [B] });
  const contract = () => client.documents.start({ name: 'Contract', templateId: '3', signers: [B, C] });

  it('has templates with their fields and steps', async () => {
    const items = await client.templates.list({ folder: 'shared', sort: 'name' });
    const template = await client.templates.get(items.find(({ steps }) => steps === 2)?.id ?? '');
    expect(template).toMatchObject({ name: '용역 계약서', steps: 2, folder: 'shared', type: 'WEBTYPE' });
    expect(template.fields).toEqual([
      { name: 'Text_1', step: 1 },
      { name: 'Text_2', step: 2 },
    ]);
  });

  it('has the company', async () => {
    await expect(client.company.get()).resolves.toMatchObject({ usage: 3, allowList: [], grade: 'ST' });
  });

  it('starts a document with everything, and shows it', async () => {
    const started = await client.documents.start({
      name: 'Offer',
      templateId: '1',
      signers: [{ ...B, phone: '01000000000' }],
      fields: { Text_1: '1,200', Check_0: true, DateTime_0: new Date('2030-01-01T15:00:00Z') },
      expiresAt: new Date('2099-12-31T15:00:00Z'),
    });
    expect(started).toMatchObject({ id: expect.stringMatching(/^\d+$/), name: 'Offer' });
    expect(started.startToken).toMatch(/./);
    expect(started.signUrl).toBeUndefined();
    const document = await client.documents.get(started.id);
    expect(document).toMatchObject({
      id: started.id,
      name: 'Offer',
      status: 'playing',
      vendorStatus: 'Playing',
      fields: { Text_1: '1,200', Text_2: '', Check_0: 'Y', DateTime_0: '2030-01-02' },
      playUrl: expect.stringContaining('?token='),
    });
    expect(document).not.toHaveProperty('downloadUrl');
    expect(document).not.toHaveProperty('completedAt');
    if (form === 'the usual form') {
      expect(document).toMatchObject({
        signers: [{ step: 1, name: 'B', email: 'b@example.com', phone: '01000000000', isTurn: true }],
        expiresAt: new Date('2099-12-31T15:00:00Z'),
      });
      expect(document.history?.map(({ event }) => event)).toContain('WORKFLOW_START');
    }
  });

  it('starts a document that only startsimple can', async () => {
    const { id } = await client.documents.start({
      name: 'Offer',
      templateId: '1',
      comment: 'please',
      expiresAt: new Date('2099-12-31T00:00:00Z'),
      signers: [{ ...B, password: 'pass-1', passwordHint: 'the usual' }],
      fields: { Text_1: 'x' },
    });
    await expect(client.documents.get(id)).resolves.toMatchObject({ fields: { Text_1: 'x' } });
  });

  it.each([undefined, 'please'])(
    'gives the signing page of an embedded document (comment: %p)',
    async (comment) => {
      const callback = { url: `${simulator.url}/nowhere`, authorization: 'x', is_embed: true };
      const { signUrl } = await client.documents.start(
        { name: 'Offer', templateId: '1', signers: [B], comment },
        { callback },
      );
      expect(signUrl).toMatch(/^http.*\?token=/);
    },
  );

  it('lists documents over pages', async () => {
    for (const name of ['1', '2', '3', '4']) await one(name);
    const { total, items } = await client.documents.list({ page: 2, pageSize: 3 });
    expect([total, items.length]).toEqual([7, 3]);
    const all = [];
    for await (const { id, name, status } of client.documents.listAll({ pageSize: 3 }))
      all.push({ id, name, status });
    expect(new Set(all.map(({ id }) => id)).size).toBe(7);
    expect(all).toEqual(expect.arrayContaining([expect.objectContaining({ name: '4', status: 'playing' })]));
    expect(items[0]).toMatchObject({ author: { email: expect.any(String) }, steps: { total: 1, done: 0 } });
  });

  it('finds documents by a value and by a period', async () => {
    const { id } = await client.documents.start({
      name: 'Offer',
      templateId: '2',
      signers: [B],
      fields: { Text_1: 'a & b' },
    });
    const byValue = await client.documents.search({ templateId: '2', field: 'Text_1', value: 'a & b' });
    expect(byValue).toMatchObject([{ id, status: 'playing' }]);
    const now = new Date();
    const byPeriod = await client.documents.search({
      templateId: '2',
      from: now,
      to: now,
      by: 'started',
      field: 'Text_1',
    });
    expect(byPeriod).toMatchObject([{ id, name: 'Offer', value: 'a & b' }]);
    const ended = await client.documents.search({ templateId: '2', from: now, to: now });
    expect(ended).toEqual([]);
  });

  it('cancels and deletes a document, and sends its message again', async () => {
    const { id } = await one();
    await client.documents.resend(id);
    await client.documents.cancel(id);
    expect(await failureOf(client.documents.resend(id))).toMatchObject({ reason: 'already-canceled' });
    expect(await failureOf(client.documents.cancel(id))).toMatchObject({ reason: 'not-allowed' });
    await client.documents.delete(id);
    await expect(client.documents.get(id)).resolves.toMatchObject({ status: 'truncated' });
  });

  it('approves step by step, and gives the files of a complete document', async () => {
    const { id } = await contract();
    await client.documents.approve(id, 1, B.contact);
    expect(await failureOf(client.documents.files(id))).toMatchObject({ reason: 'not-allowed' });
    await client.documents.approve(id, 2, C.contact);
    await expect(client.documents.waitUntilDone(id)).resolves.toMatchObject({
      status: 'complete',
      downloadUrl: expect.any(String),
    });
    expect(await failureOf(client.documents.resend(id))).toMatchObject({ reason: 'already-complete' });
    for (const file of ['document', 'certificate'] as const) {
      const { stream, name, type } = await client.documents.download(id, file);
      expect((await buffer(stream)).toString('latin1', 0, 5)).toBe('%PDF-');
      expect(type).toBe('application/pdf');
      expect(name).toBe(file === 'document' ? 'Contract.pdf' : 'Contract-certificate.pdf');
    }
    await client.documents.dispose(id, { description: 'wrong price' });
    await expect(client.documents.get(id)).resolves.toMatchObject({ status: 'disposed' });
  });

  it('rejects: by the first signer this cancels the document', async () => {
    const { id } = await contract();
    await client.documents.reject(id, 1, B.contact, { comment: 'no' });
    await expect(client.documents.get(id)).resolves.toMatchObject({ status: 'canceled' });
    expect(await failureOf(client.documents.approve(id, 1, B.contact))).toMatchObject({ reason: 'failed' });
  });

  it('says why it refuses', async () => {
    const start = { name: 'Offer', templateId: '1', signers: [B, C] };
    expect(await failureOf(client.documents.get('12345'))).toMatchObject({ reason: 'not-found' });
    expect(await failureOf(client.documents.download('12345'))).toMatchObject({ reason: 'not-found' });
    expect(await failureOf(client.templates.get('12345'))).toMatchObject({ reason: 'not-found' });
    expect(await failureOf(client.documents.start(start))).toMatchObject({ reason: 'invalid-request' });
    expect(await failureOf(client.documents.start({ ...start, comment: 'x' }))).toMatchObject({
      reason: 'invalid-request',
      resultCode: '-1',
      resultMessage: expect.stringContaining('player_list'),
    });
  });

  const CALLS: [name: string, call: (id: string) => Promise<unknown>][] = [
    ['documents.start()', () => one()],
    ['documents.get()', (id) => client.documents.get(id)],
    ['documents.list()', () => client.documents.list()],
    ['documents.search()', () => client.documents.search({ templateId: '1', field: 'Text_1', value: 'x' })],
    ['documents.files()', (id) => client.documents.files(id)],
    ['documents.dispose()', (id) => client.documents.dispose(id, { description: 'wrong price' })],
    ['templates.list()', () => client.templates.list()],
    ['templates.get()', () => client.templates.get('1')],
    ['company.get()', () => client.company.get()],
  ];

  it.each(CALLS)('rejects a token, and %s goes on with the next', async (_, call) => {
    const { id } = await one();
    simulator.completeDocument(id);
    simulator.revokeAll();
    await call(id);
    expect(simulator.logins).toBe(2);
  });
});

describe('eSignon', () => {
  const account = EsignonSimulator.defaultAccount;
  let simulator: EsignonSimulator;
  let app: ClientApp;

  async function startWith(options: EsignonSimulatorOptions): Promise<EsignonClient> {
    simulator = await EsignonSimulator.start(options);
    app = await startClient({ baseUrl: simulator.url, ...account });
    return app.client;
  }
  afterEach(async () => {
    await app.close();
    await simulator.stop();
  });

  const company = (more: object) => ({
    companies: { [account.companyId]: { members: { [account.email]: account.password }, ...more } },
  });

  it.each([
    ['quota-exceeded', { capacity: 0 }],
    ['subscription-expired', { subscribedUntil: '2020-01-01' }],
  ])('without documents left refuses with %s', async (reason, more) => {
    const client = await startWith({ ...company(more), contract: { v3Failure: 'envelope' } });
    const start = { name: 'Offer', templateId: '1', signers: [B] };
    expect(await failureOf(client.documents.start(start))).toMatchObject({ reason });
    expect(await failureOf(client.documents.start({ ...start, comment: 'x' }))).toMatchObject({ reason });
  });

  it('with a template that is not finished refuses it', async () => {
    const client = await startWith(company({ templates: [{ id: 1, name: 'Draft', finished: false }] }));
    expect(await failureOf(client.templates.get('1'))).toMatchObject({ reason: 'not-allowed' });
  });

  it('that wants the token of v2 in another header refuses: the token is sent in Authorization alone', async () => {
    const client = await startWith({ contract: { v2Header: 'Authentication' } });
    expect(await failureOf(client.company.get())).toMatchObject({ reason: 'not-allowed' });
    await expect(client.documents.list()).resolves.toMatchObject({ total: 3 });
  });

  const LOST = {
    reset: { kind: 'reset' },
    status: { kind: 'status', status: 502 },
    malformed: { kind: 'malformed' },
    redirect: { kind: 'redirect', status: 307, location: '/x' },
  } as const;

  it.each(Object.keys(LOST) as (keyof typeof LOST)[])(
    'that loses the answer to a start (%s) has the document once, and it is found though the search is late',
    async (kind) => {
      const client = await startWith({ searchDelay: 300 });
      simulator.fault({ ...LOST[kind], acted: true, times: 1, when: ({ path }) => path.endsWith('/start') });
      const reference = { field: 'Text_1', value: 'order-42' };
      const { id } = await client.documents.start(
        { name: 'Offer', templateId: '1', signers: [B] },
        { reference },
      );
      await expect(client.documents.get(id)).resolves.toMatchObject({ fields: { Text_1: 'order-42' } });
      await expect(client.documents.list()).resolves.toMatchObject({ total: 4 });
    },
  );

  it('that loses a start itself leaves its outcome unknown', async () => {
    const client = await startWith({});
    simulator.fault({ kind: 'reset', times: 1, when: ({ path }) => path.endsWith('/start') });
    const reference = { field: 'Text_1', value: 'order-42' };
    const start = client.documents.start(
      { name: 'Offer', templateId: '1', signers: [B], reference },
      { searchFor: 300 },
    );
    expect(await failureOf(start)).toMatchObject({ code: 'ESIGNON_OUTCOME_UNKNOWN' });
    await expect(client.documents.list()).resolves.toMatchObject({ total: 3 });
  });
});
