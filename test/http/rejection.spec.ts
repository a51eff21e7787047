import { PassThrough, Readable } from 'node:stream';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosRequestConfig } from 'axios';
import type { EsignonResponse } from 'nestjs-esignon-auth';

import { type Client, start } from '../support/app.js';
import { failureOf } from '../support/failure.js';
import { Arrivals, Gate } from '../support/gate.js';
import { envelope, listen } from '../support/vendor.js';
import { redirect, reply, type WireCall, WireVendor } from '../support/wire.js';

let vendor: WireVendor;
let client: Client;

beforeEach(async () => {
  vendor = await WireVendor.http();
  client = await start({ baseUrl: vendor.url });
  await client.auth.getToken();
});
afterEach(async () => {
  await client.close();
  await vendor.stop();
});

const call = (config: AxiosRequestConfig) => client.http.axiosRef.request({ url: '/a', ...config });
/** The vendor revokes the cached token. */
const revoke = (): void => vendor.good.clear();
const tokens = () => vendor.calls.map(({ token }) => token);
const RESENT = ['wire-1-secret', 'wire-2-secret'];

describe('S3: a rejection', () => {
  it.each([200, 400, 403, 500])('is result code 94 with status %d', async (status) => {
    revoke();
    vendor.onCall = (c, response) =>
      vendor.isGood(c) ? reply(response, '00') : reply(response, '94', status);
    expect((await call({})).data.header.result_code).toBe('00');
    expect(tokens()).toEqual(RESENT);
    expect(client.events.map(({ type }) => type)).toContain('token.rejected');
  });

  it('is recognised in a body that a test’s adapter has parsed', async () => {
    const sent: unknown[] = [];
    const own = axios.create({
      baseURL: vendor.url,
      adapter: (config) => {
        const data = envelope(sent.push(config.headers.get('Authorization')) === 1 ? '94' : '00');
        return Promise.resolve({ data, status: 200, statusText: '', headers: {}, config });
      },
    });
    client.http.authorize(own);
    expect((await own.get<unknown>('/a')).data).toEqual(envelope('00'));
    expect(sent).toEqual(RESENT.map((token) => `esignon ${token}`));
  });

  it('is status 401 with any body', async () => {
    revoke();
    vendor.onCall = (c, response) =>
      vendor.isGood(c) ? reply(response, '00') : response.writeHead(401).end('<html>');
    expect((await call({})).status).toBe(200);
    expect(tokens()).toEqual(RESENT);
  });

  it.each<[string, AxiosRequestConfig]>([
    ['json', { responseType: 'json' }],
    ['text', { responseType: 'text' }],
    ['arraybuffer', { responseType: 'arraybuffer' }],
    ['blob', { responseType: 'blob' }],
    ['a string left as it is', { transformResponse: (data: unknown) => data }],
    ['json by the fetch adapter', {}],
    ['arraybuffer by the fetch adapter', { responseType: 'arraybuffer' }],
  ])('is recognised in a response of type %s', async (name, config) => {
    revoke();
    const own = axios.create({ baseURL: vendor.url, adapter: name.includes('fetch') ? 'fetch' : 'http' });
    client.http.authorize(own);
    await own.get('/a', config);
    expect(tokens()).toEqual(RESENT);
  });

  it.each<[string, (body: string) => Buffer, object]>([
    ['with spaces', (body) => Buffer.from(JSON.stringify(JSON.parse(body), null, 2)), {}],
    ['with a byte order mark', (body) => Buffer.from(`\uFEFF${body}`), {}],
    ['in gzip', (body) => gzipSync(body), { 'content-encoding': 'gzip' }],
  ])('is recognised %s', async (_, encode, headers) => {
    for (const responseType of ['json', 'arraybuffer'] as const) {
      revoke();
      vendor.onCall = (c, response) => {
        if (vendor.isGood(c)) return reply(response, '00');
        response.writeHead(200, { 'content-type': 'application/json', ...headers });
        response.end(encode(JSON.stringify(envelope('94'))));
      };
      await call({ responseType });
    }
    expect(vendor.calls).toHaveLength(4);
  });

  it.each<[string, unknown]>([
    ['94 elsewhere in the envelope', envelope('00', { result_code: '94' })],
    ['94 as the body', envelope('00', '94')],
    ['94 without an envelope', { result_code: '94' }],
    ['another code', envelope('95')],
    ['94 in a list', [envelope('94')]],
  ])('is not %s', async (_, answer) => {
    vendor.onCall = (__, response) => response.end(JSON.stringify(answer));
    expect((await call({})).data).toEqual(answer);
    expect(tokens()).toHaveLength(1);
    expect(vendor.logins).toBe(1);
  });

  it('is not searched for in a stream, which stays unread', async () => {
    revoke();
    const response = await call({ responseType: 'stream' });
    expect(JSON.parse(Buffer.concat(await response.data.toArray()).toString())).toEqual(envelope('94'));
    expect(tokens()).toHaveLength(1);
  });

  it('is not searched for in a large download', async () => {
    const download = JSON.stringify({ ...envelope('94'), filler: 'x'.repeat(300_000) });
    vendor.onCall = (_, response) => response.end(download);
    expect((await call({ responseType: 'text' })).data).toHaveLength(download.length);
    expect(tokens()).toHaveLength(1);
  });

  it('is recognised by the status of a stream', async () => {
    revoke();
    vendor.onCall = (c, response) => (vendor.isGood(c) ? response.end('file') : reply(response, '94', 401));
    const response = await call({ responseType: 'stream' });
    expect(Buffer.concat(await response.data.toArray()).toString()).toBe('file');
    expect(tokens()).toEqual(RESENT);
  });

  it('is not a 401 of another origin, by a redirect', async () => {
    const other = await listen((_, response) => reply(response, '94', 401));
    vendor.onCall = (_, response) => redirect(response, other.url);
    await expect(call({})).rejects.toMatchObject({ response: { status: 401 } });
    expect(vendor.logins).toBe(1);
    await other.stop();
  });

  it('is a 401 by a redirect within the origin', async () => {
    revoke();
    vendor.onCall = (c, response) =>
      c.url === '/a' ? redirect(response, '/b') : reply(response, vendor.isGood(c) ? '00' : '94');
    expect((await call({})).data.header.result_code).toBe('00');
    expect(vendor.calls.map(({ url }) => url)).toEqual(['/a', '/b', '/a', '/b']);
  });
});

describe('S3: isTokenRejected', () => {
  const withPredicate = async (isTokenRejected: (answer: EsignonResponse) => boolean) => {
    await client.close();
    client = await start({ baseUrl: vendor.url, isTokenRejected });
    await client.auth.getToken();
  };

  it('gets the status, headers with lower-case names and the parsed data', async () => {
    const seen: EsignonResponse[] = [];
    await withPredicate((answer) => {
      seen.push(answer);
      return answer.status === 418 && answer.headers['x-reason'] === 'token';
    });
    vendor.good.clear();
    vendor.onCall = (c, response) => {
      if (vendor.isGood(c)) return reply(response, '00');
      response.writeHead(418, { 'X-Reason': 'token' }).end('{"a":1}');
    };
    expect((await call({ responseType: 'arraybuffer' })).status).toBe(200);
    expect(seen.map(({ status, data }) => ({ status, data }))).toEqual([{ status: 418, data: { a: 1 } }]);
    expect(vendor.calls).toHaveLength(2);
  });

  it('gets text that is no JSON unchanged, and no stream', async () => {
    const seen: unknown[] = [];
    await withPredicate(({ data }) => {
      seen.push(data);
      return false;
    });
    vendor.onCall = (_, response) => response.end('<html>');
    await call({});
    await call({ responseType: 'stream' });
    const own = axios.create({ baseURL: vendor.url, adapter: 'fetch' });
    client.http.authorize(own);
    await own.get('/a', { responseType: 'stream' });
    expect(seen).toEqual(['<html>', undefined, undefined]);
  });

  it('counts as false if it throws', async () => {
    await withPredicate(() => {
      throw new Error('defect');
    });
    vendor.onCall = (_, response) => response.end('{}');
    expect((await call({})).status).toBe(200);
    expect(vendor.calls).toHaveLength(1);
  });

  it('counts as false if it returns a promise, whose rejection ends no process', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    await withPredicate((() => Promise.reject(new Error('defect'))) as never);
    vendor.onCall = (_, response) => response.end('{}');
    expect((await call({})).status).toBe(200);
    await new Promise(setImmediate);
    process.off('unhandledRejection', note);
    expect([unhandled, vendor.calls.length]).toEqual([[], 1]);
  });

  it('does not override a 401', async () => {
    await withPredicate(() => false);
    revoke();
    vendor.onCall = (c, response) => reply(response, '00', vendor.isGood(c) ? 200 : 401);
    expect((await call({})).status).toBe(200);
  });
});

/** The parts of a multipart body, whatever its boundary. */
async function partsOf({ headers, body }: WireCall): Promise<unknown[]> {
  const type = { 'content-type': headers['content-type']! };
  // The server is a test's, and the body its own.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const form = await new Response(new Uint8Array(body), { headers: type }).formData();
  const parts = [...form.entries()].map(async ([name, value]) =>
    typeof value === 'string' ? [name, value] : [name, value.name, value.type, await value.text()],
  );
  return Promise.all(parts);
}

describe('S3: a resend has the same body:', () => {
  const form = () => {
    const data = new FormData();
    data.append('title', '계약서');
    data.append('file', new Blob(['%PDF \r\n--x'], { type: 'application/pdf' }), 'a.pdf');
    return data;
  };

  it.each<[string, unknown]>([
    ['none', undefined],
    ['a string', 'plain 텍스트'],
    ['an empty string', ''],
    ['an object', { 이름: '홍길동', list: [1, { a: null }] }],
    ['a Buffer', Buffer.from([0, 255, 13, 10, 128])],
    ['a Uint8Array', new Uint8Array([0, 255, 13, 10, 128])],
    ['an ArrayBuffer', new Uint8Array([1, 2, 3]).buffer],
    ['URLSearchParams', new URLSearchParams({ a: '1', b: '한 글' })],
    ['a Blob', new Blob(['blob \u0000 bytes'], { type: 'application/x-thing' })],
  ])('%s', async (_, data) => {
    revoke();
    const response = await call({ method: 'post', data });
    expect(response.data.header.result_code).toBe('00');
    const [first, second] = vendor.calls;
    expect(tokens()).toEqual(RESENT);
    expect(second!.body.equals(first!.body)).toBe(true);
    if (data) expect(first!.body.length).toBeGreaterThan(0);
    const { authorization: a, ...firstHeaders } = first!.headers;
    const { authorization: b, ...secondHeaders } = second!.headers;
    expect(secondHeaders).toEqual(firstHeaders);
    expect(a).not.toBe(b);
  });

  it('the platform’s FormData', async () => {
    revoke();
    await call({ method: 'post', data: form() });
    expect(tokens()).toEqual(RESENT);
    const [first, second] = await Promise.all(vendor.calls.map(partsOf));
    expect(first).toEqual([
      ['title', '계약서'],
      ['file', 'a.pdf', 'application/pdf', '%PDF \r\n--x'],
    ]);
    expect(second).toEqual(first);
  });

  it('postForm', async () => {
    revoke();
    await client.http.axiosRef.putForm('/a', form());
    expect(tokens()).toEqual(RESENT);
    expect(await partsOf(vendor.calls[1]!)).toEqual(await partsOf(vendor.calls[0]!));
  });

  it('every type with the fetch adapter', async () => {
    const own = axios.create({ baseURL: vendor.url, adapter: 'fetch' });
    client.http.authorize(own);
    for (const data of ['text', { a: 1 }, Buffer.from('b'), new Blob(['c']), new URLSearchParams('d=e')]) {
      revoke();
      vendor.calls.length = 0;
      await own.post('/a', data);
      expect(vendor.calls).toHaveLength(2);
      expect(vendor.calls[0]!.body.length).toBeGreaterThan(0);
      expect(vendor.calls[1]!.body.equals(vendor.calls[0]!.body)).toBe(true);
      // More rejections of young tokens would pause the renewals.
      await client.close();
      client = await start({ baseUrl: vendor.url });
      client.http.authorize(own);
      await client.auth.getToken();
    }
  });
});

describe('S3: a body that cannot be repeated is sent once, and the caller gets the first response:', () => {
  const FormDataPackage = createRequire(import.meta.url)('form-data') as new () => {
    append(name: string, value: unknown): void;
  };

  it.each<[string, () => unknown]>([
    ['a stream', () => Readable.from(['a', 'b'])],
    ['a stream that is written to', () => new PassThrough().end('ab')],
    [
      'the form-data package’s',
      () => {
        const data = new FormDataPackage();
        data.append('a', 'b');
        return data;
      },
    ],
  ])('%s', async (_, data) => {
    revoke();
    const response = await call({ method: 'post', data: data() });
    expect(response.data).toEqual(envelope('94'));
    expect(vendor.calls).toHaveLength(1);
    expect(vendor.calls[0]!.body.length).toBeGreaterThan(0);
    // The renewal is for later calls.
    expect((await call({})).data.header.result_code).toBe('00');
    expect(vendor.calls).toHaveLength(2);
    expect(vendor.logins).toBe(2);
  });
});

describe('S3: the caller’s response', () => {
  it('is the second, whatever it is', async () => {
    vendor.onCall = (_, response) => reply(response, '94', 401, { n: vendor.calls.length });
    await expect(call({})).rejects.toMatchObject({ response: { status: 401, data: { body: { n: 2 } } } });
    expect(vendor.calls).toHaveLength(2);
  });

  it('is the error of a resend that fails', async () => {
    vendor.onCall = (_, response) => {
      if (vendor.calls.length === 1) reply(response, '94');
      else response.destroy();
    };
    await expect(call({})).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('is the first if the renewal fails', async () => {
    await client.close();
    await vendor.stop();
    let good = true;
    const server = await listen((request, response) => {
      if (!request.url?.includes('/login')) return reply(response, '94', 401);
      reply(response, good ? '00' : '10', 200, { access_token: 'once-secret', expire_date: '2999' });
      good = false;
    });
    client = await start({ baseUrl: server.url });
    await expect(call({})).rejects.toMatchObject({
      response: { status: 401, data: envelope('94') },
    });
    await client.close();
    await server.stop();
    vendor = await WireVendor.http();
    client = await start({ baseUrl: vendor.url });
  });

  it('is never the stream of the first, which is destroyed before a resend', async () => {
    const ways: [string, (config: AxiosRequestConfig) => Promise<{ data: Readable }>][] = [
      ['as it is', (config) => call(config)],
      ['with a limit', (config) => call({ ...config, maxContentLength: 1_000 })],
      ['in gzip', (config) => call({ ...config, url: '/gzip' })],
    ];
    for (const [name, send] of ways) {
      revoke();
      const freed = new Gate();
      vendor.onCall = (c, response) => {
        if (vendor.isGood(c)) return response.end('file');
        response.on('close', freed.open);
        response.writeHead(401, c.url === '/gzip' ? { 'content-encoding': 'gzip' } : {});
        response.write(c.url === '/gzip' ? gzipSync('endless').subarray(0, 12) : 'endless');
      };
      const response = await send({ responseType: 'stream' });
      await freed.opened;
      expect([name, Buffer.concat(await response.data.toArray()).toString()]).toEqual([name, 'file']);
      await client.close();
      client = await start({ baseUrl: vendor.url });
      await client.auth.getToken();
    }
  });

  it('is never the first one’s stream with the fetch adapter either', async () => {
    const own = axios.create({ baseURL: vendor.url, adapter: 'fetch' });
    client.http.authorize(own);
    revoke();
    const freed = new Gate();
    vendor.onCall = (c, response) => {
      if (vendor.isGood(c)) return response.end('file');
      response.on('close', freed.open);
      response.writeHead(401).write('endless');
    };
    const { data } = await own.get('/a', { responseType: 'stream' });
    await freed.opened;
    expect(await new Response(data).text()).toBe('file');
  });

  it('is the unread stream if there is no resend', async () => {
    vendor.onCall = (_, response) => response.writeHead(401).end('the reason');
    const data = Readable.from(['a']);
    const error = await failureOf(call({ method: 'post', data, responseType: 'stream' }));
    expect(Buffer.concat(await (error.response!.data as Readable).toArray()).toString()).toBe('the reason');
  });
});

describe('S3: twenty rejections lead to one login, and every call succeeds:', () => {
  it('concurrent', async () => {
    revoke();
    const arrived = new Arrivals();
    vendor.onCall = async (c, response) => {
      if (vendor.isGood(c)) return reply(response, '00');
      arrived.tell();
      await arrived.reach(20);
      reply(response, '94', 401);
    };
    const responses = await Promise.all(Array.from({ length: 20 }, (_, n) => call({ url: `/${n}` })));
    expect(responses.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(vendor.logins).toBe(2);
    expect(vendor.calls).toHaveLength(40);
  });

  it('staggered, the last long after the renewal', async () => {
    revoke();
    const arrived = new Arrivals();
    const gates = Array.from({ length: 20 }, () => new Gate());
    vendor.onCall = async (c, response) => {
      if (vendor.isGood(c)) return reply(response, '00');
      arrived.tell();
      await gates[Number(c.url.slice(1))]!.opened;
      reply(response, '94');
    };
    const calls = gates.map((_, n) => call({ url: `/${n}` }));
    await arrived.reach(20);
    for (const [n, gate] of gates.entries()) {
      gate.open();
      expect((await calls[n]!).data.header.result_code).toBe('00');
    }
    expect(vendor.logins).toBe(2);
    expect(client.events.filter(({ type }) => type === 'token.rejected')).toHaveLength(1);
    expect(client.events.filter(({ type }) => type === 'contention')).toHaveLength(0);
  });
});
