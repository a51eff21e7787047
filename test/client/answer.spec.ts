import { describe, expect, it } from '@jest/globals';

import { readAnswer } from '../../lib/client/answer.js';

const envelope = (resultCode: unknown, body: unknown = {}, resultMessage: unknown = '') => ({
  header: { response_code: 'A', result_code: resultCode, result_msg: resultMessage, session_id: '' },
  body,
});
/** A body whose envelope says that the call succeeded. */
const confirmed = (body: object) => ({ kind: 'body', body, resultCode: '00' });
const unreadable = { kind: 'unreadable' };

describe('an answer', () => {
  it.each([
    ['an envelope', 200, envelope('00', { a: 1 }), confirmed({ a: 1 })],
    ['an envelope in text', 200, JSON.stringify(envelope('00', { a: 1 })), confirmed({ a: 1 })],
    ['an envelope with a number', 200, envelope(0, { a: 1 }), confirmed({ a: 1 })],
    [
      'an envelope without a result code',
      200,
      { header: {}, body: { a: 1 } },
      { kind: 'body', body: { a: 1 } },
    ],
    ['an envelope without a body', 200, { header: { result_code: '00' } }, confirmed({})],
    ['an envelope with a list', 200, envelope('00', [1]), confirmed({})],
    ['plain JSON', 201, { a: 1 }, { kind: 'body', body: { a: 1 } }],
    [
      'an envelope that refuses',
      200,
      envelope('12', {}, 'expired'),
      { kind: 'refused', resultCode: '12', resultMessage: 'expired' },
    ],
    ['one without a message', 200, envelope('-1'), { kind: 'refused', resultCode: '-1' }],
    ['one with a number', 200, envelope(9), { kind: 'refused', resultCode: '09' }],
    ['one with another status', 400, envelope('94'), { kind: 'refused', resultCode: '94' }],
    ['success with the status of a failure', 500, envelope('00', { a: 1 }), { kind: 'refused' }],
    [
      'plain JSON that refuses',
      404,
      { code: 'NOT_FOUND', message: 'no such document' },
      { kind: 'refused', resultCode: 'NOT_FOUND', resultMessage: 'no such document' },
    ],
    [
      'plain JSON in the words of an envelope',
      400,
      { result_code: '10', result_msg: 'failed' },
      { kind: 'refused', resultCode: '10', resultMessage: 'failed' },
    ],
    ['plain JSON that refuses without a word', 400, {}, { kind: 'refused' }],
    ['plain JSON before the range of success', 199, { a: 1 }, { kind: 'refused' }],
    ['plain JSON at its end', 299, { a: 1 }, { kind: 'body', body: { a: 1 } }],
    ['plain JSON after it', 300, { a: 1 }, { kind: 'refused' }],
    ['a web page', 200, '<html></html>', unreadable],
    ['nothing', 204, '', unreadable],
    ['JSON that is cut', 200, '{"workflow_id":9', unreadable],
    ['a list', 200, [1], unreadable],
    ['null', 200, null, unreadable],
    ['a number in text', 200, '7', unreadable],
  ])('that is %s', (_, status, data, expected) => {
    expect(readAnswer(status, data)).toStrictEqual(expected);
  });
});

describe('a body', () => {
  it.each([
    [{ message: 'no' }, { kind: 'refused', resultMessage: 'no' }],
    [{ code: 7 }, { kind: 'refused', resultCode: '07' }],
    [{ result_code: '10' }, { kind: 'refused', resultCode: '10' }],
    [{ workflow_name: 'x' }, undefined],
    [{ message: '' }, undefined],
    [{ code: true, message: 7 }, undefined],
  ])('%p says of a refusal: %p', (body, expected) => {
    const refusal = expected && { refusal: expected };
    expect(readAnswer(200, body)).toStrictEqual({ kind: 'body', body, ...refusal });
    expect(readAnswer(200, envelope('00', body))).toStrictEqual({ ...confirmed(body), ...refusal });
  });
});
