import { vendorDate } from '../dates.js';
import type { SimulatorDocument } from '../documents/document.js';
import { type Answer, json } from '../http/http.js';
import { failV3 } from '../http/v3-failure.js';
import type { Call } from '../state.js';
import { v3Head } from './document-v3.js';
import { isSearchable, searchable } from './search.js';

/** Rows per page. Unknown for v3, so the number of the old list. [I] */
const ROWS = 50;

/** `GET /api/v3/workflows/search-with-value`. [F] */
export function searchWithValue(call: Call): Answer {
  const { template_id: template, field_name: name, field_value: value } = call.request.query;
  if (!template || !name || value === undefined) {
    return failV3(call, 'wrongValue', 'template_id, field_name, field_value');
  }
  const { state, member } = call;
  const found = state.documents.findByField(member.companyId, template, name, value);
  return listAnswer(call, found.filter((document) => isSearchable(state, document)).reverse());
}

/** The one value of each condition that public code sends. What others mean is unknown: they are refused. [I] */
const CONDITIONS = new Map([
  ['date_condition', 'created_date'],
  ['step', 'progress'],
  ['imminent', 'false'],
  ['important', 'false'],
]);

/** `GET /api/v3/workflows`. [F] */
export function listV3(call: Call): Answer {
  const { query } = call.request;
  const unknown = [...CONDITIONS].find(([key, known]) => (query[key] ?? known) !== known);
  const page = /^[1-9]\d{0,8}$/.test(query['page'] ?? '1') ? Number(query['page'] ?? '1') : undefined;
  if (unknown || page === undefined) return failV3(call, 'wrongValue', unknown?.[0] ?? 'page');
  const found = searchable(call)
    .filter(({ status }) => query['step'] === undefined || status === 'Playing')
    .filter(({ templateId }) => (query['template_id'] ?? templateId) === templateId);
  return listAnswer(call, found.slice((page - 1) * ROWS, page * ROWS));
}

function listAnswer(call: Call, documents: readonly SimulatorDocument[]): Answer {
  return json(200, { workflow_list: documents.map((document) => row(call, document)) });
}

/** ID and status are seen in code. The rest, under the names of v2, is inferred. */
function row({ state, zone }: Call, document: SimulatorDocument): unknown {
  const isFull = state.settings.contract.v3Document === 'full';
  return {
    ...v3Head(state, document),
    ...(isFull && {
      workflow_name: document.name,
      create_date: vendorDate(document.startedAt, zone),
      creator_email: document.starter.email,
      creator_name: document.starter.name,
    }),
  };
}
