import type { IncomingMessage } from 'node:http';

import { parseJson } from '../login/envelope.js';

/** The largest body that is accepted, in bytes. Events are a few KB; a field can hold a picture. */
export const MAX_BODY = 1_048_576;

/** The part of Node's request that is needed to read a body. */
export type BodyStream = Pick<IncomingMessage, 'iterator' | 'readableEnded'>;

/** Why a body is refused, as an HTTP status. */
export type BodyRefusal = 413 | 415;

/**
 * Returns why a body is refused by its headers, before it is read. A compressed body is always refused: eSignon sends
 * none, and its size when decompressed is not known.
 */
export function refusalOf({ headers }: Pick<IncomingMessage, 'headers'>): BodyRefusal | undefined {
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity') return 415;
  return Number(headers['content-length'] ?? 0) > MAX_BODY ? 413 : undefined;
}

/** Whether a body that the application parsed, as JSON here, was too large and sent without its length. */
export function isTooLarge(json: string, { headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers['content-length'] === undefined && Buffer.byteLength(json) > MAX_BODY;
}

/** Reads a JSON body from the socket. Returns 413 as soon as it is too large; `json` is `undefined` for invalid JSON. */
export async function readBody(request: BodyStream): Promise<{ readonly json: unknown } | BodyRefusal> {
  const chunks: Buffer[] = [];
  let size = 0;
  // The request is not destroyed, since the response is sent on the same socket.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) return 413;
    chunks.push(chunk);
  }
  // Not toString(), which keeps a byte order mark.
  return { json: parseJson(new TextDecoder().decode(Buffer.concat(chunks))) };
}
