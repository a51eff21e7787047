import type { SimulatorDocument, Signer } from '../documents/document.js';
import type { Template } from '../documents/templates.js';
import { failure, success } from '../http/envelope.js';
import type { Answer } from '../http/http.js';
import { asObject, type JsonObject, listAt, textAt } from '../http/json.js';
import { message } from '../http/messages.js';
import type { Call } from '../state.js';
import { starterToken } from './links.js';
import { fieldsFit, isName, readFields, readSigner, subscriptionProblem } from './start-input.js';

/** 1410Q: one document for each of a list of people. `12`, storage full, never happens here. [D] */
export function startBulk(call: Call, body: JsonObject): Answer {
  const { companyId } = call.member;
  const library = textAt(body, 'workflow_lib_id');
  const template = call.state.templates.findByLibrary(companyId, library);
  const rows = listAt(body, 'unset_player_list').map(asObject);
  if (textAt(body, 'comp_id') !== companyId) return failure(call, '11', 'wrongCompany');
  if (!template) return failure(call, '10', 'unknownTemplate');
  if (!isStarter(call, body) || !isName(textAt(body, 'workflow_name')))
    return failure(call, '11', 'wrongValue');
  // Each document has one signer, so only templates of one step can be filled. [I]
  if (template.steps !== 1 || rows.length === 0 || rows.some(lacksAddress))
    return failure(call, '15', 'wrongValue', 'unset_player_list');
  const problem = subscriptionProblem(call, rows.length);
  if (problem === 'quota') return failure(call, '13', 'quotaExceeded');
  if (problem === 'expired') return failure(call, '14', 'subscriptionExpired');
  const workflow_list = rows.map((row) => startRow(call, body, template, row));
  return success(call, { workflow_lib_id: library, workflow_list });
}

function isStarter({ state, member }: Call, body: JsonObject): boolean {
  return state.accounts.has({ companyId: member.companyId, email: textAt(body, 'memb_email') ?? '' });
}

function lacksAddress(row: JsonObject | undefined): boolean {
  return !textAt(row, 'name') || !textAt(row, 'email');
}

/** One row, with its `result`. The values other than `OK` are unknown. [I] */
function startRow(call: Call, body: JsonObject, template: Template, row: JsonObject = {}): unknown {
  const signer = readSigner(row);
  const name = textAt(row, 'workflow_name') ?? textAt(body, 'workflow_name');
  const fields = readFields(row, 'field_name', 'field_value');
  const isRight = signer && isName(name) && fields && fieldsFit(template, fields);
  if (!isRight) return rowAnswer(row, 'FAIL', message('wrongValue', call.language));
  const document = start(call, body, { template, signer, name, fields });
  return rowAnswer(row, 'OK', '', document, starterToken(call.state, document));
}

interface Row {
  readonly template: Template;
  readonly signer: Signer;
  readonly name: string;
  readonly fields: Map<string, string>;
}

function start(call: Call, body: JsonObject, { template, signer, name, fields }: Row): SimulatorDocument {
  const { companyId } = call.member;
  const email = textAt(body, 'memb_email') ?? '';
  return call.state.documents.start({
    companyId,
    name,
    fields,
    templateId: template.id,
    bulk: true,
    signers: [signer],
    copies: [],
    expiresAt: undefined,
    exportApi: undefined,
    startedBy: 'envelope',
    language: 'ko-KR',
    comment: textAt(body, 'comment') ?? '',
    starter: { email, name: call.state.accounts.nameOf({ companyId, email }) },
  });
}

function rowAnswer(
  row: JsonObject,
  result: string,
  description: string,
  document?: SimulatorDocument,
  token = '',
): unknown {
  return {
    workflow_id: document?.id ?? '',
    unset_player_email: textAt(row, 'email'),
    unset_player_name: textAt(row, 'name'),
    result,
    description,
    token,
    workflow_name: document?.name ?? textAt(row, 'workflow_name') ?? '',
    lang: textAt(row, 'language') ?? 'ko-KR',
    reg_date: '',
  };
}
