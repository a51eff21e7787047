import type { IncomingMessage, ServerResponse } from 'node:http';

/** Largest request body the simulator keeps: 4 MiB, room for two pictures. More is answered with HTTP 413. */
export const BODY_LIMIT = 4 * 1_048_576;

/** A response, before it is sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** `header.result_code` of an envelope. */
  readonly resultCode?: string;
}

/** A body that was read, one that was too long to keep, or a client that left before the end. */
export type ReadBody = { readonly text: string } | 'too-large' | 'gone';

/** Reads a body to its end, and drops what exceeds the limit, so that the client can still read a 413. */
export function readBody(req: IncomingMessage): Promise<ReadBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= BODY_LIMIT) chunks.push(chunk);
      else chunks.length = 0;
    });
    req.on('end', () =>
      resolve(size > BODY_LIMIT ? 'too-large' : { text: Buffer.concat(chunks).toString() }),
    );
    req.on('error', () => resolve('gone'));
    req.on('close', () => resolve('gone'));
  });
}

/** An answer in JSON, outside any envelope. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', ...headers },
    body: JSON.stringify(body),
  };
}

/** A page for people. */
export function html(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/html;charset=UTF-8' }, body };
}

/** Sends an answer at once. The `Date` header is the simulator's, so that its clock can be moved or wrong. */
export function send(res: ServerResponse, answer: Answer, date: Date): void {
  writeHead(res, answer, date);
  res.end(answer.body);
}

/** Sends the headers at once and the body a byte at a time, every `interval` ms. */
export function sendSlowly(res: ServerResponse, answer: Answer, date: Date, interval: number): void {
  const bytes = Buffer.from(answer.body);
  let sent = 0;
  writeHead(res, answer, date);
  res.flushHeaders();
  const timer = setInterval(() => {
    const byte = bytes.subarray(sent, ++sent);
    if (sent < bytes.length) res.write(byte);
    else res.end(byte);
  }, interval);
  // 'close' comes after the last byte as well as when either side breaks off.
  res.once('close', () => clearInterval(timer));
}

/** Runs `act` after `ms`, unless the connection has ended by then. */
export function later(res: ServerResponse, ms: number, act: () => void): void {
  if (ms <= 0) {
    act();
    return;
  }
  const timer = setTimeout(act, ms);
  res.once('close', () => clearTimeout(timer));
}

function writeHead(res: ServerResponse, answer: Answer, date: Date): void {
  res.sendDate = false;
  res.writeHead(answer.status, {
    date: date.toUTCString(),
    'content-length': Buffer.byteLength(answer.body),
    ...answer.headers,
  });
}
