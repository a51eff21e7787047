import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { EsignonSimulator } from '../../lib/testing/index.js';
import { call, envelopeFrom, movableClock, tokenOf } from './requests.js';

let clock: ReturnType<typeof movableClock>;
let sim: EsignonSimulator;
let token: string;

beforeEach(async () => {
  clock = movableClock(Date.UTC(2026, 11, 24, 3));
  sim = await EsignonSimulator.start({ now: clock.now });
  token = await tokenOf(sim);
});
afterEach(() => sim.stop());

/** Any answer of v3: each has some of these. */
interface Answer {
  workflow_id: number;
  workflow_list: { workflow_id: number }[];
  field_list: unknown[];
  playing_url: string;
  download_url: string;
  expiry_date: string;
  header: unknown;
}

const json = async (response: Promise<Response>) => (await (await response).json()) as Answer;
const get = (path: string) => json(call(sim, path, token));
const show = (id: number) => get(`/api/v3/workflows/${id}`);
const start = (more: object = {}) =>
  json(
    call(sim, '/api/v3/workflows/start', token, {
      workflow_name: '비밀유지 서약서',
      template_id: 1,
      recipient_list: [{ order: 1, name: '홍길동', email: 'gildong@example.com' }],
      field_list: [{ name: 'Text_1', value: '1,200' }],
      ...more,
    }),
  );

describe('a document of v3', () => {
  it('has a signing page and no file until it is complete, then the reverse', async () => {
    const { workflow_id } = await start();
    const running = await show(workflow_id);
    expect(running).toMatchObject({ status: 'Playing', download_url: '' });
    expect((await fetch(running.playing_url)).status).toBe(200);
    sim.completeDocument(workflow_id);
    const complete = await show(workflow_id);
    expect(complete).toMatchObject({ status: 'Complete', playing_url: '' });
    expect((await fetch(complete.download_url)).headers.get('content-type')).toBe('application/pdf');
    clock.move(300_000);
    expect((await fetch(complete.download_url)).status).toBe(404);
  });

  it('has the values as they were given, of every field of its template', async () => {
    const { field_list } = await show((await start()).workflow_id);
    expect(field_list).toContainEqual({ name: 'Text_1', value: '1,200' });
    expect(field_list).toContainEqual({ name: 'Check_0', value: '' });
  });

  it('takes a template ID as a number or as digits', async () => {
    expect(await start({ template_id: '1' })).toMatchObject({ workflow_id: expect.any(Number) });
  });

  it('reads its deadline in the zone of the query, and writes dates in it', async () => {
    const body = {
      workflow_name: 'a',
      template_id: 1,
      expiry_date: '2026-12-25 00:00:00',
      recipient_list: [{ order: 1, name: 'B', email: 'b@example.com' }],
    };
    const { workflow_id } = await json(call(sim, '/api/v3/workflows/start?offset=-05:00', token, body));
    const at = async (offset: string) =>
      (await get(`/api/v3/workflows/${workflow_id}?offset=${offset}`)).expiry_date;
    expect(await at('-05:00')).toBe('2026-12-25 00:00:00.0');
    expect(await at('%2B09:00')).toBe('2026-12-25 14:00:00.0');
    expect(await at('+09:00')).toBe('2026-12-25 14:00:00.0');
    expect(await at('anything')).toBe('2026-12-25 14:00:00.0');
  });

  it('is started by a preview in no way', async () => {
    expect(await start({ is_preview: true })).toEqual({ preview_url: expect.stringContaining('?token=') });
    expect((await get('/api/v3/workflows')).workflow_list).toHaveLength(3);
  });

  it('of another company is unknown, and so is one with an ID that is none', async () => {
    const other = { companyId: 'other', email: 'other@example.com', password: 'x' };
    sim.addAccount(other);
    const { workflow_list } = await json(call(sim, '/api/v3/workflows', await tokenOf(sim, other)));
    for (const id of [workflow_list[0]!.workflow_id, '%E0%A4%A', '__proto__', 'wf1']) {
      const response = await call(sim, `/api/v3/workflows/${id}`, token);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});

describe('the lists of v3', () => {
  it('find a document by the value of a field, once it can be found', async () => {
    sim.searchDelay = 1000;
    const { workflow_id } = await start();
    const path = '/api/v3/workflows/search-with-value?template_id=1&field_name=Text_1&field_value=';
    const ids = async (value: string) =>
      (await get(path + value)).workflow_list.map((row) => row.workflow_id);
    expect(await ids('1%2C200')).toEqual([]);
    clock.move(1000);
    expect(await ids('1%2C200')).toEqual([workflow_id]);
    expect(await ids('1200')).toEqual([]);
  });

  it('find a document by the value that a signer gave it, and no longer by the one before', async () => {
    const { workflow_id } = await start();
    sim.approveStep(workflow_id, { fields: { Text_1: 'signed' } });
    const path = '/api/v3/workflows/search-with-value?template_id=1&field_name=Text_1&field_value=';
    expect((await get(`${path}signed`)).workflow_list).toEqual([expect.objectContaining({ workflow_id })]);
    expect((await get(`${path}1%2C200`)).workflow_list).toEqual([]);
  });

  it('have pages of 50, newest first, and running documents alone on request', async () => {
    for (let n = 0; n < 50; n++) await start();
    const page = async (query: string) => (await get(`/api/v3/workflows?${query}`)).workflow_list.length;
    expect([await page('page=1'), await page('page=2')]).toEqual([50, 3]);
    expect(await page('page=2&step=progress')).toBe(1);
    expect(await page('template_id=2')).toBe(1);
  });
});

describe('where the documents contradict each other', () => {
  it('the status has either name', async () => {
    const { workflow_id } = await start();
    sim.contract.v3Status = 'workflow_status';
    const document = await show(workflow_id);
    expect(document).toMatchObject({ workflow_status: 'Playing' });
    expect(document).not.toHaveProperty('status');
    expect((await get('/api/v3/workflows')).workflow_list[0]).toHaveProperty('workflow_status');
  });

  it('a failure is plain or wears the envelope', async () => {
    sim.contract.v3Failure = 'envelope';
    const header = async (response: Promise<Response>) => (await json(response)).header;
    expect(await header(call(sim, '/api/v3/workflows/1', token))).toMatchObject({ result_code: '10' });
    expect(await header(call(sim, '/api/v3/workflows/start', token, {}))).toMatchObject({
      result_code: '-1',
      result_msg: '값이 올바르지 않습니다. (workflow_name)',
    });
    expect(await header(call(sim, '/api/v3/workflows/1', 'unknown'))).toMatchObject({ result_code: '94' });
  });

  it('an ID is a number or digits', async () => {
    sim.contract.v3Ids = 'string';
    expect((await start()).workflow_id).toMatch(/^\d+$/);
  });

  it('a document has the fields of v2 or only those seen in the field', async () => {
    const { workflow_id } = await start();
    expect(await show(workflow_id)).toHaveProperty('owner_list');
    sim.contract.v3Document = 'seen';
    expect(await show(workflow_id)).not.toHaveProperty('owner_list');
  });

  it('a v2 call wants its token in either header', async () => {
    const company = async (header: string) => {
      const response = await fetch(`${sim.url}/api/v2/company`, {
        headers: { [header]: `esignon ${token}` },
      });
      return ((await response.json()) as { header: { result_code: string } }).header.result_code;
    };
    expect([await company('Authorization'), await company('Authentication')]).toEqual(['00', '94']);
    sim.contract.v2Header = 'Authentication';
    expect([await company('Authorization'), await company('Authentication')]).toEqual(['94', '00']);
    expect((await envelopeFrom(sim, '/worklists/new', token)).header.result_code).toBe('00');
  });

  it('is chosen at the start as well', async () => {
    await using other = await EsignonSimulator.start({ contract: { v3Ids: 'string' } });
    expect(other.contract).toMatchObject({ v3Ids: 'string', v3Status: 'status' });
  });
});
