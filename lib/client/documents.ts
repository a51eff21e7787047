import { EsignonInvalidResponseError } from '../common/errors.js';
import { call } from './call.js';
import type { Connection } from './connection.js';
import { readDocument } from './document-reader.js';
import type {
  EsignonCallOptions,
  EsignonDecisionOptions,
  EsignonDisposal,
  EsignonDocument,
  EsignonDocumentItem,
  EsignonDocumentPage,
  EsignonFiles,
  EsignonListQuery,
  EsignonPeriodSearch,
  EsignonValueSearch,
  EsignonWaitUntilDoneOptions,
} from './document-types.js';
import { type EsignonDownload, openFile } from './download.js';
import { ENDPOINTS } from './endpoints.js';
import { safeName } from './file-name.js';
import { readLinks } from './files.js';
import { durationProblem, idProblem, integerProblem, requireValid, textProblem } from './limits.js';
import { allPages, readPage } from './pages.js';
import { startDocument } from './start.js';
import type { EsignonStartedDocument, EsignonStartOptions, EsignonStartRequest } from './start-types.js';
import { searchByPeriod, searchByValue } from './search.js';
import { changeState, type Decision, decide, resend } from './state-changes.js';
import { waitUntilDone } from './wait.js';

/**
 * The calls for documents. Every method takes `{ signal }`, and fails with an `EsignonAuthError`: with
 * `ESIGNON_INVALID_REQUEST` before anything is sent, with `ESIGNON_API_FAILED` and a `reason` if eSignon refuses, with
 * `ESIGNON_UNREACHABLE`, `ESIGNON_TIMEOUT` or `ESIGNON_HTTP_STATUS` if it does not respond.
 */
export class EsignonDocuments {
  readonly #connection: Connection;

  /** Made by `EsignonClient`. */
  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Starts a document: eSignon sends it to the first signer. It is never sent twice (C1).
   *
   * @throws `ESIGNON_OUTCOME_UNKNOWN` if the response was lost and the document may have been started; with a `reference`
   * only if it cannot be found
   * @example
   * const { id } = await client.documents.start({
   *   name: 'Offer',
   *   templateId: '7',
   *   signers: [{ name: 'B', contact: 'b@example.com' }],
   *   fields: { price: '1,200', accepted: true },
   *   reference: { field: 'order', value: order.id },
   * });
   */
  async start(
    request: EsignonStartRequest,
    options: EsignonStartOptions = {},
  ): Promise<EsignonStartedDocument> {
    return startDocument(this.#connection, request, options);
  }

  /** Returns the current state of a document. */
  async get(id: string, { signal }: EsignonCallOptions = {}): Promise<EsignonDocument> {
    requireValid('documents.get()', [idProblem('id', id)]);
    return call(this.#connection, ENDPOINTS.document, { id, signal }, readDocument);
  }

  /** Returns a page of the documents of the company, running and ended ones. */
  async list(query: EsignonListQuery = {}): Promise<EsignonDocumentPage> {
    return readPage(this.#connection, query);
  }

  /**
   * Iterates over the documents of all pages. Each page is requested when it is needed.
   *
   * @example
   * for await (const { id, status } of client.documents.listAll()) { ... }
   */
  listAll(query: EsignonListQuery = {}): AsyncIterable<EsignonDocumentItem> {
    return allPages(this.#connection, query, this.#connection.bind());
  }

  /** Searches the documents of a template: those of a period, or those with a value in a field. */
  async search(query: EsignonPeriodSearch | EsignonValueSearch): Promise<EsignonDocumentItem[]> {
    return 'value' in query
      ? searchByValue(this.#connection, query)
      : searchByPeriod(this.#connection, query);
  }

  /**
   * Cancels a document that is being signed.
   *
   * @throws `ESIGNON_API_FAILED` with the reason `not-allowed` if it is not being signed
   */
  async cancel(id: string, options: EsignonCallOptions = {}): Promise<void> {
    requireValid('documents.cancel()', [idProblem('id', id)]);
    await changeState(this.#connection, id, { command: 'CANCEL' }, options);
  }

  /**
   * Disposes of a complete document: it is no longer valid.
   *
   * @throws `ESIGNON_API_FAILED` with the reason `not-allowed` if it is not complete
   */
  async dispose(id: string, { description, signal }: EsignonDisposal): Promise<void> {
    requireValid('documents.dispose()', [idProblem('id', id), textProblem('description', description)]);
    await changeState(this.#connection, id, { command: 'DISPOSAL', description }, { signal });
  }

  /**
   * Deletes a canceled document: eSignon no longer shows it.
   *
   * @throws `ESIGNON_API_FAILED` with the reason `not-allowed` if it is not canceled
   */
  async delete(id: string, options: EsignonCallOptions = {}): Promise<void> {
    requireValid('documents.delete()', [idProblem('id', id)]);
    await changeState(this.#connection, id, { command: 'DELETE' }, options);
  }

  /**
   * Sends the message again to the signer whose turn it is.
   *
   * @throws `ESIGNON_API_FAILED` with the reason `already-complete` or `already-canceled`
   */
  async resend(id: string, options: EsignonCallOptions = {}): Promise<void> {
    requireValid('documents.resend()', [idProblem('id', id)]);
    await resend(this.#connection, id, options);
  }

  /** Approves a step in the name of its signer, a member of the company with this e-mail address. */
  async approve(
    id: string,
    step: number,
    member: string,
    options: EsignonDecisionOptions = {},
  ): Promise<void> {
    await this.#decide('documents.approve()', { id, step, member, command: 'CF' }, options);
  }

  /** Rejects a step in the name of its signer. By the first signer this cancels the document. */
  async reject(
    id: string,
    step: number,
    member: string,
    options: EsignonDecisionOptions = {},
  ): Promise<void> {
    await this.#decide('documents.reject()', { id, step, member, command: 'RT' }, options);
  }

  /**
   * Links to the files of a complete document. They live for 5 minutes; `download()` opens one.
   *
   * @throws `ESIGNON_API_FAILED` with the reason `not-allowed` for a document that is not complete, `not-found` for one
   * that is not there
   */
  async files(id: string, options: EsignonCallOptions = {}): Promise<EsignonFiles> {
    requireValid('documents.files()', [idProblem('id', id)]);
    return readLinks(this.#connection, id, options);
  }

  /**
   * A file of a complete document, as a stream: the document, or the certificate of its history.
   *
   * @throws as `files()`
   * @example
   * const { stream, name } = await client.documents.download(id, 'document');
   * await pipeline(stream, createWriteStream(join(folder, name)));
   */
  async download(
    id: string,
    file: 'document' | 'certificate' = 'document',
    options: EsignonCallOptions = {},
  ): Promise<EsignonDownload> {
    requireValid('documents.download()', [idProblem('id', id)]);
    const { name = id, documentUrl, certificateUrl } = await this.files(id, options);
    const isDocument = file === 'document';
    const url = isDocument ? documentUrl : certificateUrl;
    if (url === undefined) {
      throw new EsignonInvalidResponseError(
        `eSignon has no link to the certificate of document ${id}. Ask for its 'document', or look at files().`,
      );
    }
    const fallback = safeName(`${name}${isDocument ? '' : '-certificate'}.pdf`) ?? `${id}.pdf`;
    return openFile(this.#connection, url, fallback, options);
  }

  /**
   * Waits until the document is complete or canceled, and returns it. For applications without callbacks. Continues after
   * transient failures; end the wait with `signal`.
   *
   * @throws `ESIGNON_ABORTED`; `ESIGNON_API_FAILED` if eSignon refuses
   */
  async waitUntilDone(id: string, options: EsignonWaitUntilDoneOptions = {}): Promise<EsignonDocument> {
    const { every = 0 } = options;
    requireValid('documents.waitUntilDone()', [idProblem('id', id), durationProblem('every', every)]);
    return waitUntilDone(this.#connection, id, options);
  }

  async #decide(
    name: string,
    decision: Omit<Decision, 'comment'>,
    { comment = '', signal }: EsignonDecisionOptions,
  ): Promise<void> {
    const { id, step, member } = decision;
    requireValid(name, [idProblem('id', id), integerProblem('step', step), textProblem('member', member)]);
    await decide(this.#connection, { ...decision, comment }, { signal });
  }
}
