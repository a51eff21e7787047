import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpService } from '@nestjs/axios';
import axios, { type AxiosRequestConfig } from 'axios';
import { EsignonApiError, esignonBody } from 'nestjs-esignon-auth';
import { firstValueFrom } from 'rxjs';

import { type Client, start } from '../support/app.js';
import { printed, secretsIn } from '../support/deep-search.js';
import { failureOf } from '../support/failure.js';
import { envelope, json, Vendor } from '../support/vendor.js';

const SECRET = 'token-1-secret';

describe('esignonBody()', () => {
  let vendor: Vendor;
  let client: Client;
  let answer: unknown;
  beforeEach(async () => {
    vendor = await Vendor.start();
    vendor.onCall = (_, response) =>
      typeof answer === 'string' ? (response.end(answer) as never) : json(response, answer);
    client = await start({ baseUrl: vendor.url });
  });
  afterEach(async () => {
    await client.close();
    await vendor.stop();
  });

  const body = (config?: AxiosRequestConfig) =>
    firstValueFrom(client.http.get('/a', config).pipe(esignonBody()));
  const failure = (config?: AxiosRequestConfig) => failureOf<EsignonApiError>(body(config));

  it.each([{ a: 1 }, [1, 2], null, 'text', 0, undefined])('returns the body: %j', async (value) => {
    answer = envelope('00', value);
    if (value === undefined) answer = { header: { result_code: '00' } };
    expect(await body()).toEqual(value);
  });

  it.each<AxiosRequestConfig>([
    { responseType: 'arraybuffer' },
    { responseType: 'text', transformResponse: (data: unknown) => data },
  ])('parses a response that axios did not (%j)', async (config) => {
    answer = envelope('00', { a: 1 });
    expect(await body(config)).toEqual({ a: 1 });
  });

  it('parses the fetch adapter’s ArrayBuffer, with a byte order mark', async () => {
    answer = `\uFEFF${JSON.stringify(envelope('00', { a: 1 }))}`;
    const own = new HttpService(axios.create({ adapter: 'fetch', responseType: 'arraybuffer' }));
    expect(await firstValueFrom(own.get(vendor.url).pipe(esignonBody()))).toEqual({ a: 1 });
  });

  it('fails with the vendor’s code and message', async () => {
    answer = envelope('31', {}, '권한이 없습니다.');
    const error = await failure();
    expect(error).toBeInstanceOf(EsignonApiError);
    expect(error).toMatchObject({
      code: 'ESIGNON_API_FAILED',
      resultCode: '31',
      resultMessage: '권한이 없습니다.',
      status: 200,
      retryable: false,
    });
    expect(error.message).toContain('31');
  });

  it.each(['0', '000', ' 00', '00 '])('accepts only "00" as success, not %j', async (code) => {
    answer = envelope(code);
    expect(await failure()).toMatchObject({ code: 'ESIGNON_API_FAILED' });
  });

  it.each([
    '<html>',
    '',
    '{}',
    '[]',
    'null',
    '{"header":null}',
    '{"header":[]}',
    '{"header":{"result_code":0},"body":1}',
    '{"header":{"__proto__":{"result_code":"00"}},"body":1}',
    '{"__proto__":{"header":{"result_code":"00"},"body":1}}',
  ])('fails without an envelope: %s', async (text) => {
    answer = text;
    const error = await failure();
    expect(error).toMatchObject({ code: 'ESIGNON_API_FAILED', status: 200 });
    expect(error.resultCode).toBeUndefined();
  });

  it('keeps __proto__ in the body an ordinary key', async () => {
    answer = '{"header":{"result_code":"00"},"body":{"__proto__":{"admin":true}}}';
    const value = (await body()) as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(value['admin']).toBeUndefined();
  });

  it.each<[string, string]>([
    ['the header', `unknown: esignon ${SECRET}`],
    ['the header in capitals', `unknown: ESIGNON ${SECRET}`],
    ['the token', `token ${SECRET} is unknown`],
    ['base64', Buffer.from(`Authorization: esignon ${SECRET}`).toString('base64')],
    ['base64 of the token', Buffer.from(SECRET).toString('base64')],
  ])('never repeats a token that the vendor echoes: %s', async (_, message) => {
    for (const echo of [envelope('31', {}, message), envelope(message.slice(-60), {}, message)]) {
      answer = echo;
      const error = await failure();
      expect(error.resultMessage).toBeDefined();
      expect(secretsIn(printed(error) + String(error.stack), [SECRET])).toEqual([]);
    }
  });

  it('never repeats the token of a resend', async () => {
    await client.auth.getToken();
    vendor.tokens.clear();
    vendor.onCall = (request, response) => {
      const token = request.headers.authorization?.split(' ')[1] ?? '';
      json(response, vendor.isAuthorized(request) ? envelope('31', {}, `bad ${token}`) : envelope('94'));
    };
    const error = await failure();
    expect(error.resultMessage).toBe('bad ***');
  });

  it('never repeats the header of another client', async () => {
    answer = envelope('31', {}, 'unknown: esignon another-secret, ESIGNON another-secret');
    const own = new HttpService(axios.create({ headers: { Authorization: 'esignon another-secret' } }));
    const call = firstValueFrom(own.get(vendor.url).pipe(esignonBody()));
    const error = await failureOf<EsignonApiError>(call);
    expect(error.resultMessage).toContain('unknown');
    expect(secretsIn(printed(error), ['another-secret'])).toEqual([]);
  });
});
