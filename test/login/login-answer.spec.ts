import { describe, expect, it } from '@jest/globals';

import { EsignonAuthError } from '../../lib/common/errors.js';
import { type LoginAnswer, readLoginAnswer } from '../../lib/login/login-answer.js';
import { envelope } from '../support/vendor.js';

const NOW = Date.UTC(2026, 0, 15, 3);
const PASSWORD = 's3cret-pass';

interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, unknown>;
}

function read(body: unknown, { status = 200, headers = {} }: Answer = {}): LoginAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const raw = { status, text, header: (name: string) => headers[name] };
  return readLoginAnswer(raw, [PASSWORD], NOW);
}

function failure(body: unknown, answer?: Answer): EsignonAuthError {
  try {
    read(body, answer);
  } catch (error) {
    if (error instanceof EsignonAuthError) return error;
    throw error;
  }
  throw new Error('The answer was read');
}

const success = (body: Record<string, unknown> = {}): object =>
  envelope('00', { access_token: 'tok', expire_date: '2026-12-24', device_id: 'd', ...body });

describe('L2: success', () => {
  it('is a 2xx envelope with result code 00 and a token', () => {
    expect(read(success())).toEqual({ accessToken: 'tok', expireDate: '2026-12-24', deviceId: 'd' });
  });

  it.each([201, 202, 206, 299])('may have status %i', (status) => {
    expect(read(success(), { status }).accessToken).toBe('tok');
  });

  it.each(['x-tok-x', 'esignon tok', Buffer.from('tokens').toString('base64') + 'tok'])(
    'keeps no device ID that echoes the token (%s)',
    (device_id) => expect(read(success({ device_id })).deviceId).toBeUndefined(),
  );

  it('keeps a device ID that is a part of the token', () => {
    expect(read(success({ access_token: 'acme-device-4711-x', device_id: 'device-4711' })).deviceId).toBe(
      'device-4711',
    );
  });

  it.each([undefined, null, 7, {}, 'd'.repeat(257), 'd\n', 'd\u2028'])(
    'needs no usable device ID (%j)',
    (device_id) => {
      expect(read(success({ device_id })).deviceId).toBeUndefined();
    },
  );

  it('takes a token of every printable character, and of 8192', () => {
    const every = String.fromCharCode(...Array.from({ length: 94 }, (_, i) => 0x21 + i));
    expect(read(success({ access_token: every })).accessToken).toBe(every);
    const long = 'x'.repeat(8192);
    expect(read(success({ access_token: long })).accessToken).toBe(long);
  });
});

describe('L2: the result code of a failure', () => {
  it.each([
    ['10', 'ESIGNON_INVALID_CREDENTIALS', false],
    ['12', 'ESIGNON_MALFORMED_REQUEST', false],
    ['95', 'ESIGNON_COMPANY_NOT_ALLOWED', false],
    ['99', 'ESIGNON_SERVER_EXCEPTION', true],
    ['94', 'ESIGNON_LOGIN_FAILED', false],
    ['0', 'ESIGNON_LOGIN_FAILED', false],
    ['000', 'ESIGNON_LOGIN_FAILED', false],
    ['0 0', 'ESIGNON_LOGIN_FAILED', false],
    ['00 00', 'ESIGNON_LOGIN_FAILED', false],
    ['__proto__', 'ESIGNON_LOGIN_FAILED', false],
    ['constructor', 'ESIGNON_LOGIN_FAILED', false],
    ['x'.repeat(32), 'ESIGNON_LOGIN_FAILED', false],
  ])('%s is %s, retryable: %s', (resultCode, code, retryable) => {
    const error = failure(envelope(resultCode, { access_token: 'tok' }, '실패'));
    expect(error).toMatchObject({ code, retryable, resultCode, resultMessage: '실패' });
    expect(error.name).toBe('EsignonLoginRejectedError');
    expect(error.message).toContain(`(result code ${resultCode}: "실패")`);
  });

  it.each(['10', '95', '99'])('keeps its meaning where the password is %s too', (resultCode) => {
    const raw = { status: 200, text: JSON.stringify(envelope(resultCode)), header: () => undefined };
    const { code } = failure(envelope(resultCode));
    expect(() => readLoginAnswer(raw, [resultCode], NOW)).toThrow(expect.objectContaining({ code }));
  });

  it('needs no message', () => {
    const error = failure({ header: { result_code: '10' } });
    expect(error.message).toContain('(result code 10)');
    expect(error).not.toHaveProperty('resultMessage');
  });
});

describe('L2: an invalid response', () => {
  it.each([
    ['nothing', ''],
    ['HTML', '<html></html>'],
    ['broken JSON', '{"header":'],
    ['JSON with a tail', `${JSON.stringify(success())}x`],
    ['null', 'null'],
    ['a number', '7'],
    ['a string', '"00"'],
    ['a list', `[${JSON.stringify(success())}]`],
    ['no header', { body: { access_token: 'tok' } }],
    ['a header that is null', { header: null, body: { access_token: 'tok' } }],
    ['a header that is a list', { header: ['00'], body: { access_token: 'tok' } }],
    ['a header that is text', { header: '00', body: { access_token: 'tok' } }],
    [
      'a header on the prototype',
      '{"__proto__":{"header":{"result_code":"00"}},"body":{"access_token":"tok"}}',
    ],
    [
      'a result code on the prototype',
      '{"header":{"__proto__":{"result_code":"00"}},"body":{"access_token":"t"}}',
    ],
    ['no result code', { header: {}, body: { access_token: 'tok' } }],
    ['a result code that is a number', { header: { result_code: 0 }, body: { access_token: 'tok' } }],
    ['a result code that is true', { header: { result_code: true }, body: { access_token: 'tok' } }],
    ['a result code in a list', { header: { result_code: ['00'] }, body: { access_token: 'tok' } }],
    ['an empty result code', envelope('')],
    ['a result code of 33 characters', envelope('x'.repeat(33))],
    ['a result code with a line end', envelope('00\n')],
    ['a result code in full-width digits', envelope('００', { access_token: 'tok' })],
    ['success without a body', { header: { result_code: '00' } }],
    ['success with a body that is null', envelope('00', null)],
    ['success with a body that is a list', envelope('00', ['tok'])],
    [
      'success with a token on the prototype',
      '{"header":{"result_code":"00"},"body":{"__proto__":{"access_token":"t"}}}',
    ],
    ['JSON nested beyond any stack', '['.repeat(500_000)],
  ])('%s is ESIGNON_INVALID_RESPONSE', (_, body) => {
    expect(failure(body)).toMatchObject({ code: 'ESIGNON_INVALID_RESPONSE', retryable: false });
  });

  it.each([
    ['missing', undefined],
    ['null', null],
    ['a number', 7],
    ['an object', { toString: 'tok' }],
    ['a list', ['tok']],
    ['empty', ''],
    ['a space', ' '],
    ['two words', 'a b'],
    ['ended by a line feed', 'tok\n'],
    ['a header of its own', 'tok\r\nX-Injected: 1'],
    ['a NUL', 'a\0b'],
    ['a DEL', 'a\x7fb'],
    ['Latin-1', 'tök'],
    ['Hangul', '토큰'],
    ['longer than 8192', 'x'.repeat(8193)],
  ])('success with a token that is %s is ESIGNON_INVALID_RESPONSE', (_, access_token) => {
    expect(failure(success({ access_token })).code).toBe('ESIGNON_INVALID_RESPONSE');
  });

  it('does not become valid by properties that other code has put on Object.prototype', () => {
    const everyObject = Object.prototype as Record<string, unknown>;
    Object.assign(everyObject, { result_code: '00', access_token: 'tok' });
    try {
      expect(failure('{"header":{},"body":{}}').code).toBe('ESIGNON_INVALID_RESPONSE');
      expect(failure(envelope('00', {})).code).toBe('ESIGNON_INVALID_RESPONSE');
    } finally {
      delete everyObject['result_code'];
      delete everyObject['access_token'];
    }
  });

  it('uses the last of duplicate keys, as JSON does', () => {
    const text = '{"header":{"result_code":"00","result_code":"10"},"body":{"access_token":"tok"}}';
    expect(failure(text).code).toBe('ESIGNON_INVALID_CREDENTIALS');
  });
});

describe('L2: an HTTP status other than 2xx', () => {
  it.each([
    [300, false],
    [304, false],
    [307, false],
    [400, false],
    [401, false],
    [403, false],
    [404, false],
    [408, true],
    [425, false],
    [429, true],
    [500, true],
    [502, true],
    [503, true],
    [504, true],
    [599, true],
    [600, false],
    [999, false],
  ])('%i is ESIGNON_HTTP_STATUS, retryable: %s, whatever its body says', (status, retryable) => {
    for (const body of ['', '<html>', success()]) {
      const error = failure(body, { status });
      expect(error).toMatchObject({ code: 'ESIGNON_HTTP_STATUS', status, retryable });
      expect(error.message).toContain(`HTTP status ${status}`);
    }
  });

  it('keeps the result code and message of an envelope', () => {
    expect(failure(envelope('99', {}, `echo ${PASSWORD}`), { status: 500 })).toMatchObject({
      resultCode: '99',
      resultMessage: 'echo ***',
      retryable: true,
    });
  });

  it.each(['10', '12', '95'])(
    'is final where result code %s says so: a repeat could lock the account',
    (code) => {
      expect(failure(envelope(code), { status: 500 })).toMatchObject({
        code: 'ESIGNON_HTTP_STATUS',
        resultCode: code,
        retryable: false,
      });
    },
  );
});

describe('X1: the message of a response', () => {
  it('contains neither the password nor the token of the response', () => {
    const said = `no token tok-123 for ${PASSWORD}`;
    for (const status of [200, 400]) {
      const error = failure(envelope('95', { access_token: 'tok-123' }, said), { status });
      expect(error.resultMessage).toBe('no token *** for ***');
      expect(error.message).not.toContain('tok-123');
    }
  });
});

describe('L2: a refusal that claims a token', () => {
  it.each([
    ['too long for one', 'x'.repeat(60_000)],
    ['of characters that none has', '인증토큰'.repeat(2_000)],
    ['that is no text', { deep: ['x'] }],
    ['that is a mask', '***'],
  ])('is reported as the failure that it is, although it claims %s', (_, access_token) => {
    const refused = envelope('10', { access_token }, 'no: ' + JSON.stringify(access_token));
    expect(failure(refused)).toMatchObject({ code: 'ESIGNON_INVALID_CREDENTIALS', retryable: false });
  });

  it('does not repeat a value that could be a token', () => {
    const refused = envelope('10', { access_token: 'a-token' }, 'wrong, but a-token was issued');
    expect(failure(refused).message).toContain('wrong, but *** was issued');
  });
});
