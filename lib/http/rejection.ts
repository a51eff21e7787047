import type { AxiosResponse } from 'axios';

import { parseJson, readEnvelope } from '../login/envelope.js';
import { TOKEN_REJECTED } from '../login/result-codes.js';
import type { EsignonResponse } from '../options/options.js';
import { decodeText, isStream } from './payload.js';

export type RejectionPredicate = (answer: EsignonResponse) => boolean;

/** In bytes. An envelope that rejects a token has a few hundred. Larger bodies, such as downloads, are not parsed. */
const LARGEST_ENVELOPE = 256 * 1024;

/**
 * Whether a response rejects the token (S3). Streams are not read.
 *
 * @param response before axios' transforms
 * @param text the body, if it could only be read asynchronously
 */
export function isRejection(
  response: AxiosResponse<unknown>,
  isTokenRejected?: RejectionPredicate,
  text = textOf(response.data),
): boolean {
  if (response.status === 401) return true;
  // Few responses contain this text, so few are parsed twice. It has no leading quote, because a search for one would
  // stop at every quote of the JSON.
  if (text === undefined || text.includes(`${TOKEN_REJECTED}"`)) {
    // Some adapters, such as those of tests, return a parsed body.
    const body = text === undefined ? response.data : parseJson(text);
    if (readEnvelope(body)?.resultCode === TOKEN_REJECTED) return true;
  }
  return isTokenRejected?.(answerOf(response, text)) === true;
}

/** Reads a blob, which the fetch adapter can return; `undefined` for a large one and for any other type. */
export function textOfBlob(data: unknown): Promise<string> | undefined {
  if (!(data instanceof Blob) || data.size > LARGEST_ENVELOPE) return undefined;
  return data.arrayBuffer().then(decodeText);
}

function textOf(data: unknown): string | undefined {
  if (typeof data === 'string') return data.length > LARGEST_ENVELOPE ? undefined : data;
  if (!Buffer.isBuffer(data) && !(data instanceof ArrayBuffer)) return undefined;
  return data.byteLength > LARGEST_ENVELOPE ? undefined : decodeText(data);
}

function answerOf(response: AxiosResponse<unknown>, text: string | undefined): EsignonResponse {
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([k, v]) => [k.toLowerCase(), v as unknown]),
  );
  const parsed = text === undefined ? undefined : parseJson(text);
  const data = isStream(response.data) ? undefined : (parsed ?? response.data);
  return { status: response.status, headers, data };
}

/**
 * Whether a body that axios has serialised can be sent again. A stream cannot: it would be sent as an empty body without
 * an error.
 */
export function isRepeatable(data: unknown): boolean {
  if (data === undefined || data === null || typeof data === 'string') return true;
  if (ArrayBuffer.isView(data) || data instanceof ArrayBuffer) return true;
  if (isStream(data)) return false;
  return data instanceof URLSearchParams || data instanceof Blob || data instanceof FormData;
}
