import { vendorDate } from '../dates.js';
import { failure, success } from '../http/envelope.js';
import type { Answer } from '../http/http.js';
import { asObject, textAt } from '../http/json.js';
import type { Call } from '../state.js';
import { valuesOf } from './document-v2.js';

/** `POST /exportfield`: a plain request, an answer in an envelope. [D] Its codes are not listed. [I] */
export function exportFields(call: Call): Answer {
  const id = textAt(asObject(call.json), 'workflow_id');
  if (id === undefined) return failure(call, '12', 'malformed');
  const document = call.state.documents.find(call.member.companyId, id);
  if (!document) return failure(call, '10', 'unknownDocument');
  return success(call, {
    field_data: Object.fromEntries(valuesOf(call, document).map(({ name, value }) => [name, value])),
    sender_email: document.starter.email,
    start_date: vendorDate(document.startedAt),
    status: document.status,
    workflow_id: document.id,
    workflow_name: document.name,
    doc_uid: document.templateId,
  });
}
