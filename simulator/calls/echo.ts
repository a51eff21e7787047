import type { Person } from '../documents/document.js';
import { type JsonObject, textAt } from '../http/json.js';
import type { Call } from '../state.js';

/** The vendor repeats these fields of the request in its answer. [D] */
export function echo(body: JsonObject, more: object): object {
  return {
    comp_id: textAt(body, 'comp_id'),
    biz_id: textAt(body, 'biz_id') ?? '0',
    memb_email: textAt(body, 'memb_email'),
    ...more,
  };
}

/** The member that a request names in its body. */
export function memberIn({ state, member: { companyId } }: Call, body: JsonObject): Person {
  const email = textAt(body, 'memb_email') ?? '';
  return { email, name: state.accounts.nameOf({ companyId, email }) };
}
