import { currentSigner } from '../documents/document.js';
import { failure, success } from '../http/envelope.js';
import type { Answer } from '../http/http.js';
import { type JsonObject, textAt } from '../http/json.js';
import type { Call } from '../state.js';

const REQUIRED = ['comp_id', 'memb_email', 'action_id', 'workflow_id', 'command'];

/** `POST /api/{companyId}/action` (5010Q): a signer approves or rejects. `99` is also the code for empty fields. [D] */
export function act(call: Call, body: JsonObject): Answer {
  const missing = REQUIRED.find((key) => !textAt(body, key));
  if (missing !== undefined) return failure(call, '99', 'missingValue', missing);
  const { companyId } = call.member;
  if (call.params[0] !== companyId || textAt(body, 'comp_id') !== companyId)
    return failure(call, '10', 'wrongCompany');
  return decide(call, body) ? success(call, { comp_id: companyId }) : failure(call, '10', 'notYourTurn');
}

/** Whether it was that signer's turn at that step. */
function decide({ state, member }: Call, body: JsonObject): boolean {
  const document = state.documents.find(member.companyId, textAt(body, 'workflow_id'));
  const signer = document && currentSigner(document);
  const isTheirTurn =
    signer?.email === textAt(body, 'memb_email') && String(document?.step) === textAt(body, 'action_id');
  if (!document || !isTheirTurn) return false;
  const comment = textAt(body, 'comment') ?? '';
  switch (textAt(body, 'command')) {
    case 'CF':
      return state.documents.approve(document, { comment });
    case 'RT':
      return state.documents.reject(document, comment);
    default:
      return false;
  }
}
