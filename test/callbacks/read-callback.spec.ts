import { describe, expect, it } from '@jest/globals';

import { readCallback } from '../../lib/callbacks/read-callback.js';

/** The example of the vendor's page (2021), as it stands there. */
const OLD = {
  header: { api_name: 'export', session_id: 'S1001', request_code: 'embed', authorization: 'secret' },
  body: {
    wfluid: '0',
    clientid: 'c',
    processid: '1',
    requestid: 'embed',
    actionid: '1',
    workdatetime: '2030-01-02 03:04:05.0',
    worktype: 'CF',
    wfuid: '901',
    useremail: 'b@example.com',
    opinion: '',
    my_text: 'x',
    next_play_user: 'c@example.com',
    next_user_name: 'C',
    play_url: 'https://docs.esignon.net/p',
    status: 'Playing',
    user_name: 'B',
  },
};

describe('readCallback', () => {
  it('reads the older form', () => {
    const { raw, ...content } = readCallback(OLD)!;
    expect(content).toEqual({
      documentId: '901',
      status: 'playing',
      vendorStatus: 'Playing',
      step: 1,
      by: 'b@example.com',
      decision: 'approved',
      at: new Date('2030-01-02T03:04:05Z'),
      signUrl: 'https://docs.esignon.net/p',
      fields: { my_text: 'x' },
    });
    expect(raw).toEqual({
      header: { api_name: 'export', session_id: 'S1001', request_code: 'embed' },
      body: OLD.body,
    });
  });

  it('reads the flat form, with a number for an ID', () => {
    const posted = {
      workflow_id: 901,
      client_id: 'c',
      workflow_status: 'Complete',
      authorization: 'secret',
      download_url: 'https://a.example/d',
      certificate_url: 'https://a.example/c',
      amount: '1,200',
    };
    const { raw, ...content } = readCallback(posted)!;
    expect(content).toEqual({
      documentId: '901',
      status: 'complete',
      vendorStatus: 'Complete',
      documentUrl: 'https://a.example/d',
      certificateUrl: 'https://a.example/c',
      fields: { amount: '1,200' },
    });
    expect(raw).toEqual({ ...posted, authorization: undefined });
    expect(raw).not.toHaveProperty('authorization');
  });

  it.each([
    ['an ID as text', { workflow_id: '901' }, { documentId: '901' }],
    ['workflow_id before wfuid', { wfuid: '1', workflow_id: 2 }, { documentId: '2' }],
    [
      'status before workflow_status',
      { status: 'Playing', workflow_status: 'Complete' },
      { status: 'playing' },
    ],
    ['a status in another case', { status: 'COMPLETE' }, { status: 'complete', vendorStatus: 'COMPLETE' }],
    ['a status that is not known', { status: 'Signed' }, { status: 'unknown', vendorStatus: 'Signed' }],
    ['no status', {}, { status: undefined, vendorStatus: undefined }],
    ['a rejection', { worktype: 'RT', status: 'Canceled' }, { decision: 'rejected' }],
    ['a cancellation', { status: 'Canceled' }, { decision: 'canceled' }],
    ['a decision that is not known', { worktype: 'XX', status: 'Playing' }, { decision: undefined }],
    ['a word that an object has', { worktype: 'constructor' }, { decision: undefined }],
    ['a step as a number', { action_id: 2 }, { step: 2 }],
    ['a step of four digits', { actionid: '9999' }, { step: 9_999 }],
    ['a step of five', { actionid: '10000' }, { step: undefined }],
    ['a step that is none', { actionid: 'last' }, { step: undefined }],
    ['a step after a word', { actionid: 'step1' }, { step: undefined }],
    ['a step before a word', { actionid: '1st' }, { step: undefined }],
    ['no step', {}, { step: undefined }],
    ['actionid before action_id', { action_id: 2, actionid: 1 }, { step: 1 }],
    ['who acted', { useremail: 'b@example.com' }, { by: 'b@example.com' }],
    ['an approval of what is canceled now', { worktype: 'CF', status: 'Canceled' }, { decision: 'approved' }],
    ['no decision', { status: 'Complete' }, { decision: undefined }],
    ['certificate_url', { certificate_url: 'a' }, { certificateUrl: 'a' }],
    ['play_url', { play_url: 'c' }, { signUrl: 'c' }],
    ['a time', { workdatetime: '2030-01-02 03:04:05.6' }, { at: new Date('2030-01-02T03:04:05.600Z') }],
    [
      'an ID of 64 characters',
      { workflow_id: 'a-_Z0'.padEnd(64, '9') },
      { documentId: 'a-_Z0'.padEnd(64, '9') },
    ],
    [
      'a field beside a listed one',
      { field_list: [{ name: 'a', value: 1 }], b: 2 },
      { fields: { a: '1', b: '2' } },
    ],
    ['a listed field that is no text', { field_list: [{ name: 'a', value: {} }] }, { fields: {} }],
    ['a field list that is none', { field_list: { name: 'a', value: 'x' } }, { fields: {} }],
    ['a time that is none', { workdatetime: 'yesterday' }, { at: undefined }],
    ['sign_url', { sign_url: 'a', playing_url: 'b' }, { signUrl: 'a' }],
    ['playing_url', { playing_url: 'b', play_url: 'c' }, { signUrl: 'b' }],
    ['cert_url', { cert_url: 'a' }, { certificateUrl: 'a' }],
    ['an empty URL', { download_url: '' }, { documentUrl: undefined }],
    ['fields that are no text', { a: 7, b: true, c: null, d: {}, e: [] }, { fields: { a: '7', b: 'true' } }],
    ['listed fields', { field_list: [{ name: 'a', value: 'x' }, { value: 'y' }, 7] }, { fields: { a: 'x' } }],
    [
      'a field called __proto__',
      JSON.parse('{"__proto__":"x"}'),
      { fields: JSON.parse('{"__proto__":"x"}') },
    ],
  ])('reads %s', (_, posted, expected) => {
    const content = readCallback({ wfuid: '1', ...Object.fromEntries(Object.entries(posted)) });
    for (const [name, value] of Object.entries(expected)) {
      if (value === undefined) expect(content).not.toHaveProperty(name);
      else expect(content?.[name as keyof typeof content]).toStrictEqual(value);
    }
  });

  it.each([
    ...['wfluid', 'clientid', 'client_id', 'processid', 'requestid', 'request_code', 'opinion', 'user_name'],
    ...['next_play_user', 'next_user_name', 'next_play_user_name', 'workflow_name', 'authorization'],
    ...['useremail', 'worktype', 'workdatetime', 'header', 'body', 'field_list'],
  ])('takes %s for a value of the vendor, not for a field', (name) => {
    expect(readCallback({ workflow_id: 1, [name]: 'x', other: 'y' })?.fields).toStrictEqual({ other: 'y' });
  });

  it.each<[string, object]>([
    ['a header alone', { header: { a: 1 } }],
    ['a body alone', { body: { workflow_id: 2 } }],
    ['a header that is no object', { header: 'x', body: { workflow_id: 2 } }],
    ['a header that is a list', { header: [], body: { workflow_id: 2 } }],
    ['a header that is null', { header: null, body: { workflow_id: 2 } }],
    ['a body that is a list', { header: {}, body: [] }],
  ])('takes an event with %s for a flat one', (_, posted) => {
    const content = readCallback({ workflow_id: 1, ...posted });
    expect(content).toStrictEqual({ documentId: '1', fields: {}, raw: { workflow_id: 1, ...posted } });
  });

  it('reads text', () => {
    expect(readCallback('{"wfuid":"7"}')?.documentId).toBe('7');
  });

  it('takes a flat event with a field called header for a flat one', () => {
    expect(readCallback({ workflow_id: 1, header: { authorization: 'secret', a: 1 } })).toMatchObject({
      documentId: '1',
      raw: { header: { a: 1 } },
    });
  });

  it.each([
    ...[undefined, null, 7, 'text', [], {}, { header: {}, body: {} }, { workflow_id: '' }],
    ...[
      { workflow_id: '../1' },
      { workflow_id: 'a b' },
      { workflow_id: '1/' },
      { workflow_id: '/1' },
      { workflow_id: '1'.repeat(65) },
      { workflow_id: {} },
    ],
    ...[Object.create({ workflow_id: 1 }), { header: {}, body: { status: 'x' }, workflow_id: 1 }],
  ])('reads no event where no document is named: %j', (posted) => {
    expect(readCallback(posted)).toBeUndefined();
  });

  it('leaves what was posted as it is', () => {
    const posted = structuredClone(OLD);
    readCallback(posted);
    expect(posted).toEqual(OLD);
  });
});
