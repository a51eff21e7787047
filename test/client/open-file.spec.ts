import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { describe, expect, it } from '@jest/globals';
import type { AxiosRequestConfig } from 'axios';

import type { Connection } from '../../lib/client/connection.js';
import { openFile } from '../../lib/client/download.js';
import { failureOf } from '../support/failure.js';

const LINK = 'https://docs.esignon.net/f';

/** A file that axios brings with these headers, as the stream of its fetch adapter. */
function fileWith(headers: Record<string, string>, status = 200) {
  const sent: AxiosRequestConfig[] = [];
  const connection = {
    request: (config: AxiosRequestConfig) => {
      sent.push(config);
      return Promise.resolve({ status, headers, data: new Blob(['%PDF-']).stream() });
    },
  } as unknown as Connection;
  const open = (signal?: AbortSignal) => openFile(connection, LINK, 'Offer.pdf', { signal });
  return { open, sent };
}

describe('a file', () => {
  it('is asked for as a stream, with the signal of the caller if there is one', async () => {
    const { open, sent } = fileWith({});
    const { signal } = new AbortController();
    const files = [await open(), await open(signal)];
    expect(await Promise.all(files.map(({ stream }) => text(stream)))).toEqual(['%PDF-', '%PDF-']);
    const request = { url: LINK, responseType: 'stream', headers: { 'Accept-Encoding': 'identity' } };
    expect(sent).toStrictEqual([request, { ...request, signal }]);
  });

  it.each([
    [undefined, 'application/pdf'],
    ['', 'application/pdf'],
    [' ; charset=utf-8', 'application/pdf'],
    [' Application/PDF ; x=y', 'application/pdf'],
    ['image/png', 'image/png'],
    ['application/vnd.x-1.y+zip', 'application/vnd.x-1.y+zip'],
    ['application/json-seq', 'application/json-seq'],
    ['x-text/plain', 'x-text/plain'],
    ['a b/c', 'application/octet-stream'],
    ['a/b c', 'application/octet-stream'],
    ['pdf', 'application/octet-stream'],
  ])('of the type %p is one of %p', async (given, type) => {
    const { open } = fileWith(given === undefined ? {} : { 'content-type': given });
    const file = await open();
    file.stream.destroy();
    expect(file).toStrictEqual({ stream: expect.any(Readable), name: 'Offer.pdf', type });
  });

  it.each([
    [{ 'content-length': '5' }, 5],
    [{ 'content-length': '0' }, undefined],
    [{ 'content-length': '-5' }, undefined],
    [{ 'content-length': '1.5' }, undefined],
    [{ 'content-length': 'x' }, undefined],
    [{ 'content-length': '5', 'content-encoding': 'gzip' }, undefined],
    [{}, undefined],
  ])('with the headers %j has the size %p', async (headers, size) => {
    const file = await fileWith(headers).open();
    file.stream.destroy();
    expect(file.size).toBe(size);
    expect('size' in file).toBe(size !== undefined);
  });
});

const AGAIN = 'Ask for the file again: its links live for 5 minutes.';

describe('a download without a file', () => {
  it.each(['TEXT/HTML', 'text/plain; charset=utf-8', 'application/json', 'application/xhtml+xml'])(
    'fails for a message of the type %s',
    async (type) => {
      expect(await failureOf(fileWith({ 'content-type': type }).open())).toMatchObject({
        code: 'ESIGNON_INVALID_RESPONSE',
        message: `eSignon answered a download with ${type.split(';')[0]?.toLowerCase()} instead of a file. ${AGAIN}`,
      });
    },
  );

  it.each([
    [403, 'not-allowed', false],
    [404, 'not-found', false],
    [410, 'failed', false],
    [499, 'failed', false],
    [500, 'failed', true],
    [503, 'failed', true],
  ])('fails with the status %d as %s', async (status, reason, retryable) => {
    const error = await failureOf(fileWith({ 'content-type': 'application/pdf' }, status).open());
    expect(error).toMatchObject({ code: 'ESIGNON_API_FAILED', status, reason, retryable });
    expect(error.message).toBe(`eSignon answered a download with HTTP status ${status}. ${AGAIN}`);
  });
});
