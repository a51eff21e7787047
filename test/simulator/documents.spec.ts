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
const startOne = async (more: object = {}) => {
  const { body } = await envelopeFrom(sim, '/api/testapi/startsimple', token, startBody(more));
  return body.workflow_id;
};
const common = (code: string, body: object, as = token) =>
  envelopeFrom(
    sim,
    '/JEDOC/Common.do',
    as,
    envelope(code, { comp_id: 'testapi', memb_email: account.email, ...body }),
  );
const change = async (command: string, workflow_id: string, more: object = {}) =>
  (await common('1510Q', { command, workflow_id, ...more })).header.result_code;
const statusOf = async (id: string) =>
  (await worklist('?rows=100')).workflow_list.find((d) => d.wfuid === id)?.status;

describe('the worklist', () => {
  it('begins with three documents, newest first', async () => {
    const { total, workflow_list } = await worklist();
    expect(total).toBe('3');
    expect(workflow_list.map(({ wfname, status }) => [wfname, status])).toEqual([
      ['표준 근로계약서_홍길동', 'Playing'],
      ['개인정보 수집·이용 동의서_김철수', 'Complete'],
      ['용역 계약서_이영희', 'Canceled'],
    ]);
    expect(workflow_list[0]).toEqual({
      wfuid: expect.stringMatching(/^\d+$/),
      wfname: '표준 근로계약서_홍길동',
      wftype: 'NORMAL',
      status: 'Playing',
      step: 'Progress',
      nickname: '관리자',
      email: 'manager@example.com',
      startdate: '2026-12-23 12:00:00.0',
      confirmdate: '',
      totalprocesscount: '1',
      currentprocesscount: '0',
      currentactionid: '1',
      preactionid: '',
      preactionemail: '',
    });
  });

  it("names the step as the caller sees it: the caller's turn, somebody else's, or over", async () => {
    const mine = [{ field_owner: '1', name: '담당자', email: account.email }];
    await envelopeFrom(sim, '/api/testapi/startsimple', token, startBody({ player_list: mine }));
    const steps = (await worklist()).workflow_list.map(({ step }) => step);
    expect(steps).toEqual(['Myturn', 'Progress', 'Complete', 'Complete']);
  });

  it('shows 50 documents where the request does not say how many', async () => {
    for (let n = 0; n < 50; n++) await startOne();
    expect((await worklist()).workflow_list).toHaveLength(50);
    expect((await worklist()).total).toBe('53');
  });

  it('writes IDs and counts as numbers where the contract says so', async () => {
    sim.contract.worklistIds = 'number';
    expect((await worklist()).workflow_list[0]).toMatchObject({
      wfuid: expect.any(Number),
      totalprocesscount: 1,
      currentprocesscount: 0,
      currentactionid: 1,
    });
  });

  it('is cut into pages', async () => {
    const all = (await worklist()).workflow_list;
    expect(await worklist('?page=2&rows=2')).toMatchObject({
      page: '2',
      rows: '2',
      total: '3',
      workflow_list: all.slice(2),
    });
    expect((await worklist('?page=9')).workflow_list).toEqual([]);
    const { header } = await envelopeFrom(sim, '/worklists/new?page=0', token);
    expect(header.result_code).toBe('10');
  });

  it("holds a member's own company only", async () => {
    await startOne();
    const theirs = await worklist('', await tokenOf(sim, other));
    expect(theirs.total).toBe('3');
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

  it('starts nothing where it refuses', async () => {
    const { header } = await envelopeFrom(sim, '/api/testapi/startsimple', token, startBody({ doc_id: '9' }));
    expect(header).toMatchObject({ result_code: '-1', result_msg: '값이 올바르지 않습니다. (doc_id)' });
    expect((await worklist()).total).toBe('3');
  });

  it('starts nothing for a preview, whose page opens', async () => {
    const { body } = await envelopeFrom(
      sim,
      '/api/testapi/startsimple',
      token,
      startBody({ preview: 'preview' }),
    );
    expect((await fetch(body.preview_url)).status).toBe(200);
    expect((await worklist()).total).toBe('3');
  });

  it('keeps what it was given: comment, copies, values, deadline', async () => {
    const id = await startOne({
      comment: '서명 부탁드립니다',
      expireddate: '2026-12-31',
      customer_list: [{ email: 'copy@example.com', name: '참조' }],
      field_list: [{ field_name: 'Text_1', field_value: '홍길동' }],
    });
    const { body } = await envelopeFrom(sim, `/api/v2/workflows/${id}`, token);
    expect(body).toMatchObject({
      expiry_date: '2026-12-31 23:59:59.0',
      field_list: expect.arrayContaining([
        { action_id: '1', field_owner: 'Text_1', field_value: '홍길동', email: 'gildong@example.com' },
      ]),
      referer_list: [
        { name: 'guide', email: account.email, type: 'starter' },
        { name: '참조', email: 'copy@example.com', type: 'referer' },
      ],
    });
  });
});

describe('search', () => {
  const find = async (code: string, body: object) => {
    const request = envelope(code, { comp_id: 'testapi', ...body });
    return (await envelopeFrom(sim, '/api/testapi/search', token, request)).body.wf_list;
  };
  const between = (start_date: string, end_date: string, more: object = {}) =>
    find('5009Q', { start_date, end_date, field_list: [{ doc_uid: '1' }, { doc_uid: '2' }], ...more });

  it('by period (5009Q) finds what began on Korean days', async () => {
    expect(await between('2026-12-23', '2026-12-24', { search_date_type: 'START' })).toEqual([
      expect.objectContaining({ wf_title: '표준 근로계약서_홍길동', wf_status: 'Playing', end_date: '' }),
    ]);
  });

  it('by period finds what ended, where it is not told which', async () => {
    expect(await between('2026-12-23', '2026-12-23')).toEqual([
      expect.objectContaining({ wf_status: 'Complete', end_date: '2026-12-23 12:00:00.0' }),
    ]);
  });

  it('by period finds documents of the given templates, with the value of the given field', async () => {
    const field_list = [{ doc_uid: '2', field_name: 'Check_0' }];
    expect(await between('2026-01-01', '2026-12-31', { search_date_type: 'START', field_list })).toEqual([
      expect.objectContaining({ doc_uid: '2', field_name: 'Check_0', field_value: 'Y' }),
    ]);
  });

  it('by value (5008Q) finds documents whose fields have all the values', async () => {
    const condition = (field_name: string, field_value: string) => ({
      doc_uid: '2',
      field_name,
      field_value,
    });
    const titles = async (...field_list: object[]) => (await find('5008Q', { field_list })).length;
    expect(await titles(condition('Text_1', '김철수'))).toBe(1);
    expect(await titles(condition('Text_1', '김철수'), condition('Check_0', 'Y'))).toBe(1);
    expect(await titles(condition('Text_1', '김철수'), condition('Check_0', 'N'))).toBe(0);
    expect(await titles({ ...condition('Text_1', '김철수'), doc_uid: '1' })).toBe(0);
  });

  it('finds a document only after the time that is set', async () => {
    sim.searchDelay = 60_000;
    await startOne({ field_list: [{ field_name: 'Text_1', field_value: '주문 1' }] });
    const found = async () =>
      (await find('5008Q', { field_list: [{ doc_uid: '1', field_name: 'Text_1', field_value: '주문 1' }] }))
        .length;
    clock.move(59_999);
    expect(await found()).toBe(0);
    expect((await worklist()).total).toBe('4');
    clock.move(1);
    expect(await found()).toBe(1);
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
    const reason = { description: '재계약', timezone_offset: '+09:00' };
    expect(await change('DISPOSAL', id, reason)).toBe('00');
    expect(await statusOf(id)).toBe('Disposal');
  });

  it('answers 11 for a document that does not exist or is not ours', async () => {
    const theirs = (await worklist('', await tokenOf(sim, other))).workflow_list[0]!.wfuid;
    expect(await change('CANCEL', '99999999')).toBe('11');
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
    expect(await again('99999999')).toMatchObject({ result_code: '10' });
  });

  it('lists templates (1123Q)', async () => {
    const { header, body } = await common('1123Q', { memb_email: account.email });
    expect(header).toMatchObject({ response_code: '1123A', result_code: '00' });
    expect(body.file_list).toHaveLength(4);
    expect(body.file_list[0]).toMatchObject({ file_id: '1', file_name: '표준 근로계약서' });
  });

  it('lists templates of one folder, in the order that is asked for', async () => {
    const ids = async (more: object) =>
      (await common('1123Q', more)).body.file_list.map(({ file_id }) => file_id);
    expect(await ids({ search_dir_id: 'shared' })).toEqual(['3', '4']);
    expect(await ids({ display_order_mode: '5' })).toEqual(['4', '3', '2', '1']);
    expect(await ids({ display_order_mode: '4' })).toEqual(['2', '4', '3', '1']);
    expect(await ids({ display_order_mode: '9' })).toEqual(['3', '1', '2', '4']);
  });

  it('starts one document for each row (1410Q), and says which it could not', async () => {
    const row = (name: string, more: object = {}) => ({ name, email: `${name}@example.com`, ...more });
    const { body } = await common('1410Q', {
      workflow_lib_id: '40',
      workflow_name: '연봉 계약서',
      unset_player_list: [row('a'), row('b', { password: 'x' }), row('c', { workflow_name: '개별' })],
    });
    expect(body.workflow_list).toEqual([
      expect.objectContaining({ result: 'OK', workflow_name: '연봉 계약서' }),
      expect.objectContaining({ result: 'FAIL', workflow_id: '', description: '값이 올바르지 않습니다.' }),
      expect.objectContaining({ result: 'OK', workflow_name: '개별' }),
    ]);
    expect((await worklist()).workflow_list[0]).toMatchObject({ wftype: 'BULKWEB', wfname: '개별' });
  });

  it('answers 12 to what it does not know, and 10 to another company', async () => {
    expect((await common('9999Q', {})).header).toMatchObject({ response_code: '9999A', result_code: '12' });
    expect((await common('no code', {})).header).toMatchObject({ response_code: '', result_code: '12' });
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
    expect([await code(id), await code('99999999'), await code(undefined)]).toEqual(['10', '10', '12']);
    expect(sim.completeDocument(id)).toBe(true);
    expect(await code(id)).toBe('00');
    expect(sim.completeDocument(id)).toBe(false);
  });
});

describe('an unknown path', () => {
  it.each(['/', '/api', '/api/v3', '/api/testapi/nothing', '/worklists/new/'])('%s is 404', async (path) => {
    expect((await call(sim, path, token)).status).toBe(404);
  });
});
