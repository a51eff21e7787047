import { failure, success } from '../http/envelope.js';
import type { Answer } from '../http/http.js';
import { type JsonObject, textAt } from '../http/json.js';
import type { Call } from '../state.js';
import { echo, memberIn } from './echo.js';

/** 1429Q: sends the message to the signer again. Here `11` is complete and `12` canceled. [D] */
export function resend(call: Call, body: JsonObject): Answer {
  const { documents } = call.state;
  const document = documents.find(call.member.companyId, textAt(body, 'workflow_id'));
  if (textAt(body, 'comp_id') !== call.member.companyId) return failure(call, '10', 'wrongCompany');
  if (!textAt(body, 'memb_email')) return failure(call, '10', 'missingValue', 'memb_email');
  if (!document) return failure(call, '10', 'unknownDocument');
  if (document.status === 'Complete' || document.status === 'Disposal')
    return failure(call, '11', 'alreadyComplete');
  if (document.status !== 'Playing') return failure(call, '12', 'alreadyCanceled');
  documents.note(document, 'RESEND', memberIn(call, body));
  return success(call, echo(body, { workflow_id: document.id }));
}
