import type { IncomingMessage } from 'node:http';

import { parseJson } from '../login/envelope.js';

/** The largest body that is accepted, in bytes. Events are a few KB; a field can hold a picture. */
export const MAX_BODY = 1_048_576;

/** What of Node's request a body is read from. */
export type BodyStream = Pick<IncomingMessage, 'iterator' | 'readableEnded'>;

/** Why a body is refused, as an HTTP status. */
export type BodyRefusal = 413 | 415;

/**
 * Refuses a body by its headers, before any of it is read. A compressed one is refused whatever its size: eSignon sends
 * none, and what it grows to cannot be told beforehand.
 */
export function refusalOf({ headers }: Pick<IncomingMessage, 'headers'>): BodyRefusal | undefined {
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity') return 415;
  return Number(headers['content-length'] ?? 0) > MAX_BODY ? 413 : undefined;
}

/** Whether a body that the application parsed, as JSON here, was too large and sent without its length. */
export function isTooLarge(json: string, { headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers['content-length'] === undefined && Buffer.byteLength(json) > MAX_BODY;
}

/** Reads a body of JSON from the socket; 413 as soon as it is too large. What is no JSON is `undefined`. */
export async function readBody(request: BodyStream): Promise<{ readonly json: unknown } | BodyRefusal> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Without destroying it: the answer goes out on the same socket.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) return 413;
    chunks.push(chunk);
  }
  // Not toString(), which keeps a byte order mark.
  return { json: parseJson(new TextDecoder().decode(Buffer.concat(chunks))) };
}
