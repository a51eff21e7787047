import type { DocumentStatus } from './documents.js';
import { envelopeOf, failure, success } from './envelope.js';
import { vendorDate } from './expire-date-formats.js';
import type { Answer } from './http.js';
import { type JsonObject, textAt } from './json.js';
import type { Call } from './simulator-state.js';
import { TEMPLATES } from './templates.js';

/** `POST /JEDOC/Common.do`: one path for many calls, told apart by `header.request_code`. */
export function common(call: Call): Answer {
  const request = envelopeOf(call.json);
  const operation = OPERATIONS.get(textAt(request?.header, 'request_code') ?? '');
  if (!request || !operation) return failure(call, '12', 'malformed');
  const companyId = textAt(request.body, 'comp_id');
  if (companyId === undefined) return failure(call, '12', 'malformed');
  if (companyId !== call.member.companyId) return failure(call, '10', 'wrongCompany');
  return operation(call, request.body);
}

const OPERATIONS = new Map([
  ['1510Q', changeState],
  ['1429Q', sendAgain],
  ['1123Q', listTemplates],
]);

const COMMANDS = new Map<string, { from: DocumentStatus; to: DocumentStatus }>([
  ['CANCEL', { from: 'Playing', to: 'Canceled' }],
  ['DISPOSAL', { from: 'Complete', to: 'Disposal' }],
  ['DELETE', { from: 'Canceled', to: 'Truncate' }],
]);

/** 1510Q. Its page has one code, 11, for a value that is missing and for a document in another state. */
function changeState(call: Call, body: JsonObject): Answer {
  const { documents } = call.state;
  const name = textAt(body, 'command')?.toUpperCase() ?? '';
  const command = COMMANDS.get(name);
  const document = documents.find(call.member.companyId, textAt(body, 'workflow_id'));
  const lacksReason = name === 'DISPOSAL' && !textAt(body, 'description');
  if (!command || lacksReason || document?.status !== command.from) return failure(call, '11', 'wrongState');
  documents.end(document, command.to);
  return success(call, echo(body, { workflow_id: document.id }));
}

/** 1429Q. Here 11 and 12 mean other things than they do elsewhere: only 94 says the same everywhere. */
function sendAgain(call: Call, body: JsonObject): Answer {
  const document = call.state.documents.find(call.member.companyId, textAt(body, 'workflow_id'));
  if (!document) return failure(call, '10', 'unknownDocument');
  if (document.status === 'Complete' || document.status === 'Disposal')
    return failure(call, '11', 'alreadyComplete');
  if (document.status !== 'Playing') return failure(call, '12', 'alreadyCanceled');
  return success(call, echo(body, { workflow_id: document.id }));
}

/** 1123Q. */
function listTemplates(call: Call, body: JsonObject): Answer {
  const created = vendorDate(Date.UTC(2026, 0, 2));
  const files = TEMPLATES.map(({ id, name, steps }) => ({
    file_id: id,
    file_type: '서식',
    file_name: name,
    dir_type: 'all',
    create_memb_email: 'manager@example.com',
    create_memb_name: '관리자',
    create_date: created,
    last_modify_date: created,
    file_workflow_count: String(steps),
    file_workflow_type: 'WEBTYPE',
  }));
  return success(
    call,
    echo(body, { search_dir_id: textAt(body, 'search_dir_id') ?? 'all', file_list: files }),
  );
}

/** The vendor repeats these fields of the request in its answer. */
function echo(body: JsonObject, more: object): object {
  return {
    comp_id: textAt(body, 'comp_id'),
    biz_id: textAt(body, 'biz_id') ?? '0',
    memb_email: textAt(body, 'memb_email'),
    ...more,
  };
}
