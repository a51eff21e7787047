import { call } from './call.js';
import type { Connection } from './connection.js';
import { readDocument } from './document-reader.js';
import type { EsignonCallOptions, EsignonDocument } from './document-types.js';
import { ENDPOINTS } from './endpoints.js';
import { requireValid, textProblem } from './limits.js';

/**
 * Documents, from their start to their files. Every method takes `{ signal }`, and fails with an `EsignonAuthError`:
 * `ESIGNON_INVALID_REQUEST` before anything is sent, `ESIGNON_API_FAILED` with a `reason` where eSignon refuses,
 * `ESIGNON_UNREACHABLE`, `ESIGNON_TIMEOUT` or `ESIGNON_HTTP_STATUS` where it does not answer.
 */
export class EsignonDocuments {
  readonly #connection: Connection;

  /** Made by `EsignonClient`. */
  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The document as eSignon has it now. */
  async get(id: string, { signal }: EsignonCallOptions = {}): Promise<EsignonDocument> {
    requireValid('documents.get()', [textProblem('id', id)]);
    return call(this.#connection, ENDPOINTS.document, { id, signal }, readDocument);
  }
}
