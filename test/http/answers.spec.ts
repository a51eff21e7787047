import { PassThrough } from 'node:stream';

import { describe, expect, it } from '@jest/globals';
import { AxiosHeaders, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { esignonBody, type EsignonApiError } from 'nestjs-esignon-auth';
import { firstValueFrom, of } from 'rxjs';

import { isRejection, isRepeatable, type RejectionPredicate, textOfBlob } from '../../lib/http/rejection.js';
import { rememberToken, tokensOf } from '../../lib/http/sent-tokens.js';

const envelope = (result_code: string, more: object = {}): object => ({
  header: { result_code, ...more },
  body: { a: 1 },
});

function answer(data: unknown, more: Partial<AxiosResponse> = {}): AxiosResponse<unknown> {
  const config: InternalAxiosRequestConfig = { headers: new AxiosHeaders() };
  return { data, status: 200, statusText: '', headers: {}, config, ...more };
}

const text = JSON.stringify(envelope('94'));
const bytes = Buffer.from(text);
const padded = (length: number): string => `${' '.repeat(length - text.length)}${text}`;
const LARGEST = 256 * 1024;

describe('S3: a response', () => {
  it.each([
    ['a status of 401', answer('', { status: 401 })],
    ['94 in text', answer(text)],
    ['94 in text with another status', answer(text, { status: 500 })],
    ['94 in a Buffer', answer(bytes)],
    ['94 in an ArrayBuffer', answer(new Uint8Array(bytes).buffer)],
    ['94 parsed', answer(envelope('94'))],
    ['94 in the largest text that is searched', answer(padded(LARGEST))],
    ['94 in the most bytes that are searched', answer(Buffer.from(padded(LARGEST)))],
  ])('rejects the token by %s', (_, response) => expect(isRejection(response)).toBe(true));

  it.each([
    ['success', answer(JSON.stringify(envelope('00')))],
    ['another status', answer('', { status: 403 })],
    ['94 in the message', answer(JSON.stringify(envelope('00', { result_msg: '94' })))],
    ['no JSON', answer('94"')],
    ['nothing', answer(undefined)],
    ['null', answer(null)],
    ['a larger text', answer(padded(LARGEST + 1))],
    ['more bytes', answer(Buffer.from(padded(LARGEST + 1)))],
    ['a stream', answer(new PassThrough())],
  ])('does not reject the token by %s', (_, response) => expect(isRejection(response)).toBe(false));

  it('is read from a blob up to the same size', async () => {
    await expect(textOfBlob(new Blob([padded(LARGEST)]))).resolves.toBe(padded(LARGEST));
    expect(textOfBlob(new Blob([padded(LARGEST + 1)]))).toBeUndefined();
  });

  it.each([
    [text.replace('94', '00'), envelope('00')],
    ['<html>', '<html>'],
    [Buffer.from('{"a":1}'), { a: 1 }],
    [new PassThrough(), undefined],
    [7, 7],
  ])('is passed to isTokenRejected, parsed if possible: %#', (data, shown) => {
    const seen: unknown[] = [];
    const predicate = (verdict: unknown): RejectionPredicate =>
      ((all) => {
        seen.push(all);
        return verdict;
      }) as RejectionPredicate;
    const response = answer(data, { status: 418, headers: { 'X-Why': 'tea' } });
    expect(isRejection(response, predicate(true))).toBe(true);
    expect(isRejection(response, predicate(false))).toBe(false);
    expect(isRejection(response, predicate('yes'))).toBe(false);
    expect(seen[0]).toEqual({ status: 418, headers: { 'x-why': 'tea' }, data: shown });
  });
});

describe('S3: a body', () => {
  it.each([
    undefined,
    null,
    'text',
    '',
    Buffer.from('x'),
    new Uint8Array(1),
    new DataView(new ArrayBuffer(1)),
    new ArrayBuffer(1),
    new URLSearchParams('a=1'),
    new Blob(['x']),
    new FormData(),
  ])('can be sent again: %#', (data) => expect(isRepeatable(data)).toBe(true));

  it.each([new PassThrough(), new ReadableStream(), { pipe: () => undefined }, {}, 7, true])(
    'cannot be sent again: %#',
    (data) => expect(isRepeatable(data)).toBe(false),
  );

  it('that is a stream cannot be sent again, even if it is a form too', () => {
    expect(isRepeatable(Object.assign(new FormData(), { pipe: () => undefined }))).toBe(false);
  });
});

describe('esignonBody()', () => {
  const body = (response: AxiosResponse): Promise<unknown> =>
    firstValueFrom(of(response).pipe(esignonBody()));
  const failure = (response: AxiosResponse): Promise<EsignonApiError> =>
    body(response).then(
      () => Promise.reject(new Error('It was read')),
      (error: unknown) => error as EsignonApiError,
    );

  it.each([
    ['parsed', envelope('00')],
    ['text', JSON.stringify(envelope('00'))],
    ['a Buffer', Buffer.from(JSON.stringify(envelope('00')))],
    ['an ArrayBuffer', new TextEncoder().encode(JSON.stringify(envelope('00'))).buffer],
  ])('reads an envelope that is %s', async (_, data) => expect(await body(answer(data))).toEqual({ a: 1 }));

  it('fails with the vendor’s code and message', async () => {
    const error = await failure(answer(envelope('20', { result_msg: '없음' })));
    expect(error).toMatchObject({ status: 200, resultCode: '20', resultMessage: '없음' });
    expect(error.message).toBe(
      'eSignon refused the call with result code 20 ("없음"). Look up the code in the documentation of this call: its meaning depends on the call.',
    );
    expect((await failure(answer(envelope('20')))).message).toContain('with result code 20. Look');
  });

  it('fails without an envelope', async () => {
    for (const data of ['<html>', {}, { header: {} }, undefined]) {
      expect((await failure(answer(data, { status: 404 }))).message).toBe(
        'eSignon responded with HTTP status 404 and without an envelope. Check the path; calls under /api/v3 return plain JSON, which esignonBody() cannot read.',
      );
    }
  });

  it('removes the token that was rejected too, which the response to the resend can name', async () => {
    const echo = answer(envelope('94', { result_msg: 'the session of secret-1 was ended' }));
    rememberToken(echo.config, 'secret-1');
    rememberToken(echo.config, 'secret-2');
    expect(await failure(echo)).toMatchObject({ resultMessage: 'the session of *** was ended' });
  });

  it('removes the token of the call from both, and any that follows its scheme', async () => {
    const echo = answer(envelope('no secret-1', { result_msg: 'secret-1, Esignon  of-another' }));
    rememberToken(echo.config, 'secret-1');
    expect(await failure(echo)).toMatchObject({
      resultCode: 'no ***',
      resultMessage: '***, esignon ***',
    });
  });
});

describe('the tokens that a call was sent with', () => {
  it('are the last two, and are not enumerable', () => {
    const config = { url: '/x' };
    rememberToken(config, 'one');
    rememberToken(config, 'two');
    rememberToken(config, 'three');
    expect(tokensOf(config)).toEqual(['two', 'three']);
    expect(Object.keys(config)).toEqual(['url']);
    expect({ ...config }).toEqual({ url: '/x' });
  });

  it.each([{}, null, undefined, 7, 'text'])('are unknown for %j', (config) =>
    expect(tokensOf(config)).toEqual([]),
  );
});
