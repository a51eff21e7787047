import { EsignonCompanyCalls } from './company.js';
import type { Connection } from './connection.js';
import { EsignonDocuments } from './documents.js';
import { EsignonTemplates } from './templates.js';

/**
 * eSignon's calls as methods. Calls go as the account in scope (`runAs()`, `@EsignonAccount()`), otherwise as the main
 * one, through `EsignonHttpService`: the token, its renewal and the allowed origins are the same.
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

  /** The client of another account of the `accounts` option. Never throws: an account that there is none of fails its calls. */
  forAccount(id: string): EsignonClient {
    return new EsignonClient(this.#connection.forAccount(id));
  }
}
