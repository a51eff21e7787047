import { call } from './call.js';
import { type EsignonCompany, readCompany } from './company-reader.js';
import type { Connection } from './connection.js';
import type { EsignonCallOptions } from './document-types.js';
import { ENDPOINTS } from './endpoints.js';

/** The account's company. */
export class EsignonCompanyCalls {
  readonly #connection: Connection;

  /** Made by `EsignonClient`. */
  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Returns the name and the plan of the company, and how many of its documents are used. */
  async get({ signal }: EsignonCallOptions = {}): Promise<EsignonCompany> {
    return call(this.#connection, ENDPOINTS.company, { signal }, readCompany);
  }
}
