import { COMMANDS } from '../documents/transitions.js';
import { failure, success } from '../http/envelope.js';
import type { Answer } from '../http/http.js';
import { type JsonObject, textAt } from '../http/json.js';
import type { Call } from '../state.js';
import { echo, memberIn } from './echo.js';

/** 1510Q: cancels, disposes of or deletes. `11` means a missing value, or a document in another state. [D] */
export function changeStatus(call: Call, body: JsonObject): Answer {
  const { documents } = call.state;
  const name = textAt(body, 'command')?.toUpperCase() ?? '';
  const command = COMMANDS.get(name);
  const document = documents.find(call.member.companyId, textAt(body, 'workflow_id'));
  const isWhole = textAt(body, 'comp_id') === call.member.companyId && textAt(body, 'memb_email');
  if (!isWhole || !command || (name === 'DISPOSAL' && lacksReason(body)) || document?.status !== command.from)
    return failure(call, '11', 'wrongState');
  documents.changeStatus(document, command, memberIn(call, body), textAt(body, 'description') ?? '');
  return success(call, echo(body, { workflow_id: document.id, command: name }));
}

function lacksReason(body: JsonObject): boolean {
  return !textAt(body, 'description') || !/^[+-]\d\d:\d\d$/.test(textAt(body, 'timezone_offset') ?? '');
}
