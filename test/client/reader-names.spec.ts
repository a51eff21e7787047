import { describe, expect, it } from '@jest/globals';

import { readCompany } from '../../lib/client/company-reader.js';
import { readDocument, readFiles, readItem, readRows } from '../../lib/client/document-reader.js';
import { readStarted } from '../../lib/client/start-outcome.js';
import { readTemplate, readTemplates } from '../../lib/client/template-reader.js';

/* One value has other names in each generation of the API: each name alone is read, and the first of several wins. */

const DAY = '2030-01-02 03:04:05';
const AT = new Date('2030-01-01T18:04:05Z');

const documentOf = (body: object) => readDocument({ workflow_id: 1, status: 'Playing', ...body });
const itemOf = (row: object) => readItem({ wfuid: 1, ...row });
const signerOf = (row: object, list = 'owner_list') => documentOf({ [list]: [row] })?.signers[0];
const fieldsOf = (row: object) => documentOf({ field_list: [row] })?.fields;
const entryOf = (row: object) =>
  documentOf({ action_history_list: [{ step_code: 'WORKFLOW_START', ...row }] })?.history?.[0];
const templateOf = (body: object) => readTemplate({ field_list: [], ...body });
const templateFieldOf = (row: object) => templateOf({ doc_id: 7, field_list: [row] })?.fields[0];
const filesOf = (body: object) => readFiles({ doc_url: 'https://d', ...body });
const startedOf = (body: object) => readStarted({ workflow_id: 1, ...body }, 'mine');
const companyOf = (body: object) => readCompany({ name: 'Acme', ...body });

/** `property` has what is under one of `names`, the first of them first. */
type Row = [
  what: string,
  property: string,
  names: string[],
  read: (body: object) => unknown,
  value?: unknown,
  as?: unknown,
];

const ROWS: Row[] = [
  ['a document', 'id', ['workflow_id', 'wfuid'], (body) => readDocument({ status: 'Playing', ...body })],
  [
    'a document',
    'vendorStatus',
    ['status', 'workflow_status', 'wf_status'],
    (body) => readDocument({ wfuid: 1, ...body }),
  ],
  ['a document', 'name', ['workflow_name'], documentOf],
  ['a document', 'createdAt', ['create_date'], documentOf, DAY, AT],
  ['a document', 'expiresAt', ['expiry_date'], documentOf, DAY, AT],
  ['a document', 'playUrl', ['playing_url', 'sign_url', 'play_url'], documentOf],
  ['a document', 'downloadUrl', ['download_url'], documentOf],
  ['a document', 'certificateUrl', ['certificate_url', 'cert_url'], documentOf],
  ['a row', 'name', ['workflow_name', 'wfname', 'wf_title'], itemOf],
  ['a row', 'startedAt', ['startdate', 'start_date', 'create_date'], itemOf, DAY, AT],
  ['a row', 'completedAt', ['confirmdate', 'end_date'], itemOf, DAY, AT],
  ['a row', 'value', ['field_value'], itemOf],
  [
    'the author of a row',
    'name',
    ['nickname', 'wf_manager_name', 'creator_name'],
    (row) => itemOf(row)?.author,
  ],
  [
    'the author of a row',
    'email',
    ['email', 'wf_manager_email', 'creator_email'],
    (row) => itemOf(row)?.author,
  ],
  [
    'the steps of a row',
    'total',
    ['totalprocesscount', 'total_process_count', 'total_action_count'],
    (row) => itemOf(row)?.steps,
    '2',
    2,
  ],
  ['the steps of a row', 'done', ['currentprocesscount'], (row) => itemOf(row)?.steps, '2', 2],
  ['a signer', 'step', ['action_id', 'order'], signerOf, '2', 2],
  ['a signer', 'name', ['name'], signerOf],
  ['a signer', 'email', ['email'], signerOf],
  ['a signer', 'phone', ['phone_number', 'mobile'], signerOf],
  ['a signer', 'isTurn', ['turn_yn'], signerOf, 'Y', true],
  [
    'the fields',
    'x',
    ['name', 'field_name', 'field_owner'],
    (row) => fieldsOf({ value: 'v', ...row }),
    'x',
    'v',
  ],
  ['the fields', 'x', ['value', 'field_value'], (row) => fieldsOf({ name: 'x', ...row })],
  [
    'an entry of the history',
    'event',
    ['step_code'],
    (row) => documentOf({ action_history_list: [row] })?.history?.[0],
  ],
  ['an entry of the history', 'step', ['action_id'], entryOf, '2', 2],
  ['an entry of the history', 'name', ['name'], entryOf],
  ['an entry of the history', 'email', ['confirm_email'], entryOf],
  ['an entry of the history', 'at', ['confirm_date'], entryOf, DAY, AT],
  ['an entry of the history', 'comment', ['comment'], entryOf],
  ['the files', 'documentUrl', ['doc_url', 'download_url', 'result_url'], readFiles],
  ['the files', 'name', ['workflow_name', 'wfname'], filesOf],
  ['the files', 'certificateUrl', ['cert_url', 'certificate_url'], filesOf],
  ['a start', 'name', ['workflow_name'], startedOf],
  ['a start', 'startToken', ['token'], startedOf],
  ['a start', 'signUrl', ['sign_url', 'play_url', 'playing_url'], startedOf],
  ['a template', 'id', ['doc_id', 'file_id', 'template_id'], templateOf],
  ['a template', 'name', ['doc_name', 'file_name'], (body) => templateOf({ doc_id: 7, ...body })],
  ['a template', 'type', ['doc_type', 'file_workflow_type'], (body) => templateOf({ doc_id: 7, ...body })],
  ['a template', 'createdBy', ['creator', 'create_memb_email'], (body) => templateOf({ doc_id: 7, ...body })],
  ['a template', 'modifiedAt', ['last_modify_date'], (body) => templateOf({ doc_id: 7, ...body }), DAY, AT],
  ['a field of a template', 'name', ['field_owner', 'field_name', 'name'], templateFieldOf],
  ['a field of a template', 'step', ['action_id'], (row) => templateFieldOf({ name: 'x', ...row }), '2', 2],
  ['a company', 'createdAt', ['create_date'], companyOf, DAY, AT],
  ['a company', 'expiresAt', ['expiry_date'], companyOf, DAY, AT],
];

describe.each(ROWS)('of %s, %s', (_, property, names, read, value = 'first', as = value) => {
  it.each(names)(`is read under %s`, (name) => {
    expect(read({ [name]: value })).toHaveProperty(property, as);
  });

  it(`is the first that is there of ${names.join(', ')}`, () => {
    const later = Object.fromEntries(names.map((name) => [name, 'later']));
    expect(read({ ...later, [names[0]!]: value })).toHaveProperty(property, as);
  });
});

describe('a list', () => {
  it.each(['owner_list', 'recipient_list'])('of signers is read under %s', (name) => {
    expect(signerOf({ name: 'B' }, name)).toEqual({ name: 'B' });
  });

  it.each(['workflow_list', 'wf_list'])('of documents is read under %s', (name) => {
    expect(readRows({ [name]: [1] })).toEqual([1]);
  });

  it('of templates is read under file_list', () => {
    expect(readTemplates({ file_list: [{ template_id: 7 }] })).toMatchObject([{ id: '7' }]);
  });
});

describe('a value that is nowhere', () => {
  it('is left out', () => {
    expect(documentOf({})).toStrictEqual({
      id: '1',
      status: 'playing',
      vendorStatus: 'Playing',
      signers: [],
      fields: {},
      raw: { workflow_id: 1, status: 'Playing' },
    });
    expect(itemOf({})).toStrictEqual({ id: '1', status: 'unknown', raw: { wfuid: 1 } });
    expect(entryOf({})).toStrictEqual({ event: 'WORKFLOW_START' });
    expect(templateFieldOf({ name: 'x' })).toStrictEqual({ name: 'x' });
    expect(companyOf({})).toStrictEqual({ name: 'Acme', raw: { name: 'Acme' } });
  });

  it('is the end of a document that was not completed', () => {
    const history = [{ step_code: 'WORKFLOW_START', confirm_date: DAY }];
    expect(documentOf({ action_history_list: history })).not.toHaveProperty('completedAt');
  });
});
