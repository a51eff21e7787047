import { vendorDate } from '../dates.js';
import type { Template } from '../documents/templates.js';
import { failure, success } from '../http/envelope.js';
import type { Answer } from '../http/http.js';
import { type JsonObject, textAt } from '../http/json.js';
import type { Call } from '../state.js';
import { echo } from './echo.js';

const CREATED = Date.UTC(2026, 0, 2);
const DIRECTORIES = ['all', 'my', 'shared'];

type Compare = (a: Template, b: Template) => number;
const BY_NAME: Compare = (a, b) => a.name.localeCompare(b.name, 'ko');
const BY_ID: Compare = (a, b) => Number(a.id) - Number(b.id);
const BY_TYPE: Compare = (a, b) => a.type.localeCompare(b.type);
const BY_STEPS: Compare = (a, b) => a.steps - b.steps;
const down =
  (compare: Compare): Compare =>
  (a, b) =>
    compare(b, a);

/** The orders of `display_order_mode`. All templates here are equally old, so 2 leaves them as they are. [D] */
const ORDERS = new Map<string, Compare>([
  ['3', down(BY_NAME)],
  ['4', BY_NAME],
  ['5', down(BY_ID)],
  ['6', BY_ID],
  ['7', down(BY_TYPE)],
  ['8', BY_TYPE],
  ['9', down(BY_STEPS)],
  ['10', BY_STEPS],
]);

/** 1123Q: the templates of the company. [D] */
export function listTemplates(call: Call, body: JsonObject): Answer {
  const { companyId } = call.member;
  const directory = textAt(body, 'search_dir_id') ?? 'all';
  const order = ORDERS.get(textAt(body, 'display_order_mode') ?? '');
  if (textAt(body, 'comp_id') === undefined) return failure(call, '12', 'malformed');
  if (textAt(body, 'comp_id') !== companyId) return failure(call, '10', 'wrongCompany');
  if (!textAt(body, 'memb_email')) return failure(call, '10', 'missingValue', 'memb_email');
  if (!DIRECTORIES.includes(directory)) return failure(call, '10', 'wrongValue', 'search_dir_id');
  const found = call.state.templates
    .list(companyId)
    .filter(({ folder }) => directory === 'all' || folder === directory);
  const sorted = order ? found.sort(order) : found;
  return success(
    call,
    echo(body, { search_dir_id: directory, file_list: sorted.map((file) => row(call, file)) }),
  );
}

/** `GET /api/v2/docs/{id}`: the only documented way to learn the names of fields. [D] */
export function showTemplate(call: Call): Answer {
  const { companyId } = call.member;
  const template = call.state.templates.find(companyId, call.params[0]);
  if (!template) return failure(call, '11', 'unknownTemplate');
  if (!template.finished) return failure(call, '10', 'unfinishedTemplate');
  const date = vendorDate(CREATED, call.zone);
  const { name: creator } = creatorOf(call);
  return success(call, {
    doc_id: template.id,
    doc_name: template.name,
    doc_type: template.type,
    creator,
    workflow_library_id: template.libraryId,
    dir_type: template.folder,
    dir_path: '/',
    last_modifier: creator,
    file_workflow_count: String(template.steps),
    last_modify_date: date,
    create_date: date,
    field_list: template.fields.map(({ name, step }) => ({
      action_id: String(step),
      field_owner: name,
      email: '',
    })),
  });
}

function row(call: Call, { id, name, folder, steps, type, libraryId }: Template): unknown {
  const date = vendorDate(CREATED);
  const creator = creatorOf(call);
  return {
    file_id: id,
    // The vendor's spelling. [D]
    file_type: 'templete',
    file_name: name,
    dir_type: folder,
    create_memb_email: creator.email,
    create_memb_name: creator.name,
    create_date: date,
    last_modify_date: date,
    file_workflow_count: String(steps),
    file_workflow_type: type,
    file_workflow_library_id: libraryId,
  };
}

function creatorOf({ state, member: { companyId } }: Call): { email: string; name: string } {
  const email = state.accounts.subscriptionOf(companyId).createdBy;
  return { email, name: state.accounts.nameOf({ companyId, email }) };
}
