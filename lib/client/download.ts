import { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

import type { AxiosResponse } from 'axios';

import { EsignonApiError, EsignonInvalidResponseError } from '../common/errors.js';
import { discard } from '../http/payload.js';
import { isSuccess } from './answer.js';
import type { Connection } from './connection.js';
import { unanswered } from './unanswered.js';
import type { EsignonCallOptions } from './document-types.js';
import { reasonOf } from './endpoints.js';
import { fileName } from './file-name.js';

/** A file of a document, as a stream from eSignon. */
export interface EsignonDownload {
  /** Must be read to its end or destroyed, since it holds a connection. */
  readonly stream: Readable;
  /** A file name, without a path. */
  readonly name: string;
  /** The media type. */
  readonly type: string;
  /** In bytes; absent if eSignon does not send it. */
  readonly size?: number;
}

/** A compressed response has no usable size. */
const AS_IT_IS = { 'Accept-Encoding': 'identity' };

const NO_LINK =
  'eSignon answered with a link to a file that is no http URL. Look at files(), and report this with the version of the package.';

/** eSignon documents only PDF. */
const DEFAULT_TYPE = 'application/pdf';

/**
 * Opens a link to a file. The transport sends the token only if the link leads to an allowed origin; the links are
 * signed by themselves and need none.
 *
 * @param fallbackName for an answer that names no file
 */
export async function openFile(
  connection: Connection,
  url: string,
  fallbackName: string,
  { signal }: EsignonCallOptions,
): Promise<EsignonDownload> {
  if (!isLink(url)) throw new EsignonInvalidResponseError(NO_LINK);
  let response: AxiosResponse<unknown>;
  try {
    response = await connection.request({
      url,
      responseType: 'stream',
      headers: AS_IT_IS,
      ...(signal && { signal }),
    });
  } catch (error) {
    throw unanswered(error, signal);
  }
  const type = typeOf(response);
  if (!isSuccess(response.status) || isMessage(type)) {
    discard(response.data, response.request);
    throw failureOf(response.status, type);
  }
  const size = sizeOf(response);
  return {
    stream: nodeStream(response.data),
    name: fileName(response.headers['content-disposition']) ?? fallbackName,
    type,
    ...(size !== undefined && { size }),
  };
}

/** Only these are passed to axios, which also accepts others, such as `data:`, and throws its own errors for invalid URLs. */
function isLink(url: string): boolean {
  return /^\/(?!\/)/.test(url) || (/^https?:/i.test(url) && URL.canParse(url));
}

/** Returns the size of the stream. axios decompresses without a trace in the headers, so only its stream shows that. */
function sizeOf({ headers, data }: AxiosResponse<unknown>): number | undefined {
  const isAsSent = data instanceof IncomingMessage || !(data instanceof Readable);
  const size = Number(headers['content-length']);
  if (!isAsSent || headers['content-encoding'] !== undefined) return undefined;
  return Number.isSafeInteger(size) && size > 0 ? size : undefined;
}

function typeOf({ headers }: AxiosResponse): string {
  const [first = ''] = String(headers['content-type'] ?? '').split(';');
  const type = first.trim().toLowerCase();
  if (type === '') return DEFAULT_TYPE;
  return /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream';
}

/** Whether a type is that of an error message instead of a file, or of a page that a browser would run. */
function isMessage(type: string): boolean {
  return /^text\/|[/+](?:json|xml)$/.test(type);
}

function failureOf(status: number, type: string): Error {
  if (isSuccess(status)) {
    return new EsignonInvalidResponseError(
      `eSignon answered a download with ${type} instead of a file. Ask for the file again: its links live for 5 minutes.`,
    );
  }
  return new EsignonApiError(
    `eSignon answered a download with HTTP status ${status}. Ask for the file again: its links live for 5 minutes.`,
    { status, retryable: status >= 500, reason: reasonOf({ reasons: {} }, status, undefined) },
  );
}

/** The fetch adapter has a web stream. */
function nodeStream(data: unknown): Readable {
  return data instanceof Readable ? data : Readable.fromWeb(data as ReadableStream);
}
