import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { EsignonSimulator } from '../../lib/testing/index.js';
import { account, call, envelope, envelopeFrom, movableClock, tokenOf } from './requests.js';

const other = { companyId: 'other', email: 'other@example.com', password: 'x' };
const players = [{ field_owner: '1', name: '홍길동', email: 'gildong@example.com' }];

let clock: ReturnType<typeof movableClock>;
let sim: EsignonSimulator;
let token: string;

beforeEach(async () => {
  clock = movableClock(Date.UTC(2026, 11, 24, 3));
  sim = await EsignonSimulator.start({ now: clock.now });
  sim.addAccount(other);
  token = await tokenOf(sim);
});
afterEach(() => sim.stop());

const worklist = async (query = '', as = token) =>
  (await envelopeFrom(sim, `/worklists/new${query}`, as)).body;
const startBody = (more: object = {}) =>
  envelope('5005Q', {
    workflow_name: '비밀유지 서약서',
    doc_id: '1',
    memb_email: account.email,
    player_list: players,
    ...more,
  });
const startOne = async () => {
  const { body } = await envelopeFrom(sim, '/api/testapi/startsimple', token, startBody());
  return body.workflow_id;
};
const common = (code: string, body: object, as = token) =>
  envelopeFrom(sim, '/JEDOC/Common.do', as, envelope(code, { comp_id: 'testapi', ...body }));
const change = async (command: string, workflow_id: string, more: object = {}) =>
  (await common('1510Q', { command, workflow_id, ...more })).header.result_code;
const statusOf = async (id: string) =>
  (await worklist('?rows=100')).workflow_list.find((d) => d.wfuid === id)?.status;

describe('the worklist', () => {
  it('begins with three documents, newest first', async () => {
    const { total, workflow_list } = await worklist();
    expect(total).toBe(3);
    expect(workflow_list.map(({ wfname, status }) => [wfname, status])).toEqual([
      ['표준 근로계약서_홍길동', 'Playing'],
      ['개인정보 수집·이용 동의서_김철수', 'Complete'],
      ['용역 계약서_이영희', 'Canceled'],
    ]);
    expect(workflow_list[0]).toEqual({
      wfuid: expect.stringMatching(/^wf\d+$/),
      wfname: '표준 근로계약서_홍길동',
      status: 'Playing',
      step: '1',
      nickname: '홍길동',
      email: 'gildong@example.com',
      startdate: '2026-12-23 12:00:00.0',
    });
  });

  it('is cut into pages', async () => {
    const all = (await worklist()).workflow_list;
    expect(await worklist('?page=2&rows=2')).toEqual({ total: 3, workflow_list: all.slice(2) });
    expect((await worklist('?page=9')).workflow_list).toEqual([]);
    const { header } = await envelopeFrom(sim, '/worklists/new?page=0', token);
    expect(header.result_code).toBe('10');
  });

  it("holds a member's own company only", async () => {
    await startOne();
    const theirs = await worklist('', await tokenOf(sim, other));
    expect(theirs.total).toBe(3);
    const mine = new Set((await worklist()).workflow_list.map(({ wfuid }) => wfuid));
    expect(theirs.workflow_list.filter(({ wfuid }) => mine.has(wfuid))).toEqual([]);
  });
});

describe('startsimple (5005Q)', () => {
  it('starts a document', async () => {
    const { header, body } = await envelopeFrom(sim, '/api/testapi/startsimple', token, startBody());
    expect(header).toMatchObject({ response_code: '5005A', result_code: '00' });
    expect(body).toMatchObject({ comp_id: 'testapi', workflow_name: '비밀유지 서약서', lang: 'ko-KR' });
    expect((await worklist()).workflow_list[0]).toMatchObject({
      wfuid: body.workflow_id,
      status: 'Playing',
    });
  });

  it.each([
    ['12', 'a body without a name', startBody({ workflow_name: undefined })],
    ['12', 'no signer', startBody({ player_list: [] })],
    ['12', 'a signer without a name', startBody({ player_list: [{ email: 'a@example.com' }] })],
    ['12', 'another request code', { ...startBody(), header: { request_code: '5009Q' } }],
    ['12', 'no JSON', '{'],
    ['10', 'an unknown template', startBody({ doc_id: '99' })],
    ['10', "another company's ID in the body", startBody({ comp_id: 'other' })],
  ])('answers %s for %s', async (code, _, body) => {
    const { header } = await envelopeFrom(sim, '/api/testapi/startsimple', token, body);
    expect(header.result_code).toBe(code);
    expect((await worklist()).total).toBe(3);
  });

  it("answers 10 on another company's path", async () => {
    const { header } = await envelopeFrom(sim, '/api/other/startsimple', token, startBody());
    expect(header.result_code).toBe('10');
  });
});

describe('search (5009Q)', () => {
  const find = (body: object) =>
    envelopeFrom(sim, '/api/testapi/search', token, envelope('5009Q', { comp_id: 'testapi', ...body }));
  const period = (type: string, from: string, to: string) => ({
    search_date_type: type,
    start_date: from,
    end_date: to,
  });

  it('finds what began or ended on Korean days', async () => {
    const started = await find(period('START', '2026-12-23', '2026-12-24'));
    expect(started.header).toMatchObject({ response_code: '5009A', result_code: '00' });
    expect(started.body.wf_list).toEqual([
      expect.objectContaining({ wf_title: '표준 근로계약서_홍길동', wf_status: 'Playing', end_date: '' }),
    ]);
    const ended = await find(period('END', '2026-12-23', '2026-12-23'));
    expect(ended.body.wf_list).toEqual([
      expect.objectContaining({ wf_status: 'Complete', end_date: '2026-12-23 12:00:00.0' }),
    ]);
  });

  it('finds those of one template', async () => {
    const { body } = await find({ ...period('START', '2026-01-01', '2026-12-31'), doc_uid: '3' });
    expect(body.wf_list).toHaveLength(1);
  });

  it('answers 12, 17 and 19 for what is wrong', async () => {
    const code = async (body: object) => (await find(body)).header.result_code;
    expect(await code({ start_date: '2026-12-01', end_date: '2026-12-02' })).toBe('17');
    expect(await code(period('START', '2026-02-30', '2026-12-31'))).toBe('19');
    expect(await code(period('START', '20261201', '20261231'))).toBe('19');
    expect(await code({ ...period('START', '2026-01-01', '2026-12-31'), comp_id: 'other' })).toBe('10');
    const wrong = await envelopeFrom(sim, '/api/testapi/search', token, envelope('5005Q', {}));
    expect(wrong.header.result_code).toBe('12');
  });
});

describe('Common.do', () => {
  it('cancels, disposes of and deletes (1510Q), each from its state alone', async () => {
    const id = await startOne();
    expect(await change('DELETE', id)).toBe('11');
    expect(await change('CANCEL', id)).toBe('00');
    expect(await statusOf(id)).toBe('Canceled');
    expect(await change('CANCEL', id)).toBe('11');
    expect(await change('DELETE', id)).toBe('00');
    expect(await statusOf(id)).toBe('Truncate');
  });

  it('asks for a reason to dispose of a complete document', async () => {
    const id = await startOne();
    expect(sim.completeDocument(id)).toBe(true);
    expect(await change('DISPOSAL', id)).toBe('11');
    expect(await change('DISPOSAL', id, { description: '재계약' })).toBe('00');
    expect(await statusOf(id)).toBe('Disposal');
  });

  it('answers 11 for a document that does not exist or is not ours', async () => {
    const theirs = (await worklist('', await tokenOf(sim, other))).workflow_list[0]!.wfuid;
    expect(await change('CANCEL', 'wf99999999')).toBe('11');
    expect(await change('CANCEL', theirs)).toBe('11');
    expect(await change('BURN', await startOne())).toBe('11');
  });

  it('sends again (1429Q), where 11 is complete and 12 canceled', async () => {
    const again = async (workflow_id: string) => (await common('1429Q', { workflow_id })).header;
    const [playing, complete, canceled] = (await worklist()).workflow_list.map(({ wfuid }) => wfuid);
    expect(await again(playing!)).toMatchObject({ response_code: '1429A', result_code: '00' });
    expect(await again(complete!)).toMatchObject({
      result_code: '11',
      result_msg: '서명이 완료된 문서입니다.',
    });
    expect(await again(canceled!)).toMatchObject({
      result_code: '12',
      result_msg: '취소 처리된 문서입니다.',
    });
    expect(await again('wf99999999')).toMatchObject({ result_code: '10' });
  });

  it('lists templates (1123Q)', async () => {
    const { header, body } = await common('1123Q', { memb_email: account.email });
    expect(header).toMatchObject({ response_code: '1123A', result_code: '00' });
    expect(body.file_list).toHaveLength(3);
    expect(body.file_list[0]).toMatchObject({ file_id: '1', file_name: '표준 근로계약서' });
  });

  it('answers 12 to what it does not know, and 10 to another company', async () => {
    expect((await common('9999Q', {})).header).toMatchObject({ response_code: '9999A', result_code: '12' });
    expect((await common('rubbish', {})).header).toMatchObject({ response_code: '', result_code: '12' });
    expect((await common('1123Q', { comp_id: undefined })).header.result_code).toBe('12');
    expect((await common('1123Q', { comp_id: 'other' })).header.result_code).toBe('10');
  });
});

describe('the download', () => {
  const links = (workflow_id: unknown) => envelopeFrom(sim, '/workflow/download', token, { workflow_id });

  it('of a complete document is a link to a PDF, good for 5 minutes, that needs no token', async () => {
    const id = (await worklist()).workflow_list[1]!.wfuid;
    const { header, body } = await links(id);
    expect(header).toEqual({ response_code: '', result_code: '00', result_msg: '성공', session_id: '' });
    expect(body.workflow_name).toBe('개인정보 수집·이용 동의서_김철수');
    clock.move(299_999);
    const response = await fetch(body.doc_url);
    expect(response.headers.get('content-type')).toBe('application/pdf');
    const pdf = Buffer.from(await response.arrayBuffer()).toString('latin1');
    expect(pdf.startsWith('%PDF-1.4')).toBe(true);
    // The table of the file points at where its objects really are.
    const [, offset] = /(\d{10}) 00000 n/.exec(pdf)!;
    expect(pdf.slice(Number(offset)).startsWith('1 0 obj')).toBe(true);
    expect(pdf.slice(Number(/startxref\n(\d+)/.exec(pdf)![1])).startsWith('xref')).toBe(true);
    expect((await fetch(body.cert_url)).status).toBe(200);
    clock.move(1);
    expect((await fetch(body.doc_url)).status).toBe(404);
    await links(id); // sweeps the ended links
    expect((await fetch(body.doc_url)).status).toBe(404);
  });

  it('is refused for a running, an unknown and no document', async () => {
    const code = async (id: unknown) => (await links(id)).header.result_code;
    const id = await startOne();
    expect([await code(id), await code('wf99999999'), await code(undefined)]).toEqual(['10', '10', '12']);
    expect(sim.completeDocument(id)).toBe(true);
    expect(await code(id)).toBe('00');
    expect(sim.completeDocument(id)).toBe(false);
  });
});

describe('v3', () => {
  const recipient_list = [{ name: '홍길동', email: 'gildong@example.com', order: 1 }];

  it('starts and shows a document in plain JSON', async () => {
    const body = { workflow_name: '비밀유지 서약서', template_id: 1, recipient_list };
    const started = await call(sim, '/api/v3/workflows/start', token, body);
    expect(started.status).toBe(200);
    const document = (await started.json()) as { workflow_id: string };
    expect(document).toMatchObject({
      workflow_status: 'Playing',
      recipient_list,
      creator_email: account.email,
    });
    const shown = await call(sim, `/api/v3/workflows/${document.workflow_id}`, token);
    expect(await shown.json()).toEqual(document);
  });

  it('answers HTTP 400 and 404 for what is wrong', async () => {
    const start = (body: unknown) => call(sim, '/api/v3/workflows/start', token, body);
    expect((await start('{')).status).toBe(400);
    expect((await start({})).status).toBe(400);
    expect((await start({ recipient_list, template_id: '99' })).status).toBe(400);
    const theirs = (await worklist('', await tokenOf(sim, other))).workflow_list[0]!.wfuid;
    for (const id of ['wf99999999', '%E0%A4%A', '__proto__', theirs]) {
      const response = await call(sim, `/api/v3/workflows/${id}`, token);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});

describe('an unknown path', () => {
  it.each(['/', '/api', '/api/v3/workflows', '/api/testapi/nothing', '/worklists/new/'])(
    '%s is 404',
    async (path) => {
      expect((await call(sim, path, token)).status).toBe(404);
    },
  );
});
