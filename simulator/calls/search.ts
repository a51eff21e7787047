import { dayOf, isDay, vendorDate, vendorDateOrEmpty } from '../dates.js';
import type { SimulatorDocument } from '../documents/document.js';
import { failure, success } from '../http/envelope.js';
import type { Answer } from '../http/http.js';
import { asObject, type JsonObject, listAt, textAt } from '../http/json.js';
import type { Call, SimulatorState } from '../state.js';

/** One entry of `field_list`. */
interface Condition {
  readonly template: string;
  readonly field: string;
  readonly value: string;
}

/** 5009Q: documents of the given templates that began or ended within a period, in Korean days. [D] The zone: [I]. */
export function searchByPeriod(call: Call, body: JsonObject): Answer {
  const type = textAt(body, 'search_date_type') ?? 'END';
  const [from, to] = [textAt(body, 'start_date'), textAt(body, 'end_date')];
  const conditions = conditionsOf(body);
  if (isForeign(call, body)) return failure(call, '10', 'wrongCompany');
  if (conditions.length === 0) return failure(call, '18', 'noCondition');
  const hasTemplates = conditions.every(({ template }) => template !== '');
  if (!textAt(body, 'comp_id') || !from || !to || !hasTemplates || (type !== 'START' && type !== 'END'))
    return failure(call, '17', 'missingCondition');
  if (!isDay(from) || !isDay(to)) return failure(call, '19', 'wrongDate');
  return answer(call, conditions, (document) => {
    const at = type === 'START' ? document.startedAt : document.endedAt;
    return at !== undefined && dayOf(at) >= from && dayOf(at) <= to;
  });
}

/** 5008Q: documents whose fields have the given values, all of them. [D] That all must fit: [I]. */
export function searchByValue(call: Call, body: JsonObject): Answer {
  const conditions = conditionsOf(body);
  if (isForeign(call, body)) return failure(call, '10', 'wrongCompany');
  if (conditions.length === 0) return failure(call, '18', 'noCondition');
  const isWhole = conditions.every(({ template, field, value }) => template && field && value);
  if (!textAt(body, 'comp_id') || !isWhole) return failure(call, '17', 'missingCondition');
  return answer(call, conditions, ({ templateId, fields }) =>
    conditions
      .filter(({ template }) => template === templateId)
      .every(({ field, value }) => fields.get(field) === value),
  );
}

/** The documents that a search can find already. */
export function searchable({ state, member }: Call): SimulatorDocument[] {
  return state.documents.list(member.companyId).filter((document) => isSearchable(state, document));
}

export function isSearchable({ now, settings }: SimulatorState, { startedAt }: SimulatorDocument): boolean {
  return startedAt <= now() - settings.searchDelay;
}

function conditionsOf(body: JsonObject): Condition[] {
  return listAt(body, 'field_list')
    .map(asObject)
    .map((entry) => ({
      template: textAt(entry, 'doc_uid') ?? '',
      field: textAt(entry, 'field_name') ?? '',
      value: textAt(entry, 'field_value') ?? '',
    }));
}

function isForeign({ member, params: [companyId] }: Call, body: JsonObject): boolean {
  return companyId !== member.companyId || (textAt(body, 'comp_id') ?? companyId) !== companyId;
}

function answer(
  call: Call,
  conditions: readonly Condition[],
  isFound: (document: SimulatorDocument) => boolean,
): Answer {
  const rows = searchable(call).flatMap((document) => {
    const condition = conditions.find(({ template }) => template === document.templateId);
    return condition && isFound(document) ? [row(document, condition.field)] : [];
  });
  return success(call, { comp_id: call.member.companyId, wf_list: rows });
}

function row(document: SimulatorDocument, field: string): unknown {
  return {
    wfuid: document.id,
    wf_title: document.name,
    wf_status: document.status,
    doc_uid: document.templateId,
    start_date: vendorDate(document.startedAt),
    end_date: vendorDateOrEmpty(document.endedAt),
    wf_manager_name: document.starter.name,
    wf_manager_email: document.starter.email,
    total_process_count: String(document.signers.length),
    current_process_no: String(document.step),
    field_name: field,
    field_value: document.fields.get(field) ?? '',
  };
}
