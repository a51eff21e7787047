import {
  EsignonApiError,
  type EsignonAuthError,
  isEsignonApiError,
  isEsignonAuthError,
} from '../common/errors.js';
import { call } from './call.js';
import type { Connection } from './connection.js';
import { readDocument, readFiles } from './document-reader.js';
import type { EsignonCallOptions, EsignonDocument, EsignonFiles } from './document-types.js';
import { ENDPOINTS } from './endpoints.js';

/**
 * Asks for the links to a document's files. The vendor lists no result codes for this call, so if it is refused, the
 * document is looked at: whether it is there, and whether it is complete.
 */
export async function readLinks(
  connection: Connection,
  id: string,
  { signal }: EsignonCallOptions,
): Promise<EsignonFiles> {
  try {
    return await call(connection, ENDPOINTS.files, { body: { workflow_id: id }, signal }, readFiles);
  } catch (error) {
    if (!isUnexplained(error)) throw error;
    throw explained(error, id, await lookAt(connection, id, signal));
  }
}

/** `not-allowed` is a refusal of the token or of the member, whatever the document is. */
function isUnexplained(error: unknown): error is EsignonAuthError {
  if (isEsignonApiError(error)) return error.reason !== 'not-allowed';
  return isEsignonAuthError(error, 'ESIGNON_INVALID_RESPONSE');
}

async function lookAt(
  connection: Connection,
  id: string,
  signal: AbortSignal | undefined,
): Promise<EsignonDocument | EsignonAuthError | undefined> {
  try {
    return await call(connection, ENDPOINTS.document, { id, signal }, readDocument);
  } catch (error) {
    return isEsignonAuthError(error) ? error : undefined;
  }
}

/** The failure that says most: why there are no files, or as before that they were refused. */
function explained(
  refused: EsignonAuthError,
  id: string,
  seen: EsignonDocument | EsignonAuthError | undefined,
): EsignonAuthError {
  if (seen instanceof Error) return saysMore(seen) ? seen : refused;
  if (!seen || seen.status === 'complete' || seen.status === 'unknown') return refused;
  const { status, resultCode, resultMessage } = refused;
  return new EsignonApiError(
    `Document ${id} is ${seen.status}, and eSignon has files of complete documents only${saidBy(refused)}. Look at its status with documents.get() before you ask for them.`,
    { status, resultCode, resultMessage, reason: 'not-allowed' },
  );
}

function saysMore(error: EsignonAuthError): boolean {
  return error.code === 'ESIGNON_ABORTED' || (isEsignonApiError(error) && error.reason === 'not-found');
}

function saidBy({ resultCode, resultMessage }: EsignonAuthError): string {
  if (resultCode === undefined) return '';
  return ` (result code ${resultCode}${resultMessage === undefined ? '' : `, "${resultMessage}"`})`;
}
