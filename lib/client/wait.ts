import { sleep } from '../common/abort.js';
import { EsignonAbortedError, isEsignonAuthError } from '../common/errors.js';
import { call } from './call.js';
import type { Connection } from './connection.js';
import { readDocument } from './document-reader.js';
import { isDone } from './document-status.js';
import type { EsignonDocument, EsignonWaitUntilDoneOptions } from './document-types.js';
import { ENDPOINTS } from './endpoints.js';

/** The default time between two requests, in ms. */
const PAUSE = 10_000;

/** Requests a document repeatedly until its signers can do nothing more. Continues after transient failures. */
export async function waitUntilDone(
  connection: Connection,
  id: string,
  { every = PAUSE, signal }: EsignonWaitUntilDoneOptions,
): Promise<EsignonDocument> {
  for (;;) {
    const look = await lookAt(connection, id, signal);
    if ('document' in look && isDone(look.document.status)) return look.document;
    const pause = 'retryAfterMs' in look ? Math.max(every, look.retryAfterMs) : every;
    await sleep(connection.clock, pause, signal ?? new AbortController().signal, aborted);
  }
}

const aborted = (): EsignonAbortedError =>
  new EsignonAbortedError(
    'The wait for a document was aborted by its caller. The document itself is not changed.',
  );

type Look = { readonly document: EsignonDocument } | { readonly retryAfterMs: number };

async function lookAt(connection: Connection, id: string, signal: AbortSignal | undefined): Promise<Look> {
  try {
    return { document: await call(connection, ENDPOINTS.document, { id, signal }, readDocument) };
  } catch (error) {
    if (!isEsignonAuthError(error) || !error.retryable) throw error;
    return { retryAfterMs: error.retryAfterMs ?? 0 };
  }
}
