import { readSigners } from './company-calls.js';
import type { EsignonDocument } from './documents.js';
import { type Answer, json } from './http.js';
import { asObject, listAt, textAt } from './json.js';
import { message, type MessageKey } from './messages.js';
import type { Call, RequestContext } from './simulator-state.js';
import { findTemplate, TEMPLATES } from './templates.js';

/*
 * The v3 calls answer plain JSON and use HTTP statuses. Their exact field names are documented only in part:
 * `recipient_list` is, the rest follows the older endpoints.
 */

/** `POST /api/v3/workflows/start`. */
export function startV3(call: Call): Answer {
  const body = asObject(call.json);
  if (!body) return refuseV3(call, 400, 'BAD_REQUEST', 'malformed');
  const signers = readSigners(listAt(body, 'recipient_list'));
  if (!signers) return refuseV3(call, 400, 'BAD_REQUEST', 'missingValue');
  const template = findTemplate(textAt(body, 'template_id') ?? TEMPLATES[0]?.id);
  if (!template) return refuseV3(call, 400, 'BAD_REQUEST', 'unknownTemplate');
  const name = textAt(body, 'workflow_name') ?? template.name;
  const { companyId, email: starter } = call.member;
  const document = call.state.documents.start({
    companyId,
    name,
    templateId: template.id,
    starter,
    signers,
  });
  return json(200, represent(document));
}

/** `GET /api/v3/workflows/{id}`. */
export function showV3(call: Call): Answer {
  const document = call.state.documents.find(call.member.companyId, call.params[0]);
  return document ? json(200, represent(document)) : refuseV3(call, 404, 'NOT_FOUND', 'unknownDocument');
}

/** A failure in plain JSON. */
export function refuseV3(
  { language }: RequestContext,
  status: number,
  code: string,
  key: MessageKey,
): Answer {
  const headers: Record<string, string> = status === 401 ? { 'www-authenticate': 'esignon' } : {};
  return json(status, { code, message: message(key, language) }, headers);
}

function represent(document: EsignonDocument): unknown {
  return {
    workflow_id: document.id,
    workflow_name: document.name,
    workflow_status: document.status,
    template_id: document.templateId,
    creator_email: document.starter,
    create_date: new Date(document.startedAt).toISOString(),
    current_order: document.step,
    recipient_list: document.signers.map((signer, index) => ({ ...signer, order: index + 1 })),
  };
}
