import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import type { EsignonErrorCode } from '../../lib/common/errors.js';
import { leaksOf } from '../support/leaks.js';
import { CREDENTIALS, logIn } from '../support/login.js';
import { type Behaviour, bytes, http, jsonAnswer, onRequest, RawServer } from '../support/raw-server.js';
import { expectLoginFailure } from '../support/hostile.js';
import { VirtualClock } from '../support/virtual-clock.js';

type Case = readonly [string, Behaviour];

const PASSWORD = CREDENTIALS.password;
const TOKEN = 'tok-0123456789-secret';
const OK = 'HTTP/1.1 200 OK\r\n';
const LONG = `${OK}content-length: 1000\r\n\r\n`;

const success = (body: Record<string, unknown> = {}): object => ({
  header: { response_code: '1001A', result_code: '00', result_msg: 'ok', session_id: '' },
  body: { access_token: TOKEN, expire_date: '2099', device_id: 'd', ...body },
});
const SUCCESS = JSON.stringify(success());
const header = (fields: Record<string, unknown>): object => ({ ...success(), header: fields });

const write = (text: string): Behaviour => onRequest((socket) => socket.write(text));
/** Writes, and resets the connection when that has gone out. */
const resetAfter = (text: string): Behaviour =>
  onRequest((socket) => socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), 10)));
/** Writes again and again. */
function drip(first: string, next: string): Behaviour {
  return onRequest((socket) => {
    socket.write(first);
    const dripping = setInterval(() => socket.write(next), 5);
    socket.on('close', () => clearInterval(dripping));
  });
}
const encoded = (body: Buffer, encoding: string): Behaviour => http(body, { 'content-encoding': encoding });

const TIMEOUT: readonly Case[] = [
  ['nothing, for ever', onRequest(() => undefined)],
  ['headers, and then nothing', write(LONG)],
  ['half a header, and then nothing', write(`${OK}content-le`)],
  ['half a body, and then nothing', write(`${LONG}{"header":`)],
  ['a body byte by byte', drip(LONG, ' ')],
  ['a header byte by byte', drip(`${OK}x-drip: `, 'x')],
  ['chunks of one byte', drip(`${OK}transfer-encoding: chunked\r\n\r\n`, '1\r\n \r\n')],
  ['100 Continue, for ever', drip('', 'HTTP/1.1 100 Continue\r\n\r\n')],
  [
    '101 Switching Protocols',
    write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
  ],
  ['success without an end', write(`${OK}content-type: application/json\r\n\r\n${SUCCESS}`)],
];

const UNREACHABLE: readonly Case[] = [
  ['a reset on accept', (socket) => void socket.resetAndDestroy()],
  ['an end on accept', (socket) => void socket.end()],
  ['a reset after the request', onRequest((socket) => socket.resetAndDestroy())],
  ['an end after the request', onRequest((socket) => socket.end())],
  ['a reset within the headers', resetAfter(`${OK}content-le`)],
  ['an end within the headers', bytes(`${OK}content-le`)],
  ['a reset within the body', resetAfter(`${LONG}${SUCCESS}`)],
  ['an end within the body: a content-length that is too large', bytes(`${LONG}${SUCCESS}`)],
  ['a chunk that is cut', bytes(`${OK}transfer-encoding: chunked\r\n\r\nfff\r\n${SUCCESS}`)],
  ['chunks without the last', bytes(`${OK}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n`)],
];

const INVALID: readonly Case[] = [
  ['HTML', http('<!doctype html><h1>Maintenance</h1>', { 'content-type': 'text/html' })],
  ['HTML that calls itself JSON', http('<h1>Maintenance</h1>', { 'content-type': 'application/json' })],
  ['nothing', http('')],
  ['204 No Content', bytes('HTTP/1.1 204 No Content\r\n\r\n')],
  ['half of the JSON', http(SUCCESS.slice(0, 60))],
  ['JSON twice', http(SUCCESS + SUCCESS)],
  ['success in single quotes', http(SUCCESS.replaceAll('"', "'"))],
  [
    'success in UTF-16',
    http(Buffer.from(SUCCESS, 'utf16le'), { 'content-type': 'application/json; charset=utf-16' }),
  ],
  ['success in UTF-16 with a BOM', http(Buffer.from(`\ufeff${SUCCESS}`, 'utf16le'))],
  ['two BOMs', http(`\ufeff\ufeff${SUCCESS}`)],
  ['5 MB', http('x'.repeat(5_000_000))],
  ['5 MB of JSON', http(SUCCESS.replace('ok', 'x'.repeat(5_000_000)))],
  ['64 KiB and a byte', http(SUCCESS.padEnd(65_537))],
  ['5 MB in chunks', drip(`${OK}transfer-encoding: chunked\r\n\r\n`, `fffff\r\n${' '.repeat(0xfffff)}\r\n`)],
  ['gzip that grows to 50 MB', encoded(gzipSync(Buffer.alloc(50_000_000)), 'gzip')],
  ['gzip within gzip that grows', encoded(gzipSync(gzipSync(Buffer.alloc(50_000_000))), 'gzip')],
  ['brotli that grows', encoded(brotliCompressSync(Buffer.alloc(5_000_000)), 'br')],
  ['deflate that grows', encoded(deflateSync(Buffer.alloc(5_000_000)), 'deflate')],
  ['broken gzip', encoded(Buffer.from('no gzip'), 'gzip')],
  ['broken brotli', encoded(Buffer.from('no brotli'), 'br')],
  ['broken deflate', encoded(Buffer.from('no deflate'), 'deflate')],
  ['gzip that is cut', encoded(gzipSync(SUCCESS).subarray(0, 40), 'gzip')],
  [
    'gzip with its checksum broken',
    encoded(Buffer.concat([gzipSync(SUCCESS).subarray(0, -8), Buffer.alloc(8)]), 'gzip'),
  ],
  ['brotli called gzip', encoded(brotliCompressSync(SUCCESS), 'gzip')],
  ['a content-length that is too small', http(SUCCESS, { 'content-length': '20' })],
  ['two content-lengths', bytes(`${OK}content-length: 2\r\ncontent-length: 3\r\n\r\n{}x`)],
  [
    'a content-length and chunks',
    bytes(`${OK}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
  ],
  ['a content-length that is no number', bytes(`${OK}content-length: two\r\n\r\n{}`)],
  ['a content-length below nothing', bytes(`${OK}content-length: -1\r\n\r\n{}`)],
  [
    'a chunk length that is none',
    bytes(`${OK}transfer-encoding: chunked\r\n\r\nzz\r\n${SUCCESS}\r\n0\r\n\r\n`),
  ],
  ['a chunk length beyond all bounds', bytes(`${OK}transfer-encoding: chunked\r\n\r\n${'f'.repeat(32)}\r\n`)],
  ['HTTP/0.9', bytes(SUCCESS)],
  ['another protocol', bytes('SSH-2.0-OpenSSH_9.9\r\n')],
  ['a TLS alert', bytes(Buffer.from([0x15, 3, 1, 0, 2, 2, 0x50]))],
  ['an HTTP/2 settings frame', bytes(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]))],
  ['random bytes', bytes(Buffer.from(Array.from({ length: 512 }, (_, i) => (i * 167 + 13) % 256)))],
  [
    'a header flood',
    bytes(`${OK}${Array.from({ length: 3_000 }, (_, i) => `x-${i}: ${'x'.repeat(20)}\r\n`).join('')}\r\n`),
  ],
  ['one header of 100 KB', bytes(`${OK}x: ${'x'.repeat(100_000)}\r\n\r\n${SUCCESS}`)],
  ['a header name with a space', bytes(`${OK}bad header: x\r\n\r\n${SUCCESS}`)],
  ['a header with a NUL', bytes(`${OK}x: a\0b\r\n\r\n${SUCCESS}`)],
  ['a list', jsonAnswer([success()])],
  ['null', jsonAnswer(null)],
  ['a number', jsonAnswer(0)],
  ['a string', jsonAnswer('00')],
  ['no header', jsonAnswer({ body: { access_token: TOKEN } })],
  ['a header that is a list', jsonAnswer({ ...success(), header: ['00'] })],
  ['a header that is a string', jsonAnswer({ ...success(), header: '00' })],
  ['no result code', jsonAnswer(header({}))],
  ['a result code that is a number', jsonAnswer(header({ result_code: 0 }))],
  ['a result code that is null', jsonAnswer(header({ result_code: null }))],
  ['a result code that is true', jsonAnswer(header({ result_code: true }))],
  ['a result code that is an object', jsonAnswer(header({ result_code: { toString: '00' } }))],
  ['a result code that is a list', jsonAnswer(header({ result_code: ['00'] }))],
  ['a result code of 10 000 characters', jsonAnswer(header({ result_code: '0'.repeat(10_000) }))],
  ['a body that is null', jsonAnswer({ ...success(), body: null })],
  ['a body that is a string', jsonAnswer({ ...success(), body: TOKEN })],
  ['a token that is a number', jsonAnswer(success({ access_token: 7 }))],
  ['a token that is null', jsonAnswer(success({ access_token: null }))],
  ['a token that is an object', jsonAnswer(success({ access_token: { token: TOKEN } }))],
  ['a token that is a list', jsonAnswer(success({ access_token: [TOKEN] }))],
  ['an empty token', jsonAnswer(success({ access_token: '' }))],
  ['a token with CR LF', jsonAnswer(success({ access_token: `${TOKEN}\r\nx-injected: 1` }))],
  ['a token with LF at its end', jsonAnswer(success({ access_token: `${TOKEN}\n` }))],
  ['a token with a NUL', jsonAnswer(success({ access_token: `${TOKEN}\0` }))],
  ['a token with a space', jsonAnswer(success({ access_token: `esignon ${TOKEN}` }))],
  ['a token with a tab', jsonAnswer(success({ access_token: `${TOKEN}\t` }))],
  ['a token in Latin-1', jsonAnswer(success({ access_token: 'tök' }))],
  ['a token in Hangul', jsonAnswer(success({ access_token: '토큰' }))],
  ['a token of 8193 characters', jsonAnswer(success({ access_token: 'x'.repeat(8_193) }))],
  [
    'a token on __proto__',
    http(`{"header":{"result_code":"00"},"body":{"__proto__":{"access_token":"${TOKEN}"}}}`),
  ],
  ['a header on __proto__', http(`{"__proto__":${SUCCESS}}`)],
  [
    'a body on constructor',
    jsonAnswer({ header: { result_code: '00' }, constructor: { access_token: TOKEN } }),
  ],
  ['duplicate bodies, the last without a token', http(SUCCESS.replace(/\}$/, ',"body":{}}'))],
  ['lists nested 30 000 deep', http('['.repeat(30_000) + ']'.repeat(30_000))],
  ['objects nested 10 000 deep', http('{"header":'.repeat(6_000))],
];

const STATUS: readonly Case[] = [
  ['400 with success', http(SUCCESS, {}, '400 Bad Request')],
  ['401 with HTML', http('<html>', {}, '401 Unauthorized')],
  ['403', http('', {}, '403 Forbidden')],
  ['500 with success', http(SUCCESS, {}, '500 Internal Server Error')],
  ['502 with HTML', http('<html>', {}, '502 Bad Gateway')],
  ['503 with a Retry-After that is none', http('', { 'retry-after': 'a while' }, '503 Service Unavailable')],
  ['304 Not Modified', bytes('HTTP/1.1 304 Not Modified\r\n\r\n')],
  ['300 with a location', http('', { location: 'http://127.0.0.1:1/' }, '300 Multiple Choices')],
  ['302 without a location', http('', {}, '302 Found')],
  ['302 to a file', http('', { location: 'file:///etc/passwd' }, '302 Found')],
  ['307 to itself', http('', { location: '' }, '307 Temporary Redirect')],
  ['status 999', http(SUCCESS, {}, '999 Unknown')],
  ['status 000', http(SUCCESS, {}, '000 Nothing')],
];

const REFUSED: readonly (readonly [string, EsignonErrorCode, Behaviour])[] = [
  ['10', 'ESIGNON_INVALID_CREDENTIALS', jsonAnswer(header({ result_code: '10' }))],
  [
    'duplicate codes, the last 10',
    'ESIGNON_INVALID_CREDENTIALS',
    http(SUCCESS.replace('"00"', '"00","result_code":"10"')),
  ],
  [
    '10 in EUC-KR',
    'ESIGNON_INVALID_CREDENTIALS',
    http(Buffer.from('{"header":{"result_code":"10","result_msg":"\xbd\xc7\xc6\xd0"}}', 'latin1')),
  ],
  ['__proto__', 'ESIGNON_LOGIN_FAILED', jsonAnswer(header({ result_code: '__proto__' }))],
  ['constructor', 'ESIGNON_LOGIN_FAILED', jsonAnswer(header({ result_code: 'constructor' }))],
  [
    '99 with a message of a line each',
    'ESIGNON_SERVER_EXCEPTION',
    jsonAnswer(header({ result_code: '99', result_msg: 'a\r\nERROR fake log line\u001b[2J' })),
  ],
];

/** All that a vendor can echo of what it was sent. */
const ECHOES: readonly (readonly [string, string])[] = [
  ['as it is', PASSWORD],
  ['in the JSON it came in', JSON.stringify({ memb_pwd: PASSWORD })],
  [
    'in JSON of ASCII',
    JSON.stringify(PASSWORD).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`),
  ],
  ['in a URL', encodeURIComponent(PASSWORD)],
  ['in a form', new URLSearchParams({ memb_pwd: PASSWORD }).toString()],
  ['in base64', Buffer.from(PASSWORD).toString('base64')],
  ['in base64url', Buffer.from(PASSWORD).toString('base64url')],
  ['in Basic credentials', Buffer.from(`api@acme.kr:${PASSWORD}`).toString('base64')],
  ['in the base64 of the request', Buffer.from(`{"memb_pwd":"${PASSWORD}"}`).toString('base64')],
];

describe('L2: a login answered with', () => {
  let server: RawServer;
  const serve = async (behaviour: Behaviour): Promise<string> => {
    server = await RawServer.start(behaviour);
    return server.url;
  };
  afterEach(async () => {
    // Nothing is left hanging on a server that misbehaved.
    await new VirtualClock().until(() => server.open === 0).finally(() => server.stop());
  });

  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  beforeAll(() => void process.on('unhandledRejection', note));
  afterAll(() => {
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  const table: readonly (readonly [EsignonErrorCode, boolean, readonly Case[]])[] = [
    ['ESIGNON_TIMEOUT', true, TIMEOUT],
    ['ESIGNON_UNREACHABLE', true, UNREACHABLE],
    ['ESIGNON_INVALID_RESPONSE', false, INVALID],
  ];
  describe.each(table)('%s:', (code, retryable, cases) => {
    it.each(cases)('%s', async (_, behaviour) => {
      const error = await expectLoginFailure({ baseUrl: await serve(behaviour) }, code);
      expect(error.retryable).toBe(retryable);
    });
  });

  describe('ESIGNON_HTTP_STATUS:', () => {
    it.each(STATUS)('%s', async (_, behaviour) => {
      await expectLoginFailure({ baseUrl: await serve(behaviour) }, 'ESIGNON_HTTP_STATUS');
    });
  });

  describe('a result code:', () => {
    it.each(REFUSED)('%s is %s', async (_, code, behaviour) => {
      const error = await expectLoginFailure({ baseUrl: await serve(behaviour) }, code);
      expect(error.message).not.toMatch(/[\p{Cc}]/u);
    });
  });

  describe('the password', () => {
    it.each(ECHOES)('%s', async (_, echo) => {
      for (const status of ['200 OK', '400 Bad Request', '503 Service Unavailable']) {
        const text = JSON.stringify(header({ result_code: '99', result_msg: `before ${echo} after` }));
        const error = await expectLoginFailure({ baseUrl: await serve(http(text, {}, status)) });
        expect(error.resultMessage).toMatch(/^before .*\*\*\*.* after$/);
        await server.stop();
      }
      await serve(() => undefined);
    });

    it.each(ECHOES)('%s as a result code, a token, a date and a device', async (_, echo) => {
      const codes = { result_code: echo.slice(0, 32), result_msg: echo };
      await expectLoginFailure({ baseUrl: await serve(jsonAnswer(header(codes))) });
      await server.stop();
      const { token, events } = await logIn({
        baseUrl: await serve(jsonAnswer(success({ expire_date: echo }))),
      });
      expect(token?.accessToken).toBe(TOKEN);
      expect(leaksOf(events, PASSWORD)).toEqual([]);
    });
  });

  describe('success, all the same:', () => {
    it.each<Case>([
      ['with a BOM', http(`\ufeff${SUCCESS}`)],
      ['with white space', http(` \r\n\t${SUCCESS}\n`)],
      ['of exactly 64 KiB', http(SUCCESS.padEnd(65_536))],
      ['as text/html', http(SUCCESS, { 'content-type': 'text/html' })],
      ['in gzip', encoded(gzipSync(SUCCESS), 'gzip')],
      ['in brotli', encoded(brotliCompressSync(SUCCESS), 'br')],
      [
        'in chunks',
        bytes(
          `${OK}transfer-encoding: chunked\r\n\r\n${SUCCESS.length.toString(16)}\r\n${SUCCESS}\r\n0\r\n\r\n`,
        ),
      ],
      ['until the end of the connection', bytes(`${OK}\r\n${SUCCESS}`)],
      [
        'after 1xx answers',
        bytes(
          `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${OK}\r\n${SUCCESS}`,
        ),
      ],
      ['by HTTP/1.0', bytes(`HTTP/1.0 200 OK\r\n\r\n${SUCCESS}`)],
      ['with a message in EUC-KR', http(Buffer.from(SUCCESS.replace('ok', '\xbc\xba\xb0\xf8'), 'latin1'))],
      ['with a thousand headers', bytes(`${OK}${'x: 1\r\n'.repeat(1_000)}\r\n${SUCCESS}`)],
      [
        'with dangerous keys',
        http(SUCCESS.replace('{', '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},')),
      ],
      ['with two Date headers', http(SUCCESS, { date: 'Thu, 01 Jan 1970 00:00:00 GMT', Date: 'never' })],
    ])('%s', async (_, behaviour) => {
      const { token, error } = await logIn({ baseUrl: await serve(behaviour) });
      expect(error).toBeUndefined();
      expect(token?.accessToken).toBe(TOKEN);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      expect(leaksOf(token as object, TOKEN)).toEqual([]);
    });
  });
});
