import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

import type { AxiosResponse } from 'axios';

import { EsignonApiError, EsignonInvalidResponseError } from '../common/errors.js';
import { discard } from '../http/payload.js';
import { isSuccess } from './answer.js';
import { type Connection, unanswered } from './connection.js';
import type { EsignonCallOptions } from './document-types.js';
import { reasonOf } from './endpoints.js';

/** A file of a document, as it comes from eSignon. */
export interface EsignonDownload {
  /** To be read or destroyed: it holds a connection. */
  readonly stream: Readable;
  /** A file name, without a path. */
  readonly name: string;
  /** The media type. */
  readonly type: string;
  /** In bytes, where eSignon says so. */
  readonly size?: number;
}

/** PDF is all that the pages speak of. */
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
  let response: AxiosResponse<unknown>;
  try {
    response = await connection.request({ url, responseType: 'stream', ...(signal && { signal }) });
  } catch (error) {
    throw unanswered(error, signal);
  }
  const type = typeOf(response);
  if (!isSuccess(response.status) || isMessage(type)) {
    discard(response.data, response.request);
    throw failureOf(response.status, type);
  }
  const size = Number(response.headers['content-length']);
  return {
    stream: nodeStream(response.data),
    name: fileName(response.headers['content-disposition']) ?? fallbackName,
    type,
    ...(Number.isSafeInteger(size) && size > 0 && { size }),
  };
}

function typeOf({ headers }: AxiosResponse): string {
  const [type = ''] = String(headers['content-type'] ?? '').split(';');
  return type.trim().toLowerCase() || DEFAULT_TYPE;
}

/** What says why there is no file. */
function isMessage(type: string): boolean {
  return type === 'application/json' || type === 'text/html';
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

/** The file's name in `Content-Disposition` (RFC 6266), without what could lead out of a folder. */
export function fileName(header: unknown): string | undefined {
  if (typeof header !== 'string') return undefined;
  const [, encoded] = /filename\*\s*=\s*UTF-8''([^;\s]+)/i.exec(header) ?? [];
  const [, quoted, bare] = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header) ?? [];
  const name = decoded(encoded) ?? quoted?.replaceAll(/\\(.)/g, '$1') ?? bare;
  return name === undefined ? undefined : safeName(name);
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

export function safeName(name: string): string | undefined {
  const clean = basename(name.replaceAll('\\', '/'))
    .replaceAll(/\p{Cc}/gu, '')
    .trim();
  return clean === '' || clean === '.' || clean === '..' ? undefined : clean;
}
