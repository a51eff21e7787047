import type { AxiosResponse } from 'axios';

import { parseJson, readEnvelope } from '../login/envelope.js';
import { TOKEN_REJECTED } from '../login/result-codes.js';
import { decodeText, isStream } from './payload.js';

/** What the user's predicate sees. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

export type RejectionPredicate = (answer: Answer) => boolean;

/** An envelope that rejects a token is a few hundred bytes; a download is not searched for one. */
const LARGEST_ENVELOPE = 256 * 1024;

/**
 * Whether an answer, as it came from the wire, rejects the token (S3). Streams are not looked into.
 *
 * @param text what the answer holds, where it takes time to read
 */
export function isRejection(
  response: AxiosResponse<unknown>,
  isTokenRejected?: RejectionPredicate,
  text = textOf(response.data),
): boolean {
  if (response.status === 401) return true;
  // Nearly every answer ends here, without being parsed a second time. JSON is full of quotes: a search that begins
  // with one would halt at each.
  if (text === undefined || text.includes(`${TOKEN_REJECTED}"`)) {
    // Without text an adapter, such as a test's, may have parsed it.
    const body = text === undefined ? response.data : parseJson(text);
    if (readEnvelope(body)?.resultCode === TOKEN_REJECTED) return true;
  }
  return isTokenRejected?.(answerOf(response, text)) === true;
}

/** What a blob of the fetch adapter holds, which takes time to read; `undefined` for a large one, and all else. */
export function textOfBlob(data: unknown): Promise<string> | undefined {
  if (!(data instanceof Blob) || data.size > LARGEST_ENVELOPE) return undefined;
  return data.arrayBuffer().then(decodeText);
}

function textOf(data: unknown): string | undefined {
  if (typeof data === 'string') return data.length > LARGEST_ENVELOPE ? undefined : data;
  if (!Buffer.isBuffer(data) && !(data instanceof ArrayBuffer)) return undefined;
  return data.byteLength > LARGEST_ENVELOPE ? undefined : decodeText(data);
}

function answerOf(response: AxiosResponse<unknown>, text: string | undefined): Answer {
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([k, v]) => [k.toLowerCase(), v as unknown]),
  );
  const parsed = text === undefined ? undefined : parseJson(text);
  const data = isStream(response.data) ? undefined : (parsed ?? response.data);
  return { status: response.status, headers, data };
}

/**
 * Whether a body, as axios is about to send it, can be sent again: a stream cannot, and would go out empty
 * with nothing to show for it.
 */
export function isRepeatable(data: unknown): boolean {
  if (data === undefined || data === null || typeof data === 'string') return true;
  if (ArrayBuffer.isView(data) || data instanceof ArrayBuffer) return true;
  if (isStream(data)) return false;
  return data instanceof URLSearchParams || data instanceof Blob || data instanceof FormData;
}
