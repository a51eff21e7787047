import { describe, expect, it } from '@jest/globals';

import { startProblems } from '../../lib/client/start-limits.js';
import { mergeStart } from '../../lib/client/start-request.js';
import type { EsignonStartOptions, EsignonStartRequest } from '../../lib/client/start-types.js';
import type { EsignonTemplate } from '../../lib/client/template-types.js';

const NOW = Date.UTC(2030, 0, 1);
const SIGNER = { name: 'B', contact: 'b@example.com' };
const REQUEST: EsignonStartRequest = { name: 'Offer', templateId: '7', signers: [SIGNER] };

const problemsOf = (request: object = {}, options: EsignonStartOptions = {}): unknown[] =>
  startProblems(mergeStart({ ...REQUEST, ...request }, options), NOW).filter(
    (problem) => problem !== undefined,
  );

const jpeg = (bytes: number) => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(bytes - 3)]);
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MB = 1024 * 1024;

describe('a start that eSignon takes has no problem', () => {
  it.each([
    ['the least', {}],
    ['a name of 128 characters', { name: '가'.repeat(128) }],
    ['a full stop in the name', { name: 'v1.2' }],
    ['a comment of 250 characters', { comment: 'x'.repeat(250) }],
    ['a password of 4 characters', { signers: [{ ...SIGNER, password: '1234' }] }],
    ['a password of 15 characters', { signers: [{ ...SIGNER, password: 'a'.repeat(15) }] }],
    ['a hint of 50 characters', { signers: [{ ...SIGNER, passwordHint: 'x'.repeat(50) }] }],
    ['a deadline ahead', { expiresAt: new Date(NOW + 1) }],
    ['a JPEG of 1 MB', { fields: { p: jpeg(MB) } }],
    ['a JPEG of 1 MB in Base64', { fields: { p: jpeg(MB - 1).toString('base64') } }],
    ['a PNG', { fields: { p: new Uint8Array(png) } }],
    ['a long text', { fields: { t: 'x'.repeat(3 * MB) } }],
    ['the reference among the fields', { fields: { o: '42' }, reference: { field: 'o', value: '42' } }],
    ['a long text with a picture in it', { fields: { t: `x/9j/${'A'.repeat(2 * MB)}` } }],
    ['booleans', { fields: { yes: true, no: false } }],
    ['a date', { fields: { d: new Date(NOW) } }],
    ['a phone', { signers: [{ ...SIGNER, phone: '01012345678' }] }],
    ['a callback', { callback: { url: 'https://us.example/hook', authorization: 'x' } }],
  ])('with %s', (_, request) => {
    expect(problemsOf(request)).toEqual([]);
  });
});

describe('a start that eSignon would refuse', () => {
  it.each([
    ['no name', { name: ' ' }, 'name must be a text that is not empty'],
    ['a name that is no text', { name: 7 }, 'name must be a text that is not empty'],
    ['a name in a list', { name: ['a/b'] }, 'name must be a text that is not empty'],
    ['a name of 129 characters', { name: 'x'.repeat(129) }, 'name has more than 128 characters'],
    ...Array.from('\'"\\/:|<>*?').map((c): [string, object, string] => [
      `${c} in the name`,
      { name: `a${c}b` },
      'name has one of the characters \' " \\ / : | < > * ?',
    ]),
    ['no template', { templateId: '' }, 'templateId must be a text that is not empty'],
    ['no signers', { signers: [] }, 'signers must have one for each step'],
    ['signers that are no list', { signers: undefined }, 'signers must have one for each step'],
    [
      'a nameless signer',
      { signers: [{ ...SIGNER, name: '' }] },
      'signers[0].name must be a text that is not empty',
    ],
    [
      'a signer without a contact',
      { signers: [SIGNER, { name: 'C' }] },
      'signers[1].contact must be a text that is not empty',
    ],
    ...['123', 'x'.repeat(16), '1234가', "1234'", '1234"', '1234\\'].map(
      (password): [string, object, string] => [
        `the password ${password}`,
        { signers: [{ ...SIGNER, password }] },
        'signers[0].password must have 4 to 15 characters, and neither Hangul nor one of \' " \\',
      ],
    ),
    [
      'a hint of 51 characters',
      { signers: [{ ...SIGNER, passwordHint: 'x'.repeat(51) }] },
      'signers[0].passwordHint has more than 50 characters',
    ],
    ['a comment of 251 characters', { comment: 'x'.repeat(251) }, 'comment has more than 250 characters'],
    ['a comment that is no text', { comment: 7 }, 'comment must be a text'],
    ['a deadline now', { expiresAt: new Date(NOW) }, 'expiresAt is in the past'],
    ['a deadline that is no date', { expiresAt: new Date(NaN) }, 'expiresAt must be a valid Date'],
    [
      'a picture of more than 1 MB',
      { fields: { p: jpeg(MB + 1) } },
      'fields.p is a picture of more than 1 MB',
    ],
    [
      'one in Base64',
      { fields: { p: jpeg(MB + 3).toString('base64') } },
      'fields.p is a picture of more than 1 MB',
    ],
    [
      'bytes of something else',
      { fields: { p: Buffer.from('%PDF-1.7') } },
      'fields.p must be a JPEG or PNG picture',
    ],
    [
      'bytes with a picture in them',
      { fields: { p: Buffer.concat([Buffer.alloc(3), jpeg(9)]) } },
      'fields.p must be a JPEG or PNG picture',
    ],
    [
      'nothing in a field',
      { fields: { n: null } },
      'fields.n must be a text, a boolean, a Date or the bytes of a picture',
    ],
    [
      'a hint that is no text',
      { signers: [{ ...SIGNER, passwordHint: 7 }] },
      'signers[0].passwordHint must be a text',
    ],
    ['a callback to nowhere', { callback: { authorization: 'x' } }, 'callback.url must be an absolute URL'],
    [
      'a callback to a URL that is no text',
      { callback: { url: new URL('https://us.example/hook'), authorization: 'x' } },
      'callback.url must be an absolute URL',
    ],
    ['a date beyond the year 9999', { fields: { d: new Date(8.64e15) } }, 'fields.d must be a valid Date'],
    ['a deadline beyond it', { expiresAt: new Date('+010000-01-01') }, 'expiresAt must be a valid Date'],
    [
      'a password that is no text',
      { signers: [{ ...SIGNER, password: 12345 }] },
      'signers[0].password must have 4 to 15 characters, and neither Hangul nor one of \' " \\',
    ],
    [
      'a phone that is no text',
      { signers: [{ ...SIGNER, phone: 1012345678 }] },
      'signers[0].phone must be a text',
    ],
    [
      'a callback without its secret',
      { callback: { url: 'https://us.example/hook' } },
      'callback.authorization must be a text that is not empty',
    ],
    ['a date that is none', { fields: { d: new Date(NaN) } }, 'fields.d must be a valid Date'],
    [
      'a number',
      { fields: { n: 7 } },
      'fields.n must be a text, a boolean, a Date or the bytes of a picture',
    ],
    [
      'a reference to no field',
      { reference: { field: '', value: '1' } },
      'reference.field must be a text that is not empty',
    ],
    [
      'an empty reference',
      { reference: { field: 'o', value: '' } },
      'reference.value must be a text that is not empty',
    ],
    [
      'a reference that the fields contradict',
      { fields: { o: '1' }, reference: { field: 'o', value: '2' } },
      'fields.o has another value than the reference',
    ],
    [
      'a callback to a path',
      { callback: { url: '/hook', authorization: 'x' } },
      'callback.url must be an absolute URL',
    ],
  ])('for %s says so', (_, request, problem) => {
    expect(problemsOf(request)).toEqual([problem]);
  });

  it('has every problem named', () => {
    const signers = [{ name: '', contact: '' }];
    expect(problemsOf({ name: '', templateId: '', signers, comment: 'x'.repeat(251) })).toEqual([
      'name must be a text that is not empty',
      'templateId must be a text that is not empty',
      'signers[0].name must be a text that is not empty',
      'signers[0].contact must be a text that is not empty',
      'comment has more than 250 characters',
    ]);
  });
});

describe('with its template', () => {
  const template: EsignonTemplate = {
    id: '7',
    steps: 1,
    fields: [{ name: 'price' }, { name: 'order' }],
    raw: {},
  };
  const reference = { field: 'order', value: '42' };

  it('a start that fits has no problem', () => {
    expect(problemsOf({ fields: { price: '1' } }, { template, reference })).toEqual([]);
    expect(problemsOf({ signers: [SIGNER, SIGNER] }, { template: { id: '7', fields: [], raw: {} } })).toEqual(
      [],
    );
  });

  it.each([
    ['another template', { templateId: '8' }, 'templateId is not the ID of the template, 7'],
    ['a signer too many', { signers: [SIGNER, SIGNER] }, 'the template has 1 steps, but there are 2 signers'],
    ['a field that it has not', { fields: { Price: '1' } }, 'the template has no field Price'],
    [
      'a reference that it has not',
      { reference: { field: 'id', value: '1' } },
      'the template has no field id',
    ],
  ])('a start with %s is told', (_, request, problem) => {
    expect(problemsOf(request, { template })).toEqual([problem]);
  });

  it('a start without signers has one problem', () => {
    expect(problemsOf({ signers: null }, { template })).toEqual(['signers must have one for each step']);
  });
});
