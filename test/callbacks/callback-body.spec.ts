import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';

import { describe, expect, it } from '@jest/globals';

import { isTooLarge, readBody, refusalOf } from '../../lib/callbacks/callback-body.js';

const MIB = 1_048_576;

describe('refusalOf()', () => {
  it.each<[IncomingHttpHeaders, 413 | 415 | undefined]>([
    [{}, undefined],
    [{ 'content-encoding': 'identity' }, undefined],
    [{ 'content-encoding': 'Identity' }, undefined],
    [{ 'content-encoding': 'gzip' }, 415],
    [{ 'content-encoding': 'gzip', 'content-length': String(MIB + 1) }, 415],
    [{ 'content-length': '0' }, undefined],
    [{ 'content-length': String(MIB) }, undefined],
    [{ 'content-length': String(MIB + 1) }, 413],
  ])('of %j is %s', (headers, expected) => {
    expect(refusalOf({ headers })).toBe(expected);
  });
});

describe('isTooLarge()', () => {
  it.each<[string, string, IncomingHttpHeaders, boolean]>([
    ['1 MiB', 'x'.repeat(MIB), {}, false],
    ['one byte more', 'x'.repeat(MIB + 1), {}, true],
    ['fewer characters, but more bytes', '가'.repeat(MIB / 3 + 1), {}, true],
    ['one byte more, judged by its length before', 'x'.repeat(MIB + 1), { 'content-length': '7' }, false],
  ])('of %s', (_, json, headers, expected) => {
    expect(isTooLarge(json, { headers })).toBe(expected);
  });
});

/** A body that has ended, in these chunks. */
function bodyOf(...chunks: (string | Buffer)[]): Readable {
  return Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
}

describe('readBody()', () => {
  it.each<[string, Readable, unknown]>([
    ['JSON', bodyOf('{"a":', '1}'), { a: 1 }],
    ['JSON after a byte order mark', bodyOf('\ufeff{"a":1}'), { a: 1 }],
    [
      'a character that is in two chunks',
      bodyOf('"', Buffer.from('가').subarray(0, 1), Buffer.from('가').subarray(1), '"'),
      '가',
    ],
    ['1 MiB', bodyOf('7'.padEnd(MIB - 1), ' '), 7],
    ['what is no JSON', bodyOf('{'), undefined],
    ['nothing', bodyOf(), undefined],
  ])('reads %s', async (_, body, json) => {
    expect(await readBody(body)).toEqual({ json });
  });

  it('refuses a body of more than 1 MiB before its end, and leaves the socket open', async () => {
    const body = new Readable({ read: () => undefined });
    body.push(Buffer.alloc(MIB));
    const read = readBody(body);
    body.push(' ');
    expect(await read).toBe(413);
    expect(body.destroyed).toBe(false);
    body.destroy();
  });

  it('rejects if the connection is closed during the body', async () => {
    const body = new Readable({ read: () => undefined });
    const read = readBody(body);
    body.destroy(new Error('aborted'));
    await expect(read).rejects.toThrow('aborted');
  });
});
