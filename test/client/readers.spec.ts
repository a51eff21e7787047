import { describe, expect, it } from '@jest/globals';

import { readCompany } from '../../lib/client/company-reader.js';
import { readDocument, readFiles, readItem, readItems } from '../../lib/client/document-reader.js';
import { readDocumentPage } from '../../lib/client/pages.js';
import { readStarted } from '../../lib/client/start-outcome.js';
import { readTemplate, readTemplates } from '../../lib/client/template-reader.js';

/* The examples of the contract, and what the documents leave open about them. */

const V3 = {
  workflow_id: 901,
  workflow_name: 'Offer',
  status: 'Playing',
  playing_url: 'https://docs.esignon.net/x?token=P',
  download_url: '',
  field_list: [{ name: 'Text_1', value: 'x' }],
};
const V2 = {
  workflow_id: '901',
  workflow_status: 'Complete',
  create_date: '2030-01-02 03:04:05.0',
  expiry_date: '2030-02-02 03:04:05.0',
  current_action_id: '1',
  total_action_count: '2',
  download_url: 'https://docs.esignon.net/f',
  certificate_url: 'https://docs.esignon.net/c',
  owner_list: [
    { action_id: '1', turn_yn: 'Y', name: 'B', email: 'b@example.com', phone_number: '01000000000' },
    { action_id: '2', turn_yn: 'N', name: 'C', email: '' },
  ],
  field_list: [{ action_id: '1', field_owner: 'Text_1', field_value: '1,200', email: 'b@example.com' }],
  action_history_list: [
    {
      action_id: '0',
      name: 'A',
      confirm_email: 'a@example.com',
      confirm_date: '2030-01-02 03:04:05.0',
      comment: '',
      step_code: 'WORKFLOW_START',
    },
    {
      action_id: '2',
      name: 'C',
      confirm_date: '2030-01-03 03:04:05.0',
      comment: 'fine',
      step_code: 'WORKFLOW_COMPLETE',
    },
    { name: 'nobody' },
  ],
};

describe('a document', () => {
  it('of v3: an empty link is absent, and so is what it does not say', () => {
    expect(readDocument(V3)).toStrictEqual({
      id: '901',
      name: 'Offer',
      status: 'playing',
      vendorStatus: 'Playing',
      signers: [],
      fields: { Text_1: 'x' },
      playUrl: 'https://docs.esignon.net/x?token=P',
      raw: V3,
    });
  });

  it('of v2', () => {
    expect(readDocument(V2)).toStrictEqual({
      id: '901',
      status: 'complete',
      vendorStatus: 'Complete',
      createdAt: new Date('2030-01-01T18:04:05Z'),
      completedAt: new Date('2030-01-02T18:04:05Z'),
      expiresAt: new Date('2030-02-01T18:04:05Z'),
      signers: [
        { step: 1, name: 'B', email: 'b@example.com', phone: '01000000000', isTurn: true },
        { step: 2, name: 'C', isTurn: false },
      ],
      fields: { Text_1: '1,200' },
      downloadUrl: 'https://docs.esignon.net/f',
      certificateUrl: 'https://docs.esignon.net/c',
      history: [
        {
          event: 'WORKFLOW_START',
          step: 0,
          name: 'A',
          email: 'a@example.com',
          at: new Date('2030-01-01T18:04:05Z'),
        },
        {
          event: 'WORKFLOW_COMPLETE',
          step: 2,
          name: 'C',
          at: new Date('2030-01-02T18:04:05Z'),
          comment: 'fine',
        },
      ],
      raw: V2,
    });
  });

  it.each([
    ['status', { workflow_id: 1, status: 'Canceled' }, 'canceled'],
    ['workflow_status', { workflow_id: 1, workflow_status: 'Canceled' }, 'canceled'],
    [
      'an empty one beside the other',
      { workflow_id: 1, status: '', workflow_status: 'Disposal' },
      'disposed',
    ],
    ['a word that nobody knows', { wfuid: '1', status: 'Archived' }, 'unknown'],
  ])('whose status is in %s', (_, body, status) => {
    expect(readDocument(body)).toMatchObject({ id: '1', status });
  });

  it('keeps the word that nobody knows', () => {
    expect(readDocument({ workflow_id: 1, status: 'Archived' })?.vendorStatus).toBe('Archived');
  });

  it.each([{ status: 'Playing' }, { workflow_id: 1 }, {}])('%p is none', (body) => {
    expect(readDocument(body)).toBeUndefined();
  });

  it.each(['name', 'field_name', 'field_owner'])('whose fields are named by %s', (key) => {
    const fields = [{ [key]: '__proto__', value: 1200 }, { [key]: 'empty' }, { value: 'nameless' }];
    const read = readDocument({ workflow_id: 1, status: 'Playing', field_list: fields })?.fields ?? {};
    expect(Object.entries(read)).toEqual([
      ['__proto__', '1200'],
      ['empty', ''],
    ]);
  });

  it('whose signers are under the names of a start', () => {
    const body = {
      workflow_id: 1,
      status: 'Playing',
      recipient_list: [{ order: 1, name: 'B', email: 'b', mobile: '010' }],
    };
    expect(readDocument(body)?.signers).toEqual([{ step: 1, name: 'B', email: 'b', phone: '010' }]);
  });
});

describe('a row', () => {
  it('of worklists/new', () => {
    const row = {
      wfuid: '901',
      wfname: 'Offer',
      wftype: 'NORMAL',
      status: 'Playing',
      step: 'Progress',
      nickname: 'A',
      email: 'a@example.com',
      startdate: '2030-01-02 03:04:05.0',
      totalprocesscount: '2',
      currentprocesscount: '0',
      currentactionid: '1',
      confirmdate: '',
    };
    expect(readItem(row)).toStrictEqual({
      id: '901',
      name: 'Offer',
      status: 'playing',
      vendorStatus: 'Playing',
      startedAt: new Date('2030-01-01T18:04:05Z'),
      author: { name: 'A', email: 'a@example.com' },
      steps: { total: 2, done: 0 },
      raw: row,
    });
  });

  it('of worklists/new, with numbers', () => {
    expect(
      readItem({
        wfuid: 901,
        status: 'Complete',
        totalprocesscount: 2,
        currentprocesscount: 2,
        confirmdate: '2030-01-02 03:04:05.0',
      }),
    ).toMatchObject({
      id: '901',
      status: 'complete',
      steps: { total: 2, done: 2 },
      completedAt: new Date('2030-01-01T18:04:05Z'),
    });
  });

  it('of a search by period', () => {
    const row = {
      wfuid: '901',
      wf_title: 'Offer',
      wf_status: 'Playing',
      doc_uid: '7',
      start_date: '2030-01-02 03:04:05.0',
      end_date: '',
      wf_manager_name: 'A',
      wf_manager_email: 'a@example.com',
      total_process_count: '2',
      current_process_no: '1',
      field_name: 'Text_1',
      field_value: 'x',
    };
    expect(readItem(row)).toStrictEqual({
      id: '901',
      name: 'Offer',
      status: 'playing',
      vendorStatus: 'Playing',
      value: 'x',
      startedAt: new Date('2030-01-01T18:04:05Z'),
      author: { name: 'A', email: 'a@example.com' },
      steps: { total: 2 },
      raw: row,
    });
  });

  it('of a search by value', () => {
    const row = { workflow_id: 901, status: 'Playing' };
    expect(readItem(row)).toStrictEqual({ id: '901', status: 'playing', vendorStatus: 'Playing', raw: row });
  });

  it('without a status is unknown, and without an ID left out', () => {
    expect(readItem({ wfuid: 1 })).toStrictEqual({ id: '1', status: 'unknown', raw: { wfuid: 1 } });
    expect(readItems({ wf_list: [{ wfuid: 1 }, { status: 'Playing' }, null] })).toHaveLength(1);
  });
});

describe('a page', () => {
  it('has its total as a number', () => {
    expect(readDocumentPage({ total: '1', workflow_list: [] })).toStrictEqual({ total: 1, items: [] });
    expect(readDocumentPage({ total: 1, workflow_list: [] })).toStrictEqual({ total: 1, items: [] });
    expect(readDocumentPage({ workflow_list: [] })).toStrictEqual({ items: [] });
  });

  it('without a list is none', () => {
    expect(readDocumentPage({ total: '1' })).toBeUndefined();
  });
});

describe('a start', () => {
  it.each([
    ['v3', { workflow_id: 901, workflow_name: 'Offer', token: 'T' }, { startToken: 'T' }],
    [
      'v3, embedded',
      { workflow_id: 901, workflow_name: 'Offer', token: 'T', sign_url: 'https://s' },
      { startToken: 'T', signUrl: 'https://s' },
    ],
    [
      'startsimple',
      { comp_id: 'acme', workflow_id: '901', workflow_name: 'Offer', token: 'T', lang: 'ko-KR' },
      { startToken: 'T' },
    ],
    [
      'startsimple, embedded',
      { workflow_id: '901', workflow_name: 'Offer', token: '', play_url: 'https://p' },
      { signUrl: 'https://p' },
    ],
  ])('by %s', (_, body, more) => {
    expect(readStarted(body, 'mine')).toStrictEqual({ id: '901', name: 'Offer', ...more });
  });

  it('without a name has that of the request, and without an ID is none', () => {
    expect(readStarted({ workflow_id: 1 }, 'mine')).toStrictEqual({ id: '1', name: 'mine' });
    expect(readStarted({ workflow_name: 'Offer', token: 'T' }, 'mine')).toBeUndefined();
  });
});

describe('files', () => {
  it.each([
    [
      { doc_url: 'https://d', cert_url: 'https://c', workflow_name: 'Offer' },
      { documentUrl: 'https://d', certificateUrl: 'https://c', name: 'Offer' },
    ],
    [
      { result_url: 'https://d', wfname: 'Offer' },
      { documentUrl: 'https://d', name: 'Offer' },
    ],
    [{ cert_url: 'https://c' }, undefined],
  ])('%p', (body, expected) => {
    expect(readFiles(body)).toStrictEqual(expected);
  });
});

describe('a template', () => {
  const row = {
    file_id: '7',
    file_type: 'templete',
    file_name: 'Form',
    dir_type: 'my',
    create_memb_email: 'a@example.com',
    create_memb_name: 'A',
    create_date: '..',
    last_modify_date: '2030-01-02 03:04:05.0',
    file_workflow_count: '2',
    file_workflow_type: 'WEBTYPE',
    file_workflow_library_id: '70',
  };
  const doc = {
    doc_id: '7',
    doc_name: 'Form',
    doc_type: 'WEBTYPE',
    creator: 'A',
    workflow_library_id: '70',
    dir_type: 'my',
    file_workflow_count: '2',
    create_date: '2030-01-02 03:04:05.0',
    field_list: [
      { action_id: '1', field_owner: 'Text_1', email: '' },
      { field_owner: 'Text_2' },
      { action_id: '1' },
    ],
  };

  it('in a list', () => {
    expect(readTemplates({ file_list: [row, {}, null] })).toStrictEqual([
      {
        id: '7',
        name: 'Form',
        steps: 2,
        type: 'WEBTYPE',
        folder: 'my',
        createdBy: 'a@example.com',
        modifiedAt: new Date('2030-01-01T18:04:05Z'),
        raw: row,
      },
    ]);
    expect(readTemplates({})).toBeUndefined();
  });

  it('by itself, with its fields', () => {
    expect(readTemplate(doc)).toStrictEqual({
      id: '7',
      name: 'Form',
      steps: 2,
      type: 'WEBTYPE',
      folder: 'my',
      createdBy: 'A',
      createdAt: new Date('2030-01-01T18:04:05Z'),
      fields: [{ name: 'Text_1', step: 1 }, { name: 'Text_2' }],
      raw: doc,
    });
  });

  it('without an ID, or without a list of fields, is none', () => {
    expect(readTemplate({ field_list: [] })).toBeUndefined();
    expect(readTemplate({ doc_id: '7' })).toBeUndefined();
  });
});

describe('a company', () => {
  it('has numbers as numbers', () => {
    const body = {
      name: 'Acme',
      contract_company_name: 'Acme Inc.',
      country_code: 'KR',
      workflow_capacity: '100',
      workflow_usage: 3,
      grade_code: 'ST',
      allow_list: ['10.0.0.1', 7],
      create_email: 'a@example.com',
      create_date: '2030-01-02 03:04:05.0',
      expiry_date: '',
    };
    expect(readCompany(body)).toStrictEqual({
      name: 'Acme',
      contractName: 'Acme Inc.',
      countryCode: 'KR',
      capacity: 100,
      usage: 3,
      grade: 'ST',
      allowList: ['10.0.0.1'],
      createdBy: 'a@example.com',
      createdAt: new Date('2030-01-01T18:04:05Z'),
      raw: body,
    });
  });

  it('without a name is none', () => {
    expect(readCompany({ grade_code: 'ST' })).toBeUndefined();
  });
});
