import { call } from './call.js';
import type { Connection } from './connection.js';
import type { EsignonCallOptions } from './document-types.js';
import { ENDPOINTS } from './endpoints.js';
import { idProblem, requireValid } from './limits.js';
import { readTemplate, readTemplates } from './template-reader.js';
import type { EsignonTemplate, EsignonTemplateItem, EsignonTemplateQuery } from './template-types.js';

const ORDERS = { created: '2', 'name-descending': '3', name: '4' } as const;

/** The templates that the account's member can start documents from. */
export class EsignonTemplates {
  readonly #connection: Connection;

  /** Made by `EsignonClient`. */
  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The templates, without their fields. */
  async list({ folder = 'all', sort = 'created', signal }: EsignonTemplateQuery = {}): Promise<
    EsignonTemplateItem[]
  > {
    const { companyId, memberEmail } = await this.#connection.token({ signal });
    const body = {
      comp_id: companyId,
      biz_id: '0',
      memb_email: memberEmail,
      search_dir_id: folder,
      display_order_mode: ORDERS[sort],
    };
    return call(this.#connection, ENDPOINTS.templates, { body, signal }, readTemplates);
  }

  /**
   * Returns a template with its fields and steps, for `documents.start()`.
   *
   * @throws `ESIGNON_API_FAILED` with the reason `not-found`, or `not-allowed` if it is not finished yet
   */
  async get(id: string, { signal }: EsignonCallOptions = {}): Promise<EsignonTemplate> {
    requireValid('templates.get()', [idProblem('id', id)]);
    return call(this.#connection, ENDPOINTS.template, { id, signal }, readTemplate);
  }
}
