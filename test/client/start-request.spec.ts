import { describe, expect, it } from '@jest/globals';

import { mergeStart, startCall } from '../../lib/client/start-request.js';
import type {
  EsignonExportApiInfo,
  EsignonStartOptions,
  EsignonStartRequest,
} from '../../lib/client/start-types.js';

const ACCOUNT = { companyId: 'acme', memberEmail: 'a@example.com' };
const REQUEST: EsignonStartRequest = {
  name: 'Offer',
  templateId: '7',
  signers: [{ name: 'B', contact: 'b@example.com' }],
};
const CALLBACK: EsignonExportApiInfo = { url: 'https://us.example/hook', authorization: 'a-secret' };

const callOf = (request: Partial<EsignonStartRequest> = {}, options: EsignonStartOptions = {}) =>
  startCall(mergeStart({ ...REQUEST, ...request }, options), ACCOUNT);

describe('a start', () => {
  it('goes by v3', () => {
    const { endpoint, body } = callOf();
    expect(endpoint.path).toBe('/api/v3/workflows/start');
    expect(body).toStrictEqual({
      language: 'ko',
      workflow_name: 'Offer',
      template_id: 7,
      recipient_list: [{ order: 1, email: 'b@example.com', name: 'B' }],
      field_list: [],
    });
  });

  it.each([
    ['7', 7],
    ['123456789012345', 123_456_789_012_345],
    ['1234567890123456', '1234567890123456'],
    ['T7', 'T7'],
    ['7T', '7T'],
  ])('of the template %p has %p in v3', (templateId, sent) => {
    expect(callOf({ templateId }).body).toMatchObject({ template_id: sent });
  });

  it('by v3 has no secret but that of its callback', () => {
    expect(callOf().secrets).toEqual([]);
    expect(callOf({ callback: CALLBACK }).secrets).toEqual(['a-secret']);
  });

  it('has the value of the reference in place of that of the field', () => {
    const { body } = callOf({ fields: { order: '42' }, reference: { field: 'order', value: '42' } });
    expect(body).toMatchObject({ field_list: [{ name: 'order', value: '42' }] });
  });

  it('has everything that v3 has a name for', () => {
    const { body } = callOf({
      templateId: 'T-7',
      signers: [
        { name: 'B', contact: '010-0000-0000', phone: '01000000000' },
        { name: 'C', contact: 'c@example.com' },
      ],
      fields: {
        text: 'x',
        yes: true,
        no: false,
        day: new Date('2030-01-01T15:00:00Z'),
        picture: Buffer.from([0xff, 0xd8, 0xff]),
      },
      expiresAt: new Date('2030-01-01T15:00:00Z'),
      callback: CALLBACK,
      reference: { field: 'order', value: '42' },
    });
    expect(body).toStrictEqual({
      language: 'ko',
      workflow_name: 'Offer',
      template_id: 'T-7',
      recipient_list: [
        { order: 1, email: '010-0000-0000', name: 'B', mobile: '01000000000' },
        { order: 2, email: 'c@example.com', name: 'C' },
      ],
      field_list: [
        { name: 'text', value: 'x' },
        { name: 'yes', value: 'Y' },
        { name: 'no', value: 'N' },
        { name: 'day', value: '2030-01-02' },
        { name: 'picture', value: '/9j/' },
        { name: 'order', value: '42' },
      ],
      expiry_date: '2030-01-02 00:00:00',
      export_api_info: CALLBACK,
    });
  });

  it.each([
    ['a comment', { comment: 'please' }],
    ['a password', { signers: [{ name: 'B', contact: 'b@example.com', password: '1234' }] }],
    ['a hint', { signers: [{ name: 'B', contact: 'b@example.com', passwordHint: 'the usual' }] }],
    [
      'a password of one signer',
      { signers: [...REQUEST.signers, { name: 'C', contact: 'c@example.com', password: '1234' }] },
    ],
  ])('with %s goes by startsimple, which alone has a name for it', (_, more) => {
    const { endpoint, body } = callOf(more);
    expect(endpoint).toMatchObject({ path: '/api/:companyId/startsimple', requestCode: '5005Q' });
    expect(body).toMatchObject({ doc_id: '7' });
  });

  it('by startsimple has everything', () => {
    const signer = {
      name: 'B',
      contact: '01000000000',
      phone: '01000000000',
      password: 'secret-1',
      passwordHint: 'h',
    };
    const { body, secrets } = callOf({
      signers: [signer],
      comment: 'please',
      fields: { text: 'x' },
      expiresAt: new Date('2030-01-01T15:00:00Z'),
      callback: { ...CALLBACK, is_embed: true },
    });
    expect(body).toStrictEqual({
      comp_id: 'acme',
      biz_id: '0',
      memb_email: 'a@example.com',
      language: 'ko-KR',
      workflow_name: 'Offer',
      doc_id: '7',
      comment: 'please',
      expireddate: '2030-01-02',
      player_list: [
        {
          field_owner: '1',
          email: '01000000000',
          name: 'B',
          mobile_number: '01000000000',
          password: 'secret-1',
          password_hint: 'h',
        },
      ],
      field_list: [{ field_name: 'text', field_value: 'x' }],
      // The old word for is_embed.
      export_api_info: { ...CALLBACK, is_embed: true, request_code: 'embed' },
    });
    expect(secrets).toEqual(['a-secret', 'secret-1']);
  });

  it('by startsimple leaves a request code of the caller alone, and adds none without embed', () => {
    const embed = { ...CALLBACK, is_embed: true, request_code: 'mine' };
    expect(callOf({ comment: 'c', callback: embed }).body).toMatchObject({ export_api_info: embed });
    expect(callOf({ comment: 'c', callback: CALLBACK }).body).toMatchObject({ export_api_info: CALLBACK });
    expect(callOf({ comment: 'c', callback: CALLBACK }).body).not.toHaveProperty(
      'export_api_info.request_code',
    );
  });
});

describe('callback and reference', () => {
  const reference = { field: 'order', value: '42' };
  const other = { field: 'order', value: '43' };

  it('may be in the request or beside it', () => {
    const inside = mergeStart({ ...REQUEST, callback: CALLBACK, reference }, {});
    const beside = mergeStart(REQUEST, { callback: CALLBACK, reference });
    expect(inside).toMatchObject({ callback: CALLBACK, reference });
    expect(beside).toMatchObject({ callback: CALLBACK, reference });
  });

  it('beside the request take precedence', () => {
    const both = mergeStart(
      { ...REQUEST, callback: CALLBACK, reference },
      { callback: { ...CALLBACK, url: 'https://other.example' }, reference: other },
    );
    expect(both).toMatchObject({ callback: { url: 'https://other.example' }, reference: other });
  });
});
