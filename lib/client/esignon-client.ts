import { EsignonCompanyCalls } from './company.js';
import type { Connection } from './connection.js';
import { EsignonDocuments } from './documents.js';
import { EsignonTemplates } from './templates.js';

/**
 * eSignon's calls as methods. They are sent through `EsignonHttpService`, as the account in scope (`runAs()`,
 * `@EsignonAccount()`) or otherwise as the main account.
 *
 * @example
 * constructor(private readonly esignon: EsignonClient) {}
 * const { id } = await this.esignon.documents.start({ name, templateId, signers });
 */
export class EsignonClient {
  readonly documents: EsignonDocuments;
  readonly templates: EsignonTemplates;
  readonly company: EsignonCompanyCalls;
  readonly #connection: Connection;

  /** Made by `EsignonClientModule`. @internal */
  constructor(connection: Connection) {
    this.#connection = connection;
    this.documents = new EsignonDocuments(connection);
    this.templates = new EsignonTemplates(connection);
    this.company = new EsignonCompanyCalls(connection);
  }

  /** Returns the client of an account of the `accounts` option. Never throws: the calls of an unknown account fail. */
  forAccount(id: string): EsignonClient {
    return new EsignonClient(this.#connection.forAccount(id));
  }
}
