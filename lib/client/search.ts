import { call } from './call.js';
import type { Connection } from './connection.js';
import { readItems } from './document-reader.js';
import type { EsignonDocumentItem, EsignonPeriodSearch, EsignonValueSearch } from './document-types.js';
import { ENDPOINTS } from './endpoints.js';
import { dateProblem, optionalTextProblem, requireValid, textProblem } from './limits.js';
import { present, zonedDay } from './values.js';

const CALL = 'documents.search()';

/** Returns the documents with a value in a field. */
export async function searchByValue(
  connection: Connection,
  { templateId, field, value, signal }: EsignonValueSearch,
): Promise<EsignonDocumentItem[]> {
  requireValid(CALL, [
    textProblem('templateId', templateId),
    textProblem('field', field),
    textProblem('value', value),
  ]);
  const query = { template_id: templateId, field_name: field, field_value: value };
  return call(connection, ENDPOINTS.searchByValue, { query, signal }, readItems);
}

/** Returns the documents that were started or completed in a period. */
export async function searchByPeriod(
  connection: Connection,
  { templateId, from, to, by = 'completed', field, signal }: EsignonPeriodSearch,
): Promise<EsignonDocumentItem[]> {
  requireValid(CALL, [
    textProblem('templateId', templateId),
    dateProblem('from', from),
    dateProblem('to', to),
    from > to ? 'from is after to' : undefined,
    optionalTextProblem('field', field),
  ]);
  const { companyId } = await connection.token({ signal });
  const body = {
    comp_id: companyId,
    search_date_type: by === 'started' ? 'START' : 'END',
    start_date: zonedDay(from),
    end_date: zonedDay(to),
    field_list: [{ doc_uid: templateId, ...present({ field_name: field }) }],
  };
  return call(connection, ENDPOINTS.searchByPeriod, { body, signal }, readItems);
}
