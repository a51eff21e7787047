import type { RequestContext } from '../state.js';
import { failure } from './envelope.js';
import { type Answer, json } from './http.js';
import { message, type MessageKey } from './messages.js';

/*
 * The form of a v3 failure is unknown. Public code treats a response without `token` as a failure and shows
 * `header.result_msg`; other v3 responses are plain. `contract.v3Failure` selects the form, and all statuses and codes
 * here are inferred. [I]
 */
const KINDS = {
  malformed: { status: 400, code: 'BAD_REQUEST', resultCode: '11', text: 'malformed' },
  wrongValue: { status: 400, code: 'BAD_REQUEST', resultCode: '-1', text: 'wrongValue' },
  expired: { status: 403, code: 'SUBSCRIPTION_EXPIRED', resultCode: '12', text: 'subscriptionExpired' },
  quota: { status: 403, code: 'QUOTA_EXCEEDED', resultCode: '13', text: 'quotaExceeded' },
  notFound: { status: 404, code: 'NOT_FOUND', resultCode: '10', text: 'unknownDocument' },
  unauthorized: { status: 401, code: 'UNAUTHORIZED', resultCode: '94', text: 'tokenRejected' },
  unexpected: { status: 500, code: 'INTERNAL_SERVER_ERROR', resultCode: '99', text: 'unexpected' },
} as const satisfies Record<string, { status: number; code: string; resultCode: string; text: MessageKey }>;

/** Why a v3 call fails. */
export type V3Failure = keyof typeof KINDS;

/** A failure of a v3 call, in the form of the contract. `detail` names the invalid field. */
export function failV3(context: RequestContext, kind: V3Failure, detail?: string): Answer {
  const { resultCode, text } = KINDS[kind];
  if (context.state.settings.contract.v3Failure === 'envelope')
    return failure(context, resultCode, text, detail);
  return plainFailure(context, kind, detail);
}

/** A failure in plain JSON. */
export function plainFailure({ language }: RequestContext, kind: V3Failure, detail?: string): Answer {
  const { status, code, text } = KINDS[kind];
  const headers: Record<string, string> = status === 401 ? { 'www-authenticate': 'esignon' } : {};
  const words = message(text, language);
  return json(status, { code, message: detail === undefined ? words : `${words} (${detail})` }, headers);
}
