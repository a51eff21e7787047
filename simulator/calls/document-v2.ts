import { vendorDate, vendorDateOrEmpty } from '../dates.js';
import { currentSigner, type SimulatorDocument, type HistoryEntry } from '../documents/document.js';
import { failure, success } from '../http/envelope.js';
import type { Answer } from '../http/http.js';
import type { Call } from '../state.js';
import { fileUrls, personUrl } from './links.js';

/** `GET /api/v2/workflows/{id}`. [D] */
export function showDocumentV2(call: Call): Answer {
  const document = call.state.documents.find(call.member.companyId, call.params[0]);
  if (!document) return failure(call, '10', 'unknownDocument');
  return success(call, {
    workflow_id: document.id,
    workflow_status: document.status,
    ...commonFields(call, document),
    field_list: fieldsOf(call, document),
  });
}

/** The values of every field: of the template's, then of those that only the start named. */
export function valuesOf(
  { state }: Call,
  document: SimulatorDocument,
): { name: string; step: number; value: string }[] {
  const { companyId, templateId, fields } = document;
  const known = state.templates.find(companyId, templateId)?.fields ?? [];
  const others = [...fields.keys()].filter((name) => known.every((field) => field.name !== name));
  return [...known, ...others.map((name) => ({ name, step: 1 }))].map(({ name, step }) => ({
    name,
    step,
    value: fields.get(name) ?? '',
  }));
}

/** What v2 shows [D], and v3 presumably too [I]: all but the ID, the status and the fields. */
export function commonFields(call: Call, document: SimulatorDocument): object {
  const { state, zone } = call;
  const files = fileUrls(state, document);
  return {
    workflow_name: document.name,
    // In the table of the page, not in its example. [D?]
    workflow_type: document.bulk ? 'BULKTYPE' : 'WEBTYPE',
    create_date: vendorDate(document.startedAt, zone),
    last_modify_date: vendorDate(document.history.at(-1)?.at ?? document.startedAt, zone),
    expiry_date: vendorDateOrEmpty(document.expiresAt, zone),
    creator_email: document.starter.email,
    creator_name: document.starter.name,
    biz_id: '0',
    biz_name: state.accounts.subscriptionOf(document.companyId).name,
    current_action_id: String(document.step),
    total_action_count: String(document.signers.length),
    certificate_url: files.certificate,
    download_url: files.document,
    view_url: personUrl(state, document, document.starter.email),
    owner_list: ownersOf(document),
    referer_list: referersOf(document),
    action_history_list: document.history.map((entry) => historyRow(entry, zone)),
  };
}

function ownersOf(document: SimulatorDocument): unknown[] {
  const current = currentSigner(document);
  return document.signers.map((signer, index) => ({
    action_id: String(index + 1),
    turn_yn: signer === current ? 'Y' : 'N',
    name: signer.name,
    email: signer.email,
    phone_number: signer.mobile,
    cert_mobile_yn: signer.mobile === '' ? 'N' : 'Y',
    cert_password_yn: signer.hasPassword ? 'Y' : 'N',
    password_hint: signer.passwordHint,
  }));
}

function referersOf({ starter, copies }: SimulatorDocument): unknown[] {
  return [{ ...starter, type: 'starter' }, ...copies.map((copy) => ({ ...copy, type: 'referer' }))];
}

function historyRow({ step, by, at, comment, code }: HistoryEntry, zone: number): unknown {
  return {
    action_id: String(step),
    name: by.name,
    confirm_email: by.email,
    confirm_date: vendorDate(at, zone),
    comment,
    step_code: code,
  };
}

function fieldsOf(call: Call, document: SimulatorDocument): unknown[] {
  return valuesOf(call, document).map(({ name, step, value }) => ({
    action_id: String(step),
    field_owner: name,
    field_value: value,
    email: document.signers[step - 1]?.email ?? '',
  }));
}
