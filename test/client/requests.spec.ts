import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { isEsignonInvalidResponseError } from 'nestjs-esignon-auth';
import type { EsignonClient } from 'nestjs-esignon-auth/client';

import { failureOf } from '../support/failure.js';
import { envelope, json, Vendor } from '../support/vendor.js';
import { type ClientApp, startClient } from './client-app.js';

/* What each method sends, word for word as the contract has it, to a server that was written from the contract. */

let vendor: Vendor;
let app: ClientApp;
let client: EsignonClient;
/** What the next call is answered. */
let answer: unknown;
let status = 200;

beforeAll(async () => {
  vendor = await Vendor.start();
  vendor.onCall = (_, response) => json(response, answer, status);
  app = await startClient({ baseUrl: vendor.url });
  client = app.client;
});
afterAll(async () => {
  await app.close();
  await vendor.stop();
});
beforeEach(() => {
  vendor.received.length = 0;
  status = 200;
});

const ITEM = { wfuid: '901', status: 'Playing' };
const DOCUMENT = { workflow_id: 901, status: 'Playing' };
const COMMON = { comp_id: 'acme', biz_id: '0', memb_email: 'api@acme.kr' };
const wrapped = (requestCode: string, body: object) => ({
  header: { request_code: requestCode, version: '9.9.99' },
  body,
});
const OFFSET = 'offset=%2B09:00';
const period = {
  templateId: '7',
  from: new Date('2029-12-31T15:00:00Z'),
  to: new Date('2030-01-31T14:59:59Z'),
};

interface Sent {
  readonly name: string;
  readonly call: (client: EsignonClient) => Promise<unknown>;
  readonly answer: unknown;
  readonly method: string;
  readonly url: string;
  readonly body?: object;
  readonly result?: unknown;
}

const SENT: Sent[] = [
  {
    name: 'documents.start()',
    call: (c) =>
      c.documents.start({
        name: 'Offer',
        templateId: '7',
        signers: [{ name: 'B', contact: 'b@example.com' }],
      }),
    answer: { workflow_id: 901, workflow_name: 'Offer', token: 'T' },
    method: 'POST',
    url: `/api/v3/workflows/start?${OFFSET}`,
    body: {
      language: 'ko',
      workflow_name: 'Offer',
      template_id: 7,
      field_list: [],
      recipient_list: [{ order: 1, email: 'b@example.com', name: 'B' }],
    },
    result: { id: '901', name: 'Offer', startToken: 'T' },
  },
  {
    name: 'documents.start() with a comment',
    call: (c) =>
      c.documents.start({
        name: 'Offer',
        templateId: '7',
        signers: [{ name: 'B', contact: 'b@example.com' }],
        comment: 'please',
      }),
    answer: envelope('00', {
      comp_id: 'acme',
      workflow_id: '901',
      workflow_name: 'Offer',
      token: 'T',
      lang: 'ko-KR',
    }),
    method: 'POST',
    url: '/api/acme/startsimple',
    body: wrapped('5005Q', {
      ...COMMON,
      language: 'ko-KR',
      workflow_name: 'Offer',
      doc_id: '7',
      comment: 'please',
      field_list: [],
      player_list: [{ field_owner: '1', email: 'b@example.com', name: 'B' }],
    }),
    result: { id: '901', name: 'Offer', startToken: 'T' },
  },
  {
    name: 'documents.get()',
    call: (c) => c.documents.get('90/1'),
    answer: DOCUMENT,
    method: 'GET',
    url: `/api/v3/workflows/90%2F1?${OFFSET}`,
  },
  {
    name: 'documents.list()',
    call: (c) => c.documents.list({ page: 2, pageSize: 10 }),
    answer: envelope('00', { total: '1', workflow_list: [ITEM] }),
    method: 'GET',
    url: '/worklists/new?page=2&rows=10',
    result: { total: 1, items: [{ id: '901', status: 'playing', vendorStatus: 'Playing', raw: ITEM }] },
  },
  {
    name: 'documents.list() without a query',
    call: (c) => c.documents.list(),
    answer: envelope('00', { total: '0', workflow_list: [] }),
    method: 'GET',
    url: '/worklists/new?page=1&rows=50',
  },
  {
    name: 'documents.search() by value',
    call: (c) => c.documents.search({ templateId: '7', field: 'Text_1', value: 'a&b=c' }),
    answer: { workflow_list: [DOCUMENT] },
    method: 'GET',
    url: `/api/v3/workflows/search-with-value?template_id=7&field_name=Text_1&field_value=a%26b%3Dc&${OFFSET}`,
    result: [{ id: '901', status: 'playing', vendorStatus: 'Playing', raw: DOCUMENT }],
  },
  {
    name: 'documents.search() by period',
    call: (c) => c.documents.search({ ...period, by: 'started', field: 'Text_1' }),
    answer: envelope('00', { wf_list: [] }),
    method: 'POST',
    url: '/api/acme/search',
    body: wrapped('5009Q', {
      comp_id: 'acme',
      search_date_type: 'START',
      start_date: '2030-01-01',
      end_date: '2030-01-31',
      field_list: [{ doc_uid: '7', field_name: 'Text_1' }],
    }),
    result: [],
  },
  {
    name: 'documents.search() by the end of documents',
    call: (c) => c.documents.search(period),
    answer: envelope('00', { wf_list: [] }),
    method: 'POST',
    url: '/api/acme/search',
    body: wrapped('5009Q', {
      comp_id: 'acme',
      search_date_type: 'END',
      start_date: '2030-01-01',
      end_date: '2030-01-31',
      field_list: [{ doc_uid: '7' }],
    }),
  },
  {
    name: 'documents.cancel()',
    call: (c) => c.documents.cancel('901'),
    answer: envelope('00', { workflow_id: '901' }),
    method: 'POST',
    url: '/JEDOC/Common.do',
    body: wrapped('1510Q', { ...COMMON, workflow_id: '901', command: 'CANCEL' }),
    result: undefined,
  },
  {
    name: 'documents.dispose()',
    call: (c) => c.documents.dispose('901', { description: 'wrong price' }),
    answer: envelope('00'),
    method: 'POST',
    url: '/JEDOC/Common.do',
    body: wrapped('1510Q', {
      ...COMMON,
      workflow_id: '901',
      command: 'DISPOSAL',
      description: 'wrong price',
      timezone_offset: '+09:00',
    }),
  },
  {
    name: 'documents.delete()',
    call: (c) => c.documents.delete('901'),
    answer: envelope('00'),
    method: 'POST',
    url: '/JEDOC/Common.do',
    body: wrapped('1510Q', { ...COMMON, workflow_id: '901', command: 'DELETE' }),
  },
  {
    name: 'documents.resend()',
    call: (c) => c.documents.resend('901'),
    answer: envelope('00'),
    method: 'POST',
    url: '/JEDOC/Common.do',
    body: wrapped('1429Q', { ...COMMON, workflow_id: '901' }),
  },
  {
    name: 'documents.approve()',
    call: (c) => c.documents.approve('901', 1, 'b@example.com'),
    answer: envelope('00', { comp_id: 'acme' }),
    method: 'POST',
    url: '/api/acme/action',
    body: wrapped('5010Q', {
      ...COMMON,
      memb_email: 'b@example.com',
      workflow_id: '901',
      action_id: '1',
      comment: '',
      command: 'CF',
    }),
  },
  {
    name: 'documents.reject()',
    call: (c) => c.documents.reject('901', 2, 'b@example.com', { comment: 'no' }),
    answer: envelope('00', { comp_id: 'acme' }),
    method: 'POST',
    url: '/api/acme/action',
    body: wrapped('5010Q', {
      ...COMMON,
      memb_email: 'b@example.com',
      workflow_id: '901',
      action_id: '2',
      comment: 'no',
      command: 'RT',
    }),
  },
  {
    name: 'documents.files()',
    call: (c) => c.documents.files('901'),
    answer: envelope('00', { doc_url: 'https://d', cert_url: 'https://c', workflow_name: 'Offer' }),
    method: 'POST',
    url: '/workflow/download',
    body: { workflow_id: '901' },
    result: { documentUrl: 'https://d', certificateUrl: 'https://c', name: 'Offer' },
  },
  {
    name: 'templates.list()',
    call: (c) => c.templates.list(),
    answer: envelope('00', { file_list: [{ file_id: '7' }] }),
    method: 'POST',
    url: '/JEDOC/Common.do',
    body: wrapped('1123Q', { ...COMMON, search_dir_id: 'all', display_order_mode: '2' }),
    result: [{ id: '7', raw: { file_id: '7' } }],
  },
  {
    name: 'templates.list() of a folder, sorted',
    call: (c) => c.templates.list({ folder: 'my', sort: 'name' }),
    answer: envelope('00', { file_list: [] }),
    method: 'POST',
    url: '/JEDOC/Common.do',
    body: wrapped('1123Q', { ...COMMON, search_dir_id: 'my', display_order_mode: '4' }),
  },
  {
    name: 'templates.list() sorted the other way',
    call: (c) => c.templates.list({ sort: 'name-descending' }),
    answer: envelope('00', { file_list: [] }),
    method: 'POST',
    url: '/JEDOC/Common.do',
    body: wrapped('1123Q', { ...COMMON, search_dir_id: 'all', display_order_mode: '3' }),
  },
  {
    name: 'templates.get()',
    call: (c) => c.templates.get('7'),
    answer: envelope('00', { doc_id: '7', field_list: [] }),
    method: 'GET',
    url: `/api/v2/docs/7?${OFFSET}`,
  },
  {
    name: 'company.get()',
    call: (c) => c.company.get(),
    answer: envelope('00', { name: 'Acme' }),
    method: 'GET',
    url: `/api/v2/company?${OFFSET}`,
    result: { name: 'Acme', raw: { name: 'Acme' } },
  },
];

describe.each(SENT)('$name', (sent) => {
  it('sends what the contract says, once, with the token', async () => {
    answer = sent.answer;
    const result = await sent.call(client);
    if ('result' in sent) expect(result).toStrictEqual(sent.result);
    expect(vendor.calls).toHaveLength(1);
    const [{ method, url, body, headers }] = vendor.calls as [(typeof vendor.calls)[0]];
    expect({ method, url }).toEqual({ method: sent.method, url: sent.url });
    expect(body === '' ? undefined : JSON.parse(body)).toEqual(sent.body);
    if (sent.body) expect(headers['content-type']).toBe('application/json');
    expect(vendor.isAuthorized(vendor.calls[0]!)).toBe(true);
  });

  it('fails with the code, the words and the reason of a refusal', async () => {
    answer = envelope('12', {}, '거절되었습니다.');
    expect(await failureOf(sent.call(client))).toMatchObject({
      code: 'ESIGNON_API_FAILED',
      resultCode: '12',
      resultMessage: '거절되었습니다.',
      status: 200,
      reason: expect.any(String),
      message: expect.stringContaining('result code 12 ("거절되었습니다.")'),
    });
  });

  it('fails with the words of a refusal in plain JSON', async () => {
    answer = { code: 'NOT_FOUND', message: '없습니다.' };
    status = 404;
    expect(await failureOf(sent.call(client))).toMatchObject({
      code: 'ESIGNON_API_FAILED',
      reason: 'not-found',
      resultMessage: '없습니다.',
      status: 404,
    });
  });

  if (!sent.name.startsWith('documents.start()')) {
    it('fails with ESIGNON_INVALID_RESPONSE for a page', async () => {
      answer = '<html>';
      expect(isEsignonInvalidResponseError(await failureOf(sent.call(client)))).toBe(true);
    });

    it('fails with ESIGNON_HTTP_STATUS for an outage, which passes', async () => {
      answer = { message: 'down' };
      status = 503;
      expect(await failureOf(sent.call(client))).toMatchObject({
        code: 'ESIGNON_HTTP_STATUS',
        status: 503,
        retryable: true,
      });
    });
  }
});

describe('an answer without what the call is for', () => {
  it.each<[string, (c: EsignonClient) => Promise<unknown>, unknown]>([
    ['documents.get()', (c) => c.documents.get('901'), { workflow_name: 'Offer' }],
    ['documents.list()', (c) => c.documents.list(), envelope('00', { total: '3' })],
    ['documents.search()', (c) => c.documents.search(period), envelope('00', {})],
    ['documents.files()', (c) => c.documents.files('901'), envelope('00', { cert_url: 'https://c' })],
    ['templates.list()', (c) => c.templates.list(), envelope('00', {})],
    ['templates.get()', (c) => c.templates.get('7'), envelope('00', { doc_id: '7' })],
    ['company.get()', (c) => c.company.get(), envelope('00', {})],
  ])('of %s is ESIGNON_INVALID_RESPONSE', async (_, call, given) => {
    answer = given;
    expect(await failureOf(call(client))).toMatchObject({ code: 'ESIGNON_INVALID_RESPONSE' });
  });

  it('is a refusal where it says why', async () => {
    answer = { message: '권한이 없습니다.' };
    expect(await failureOf(client.documents.get('901'))).toMatchObject({
      code: 'ESIGNON_API_FAILED',
      reason: 'failed',
      resultMessage: '권한이 없습니다.',
    });
    expect(await failureOf(client.documents.cancel('901'))).toMatchObject({ code: 'ESIGNON_API_FAILED' });
  });
});

describe('a change of a state', () => {
  it.each([{}, { status: 'maintenance' }, { header: {}, body: {} }])(
    'that is answered %j is not taken for done: only a result code says so',
    async (given) => {
      answer = given;
      for (const change of [
        client.documents.cancel('901'),
        client.documents.resend('901'),
        client.documents.approve('901', 1, 'b@example.com'),
      ]) {
        expect(await failureOf(change)).toMatchObject({ code: 'ESIGNON_INVALID_RESPONSE' });
      }
    },
  );
});

describe('an ID that is none', () => {
  it.each(['..', '.', '0', '\ud800'])('%j goes into no path', async (id) => {
    for (const call of [client.documents.get(id), client.templates.get(id), client.documents.download(id)]) {
      expect(await failureOf(call)).toMatchObject({
        code: 'ESIGNON_INVALID_REQUEST',
        problems: ['id is none that eSignon gives'],
      });
    }
    expect(vendor.received).toEqual([]);
  });
});

describe('a call', () => {
  it('may search a period of one day', async () => {
    answer = envelope('00', { wf_list: [] });
    await expect(client.documents.search({ ...period, to: period.from })).resolves.toEqual([]);
  });

  it('follows a redirect', async () => {
    vendor.onCall = ({ url }, response) =>
      url === '/elsewhere'
        ? json(response, DOCUMENT)
        : void response.writeHead(302, { location: '/elsewhere' }).end();
    await expect(client.documents.get('901')).resolves.toMatchObject({ id: '901' });
    vendor.onCall = (_, response) => json(response, answer, status);
  });
});
