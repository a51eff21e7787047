import { type EsignonDocument, type Signer } from './documents.js';
import { envelopeOf, failure, success } from './envelope.js';
import { koreanDay, vendorDate } from './expire-date-formats.js';
import type { Answer } from './http.js';
import { asObject, type JsonObject, listAt, textAt } from './json.js';
import type { Call } from './simulator-state.js';
import { findTemplate } from './templates.js';

/** `GET /worklists/new?page=&rows=`: the company's documents, newest first. */
export function worklist(call: Call): Answer {
  const page = positive(call.request.query['page'], 1);
  const rows = positive(call.request.query['rows'], 10);
  if (!page || !rows) return failure(call, '10', 'failure');
  const documents = call.state.documents.list(call.member.companyId);
  const shown = documents.slice((page - 1) * rows, page * rows);
  return success(call, { total: documents.length, workflow_list: shown.map(worklistRow) });
}

/** `POST /api/{companyId}/startsimple` (5005Q). */
export function startSimple(call: Call): Answer {
  const body = bodyOf(call, '5005Q');
  const name = textAt(body, 'workflow_name');
  const starter = textAt(body, 'memb_email');
  const signers = readSigners(listAt(body, 'player_list'));
  if (!name || !starter || !signers) return failure(call, '12', 'malformed');
  if (isForeign(call, body)) return failure(call, '10', 'wrongCompany');
  const template = findTemplate(textAt(body, 'doc_id'));
  if (!template) return failure(call, '10', 'unknownTemplate');
  const { companyId } = call.member;
  const document = call.state.documents.start({
    companyId,
    name,
    templateId: template.id,
    starter,
    signers,
  });
  return success(call, {
    comp_id: companyId,
    biz_id: '0',
    memb_email: starter,
    workflow_id: document.id,
    workflow_name: name,
    // The vendor's opens the signing page for a starter who signs first; there is no such page here.
    token: '',
    lang: textAt(body, 'language') ?? 'ko-KR',
  });
}

/** `POST /api/{companyId}/search` (5009Q): documents that began or ended within a period, in Korean days. */
export function search(call: Call): Answer {
  const body = bodyOf(call, '5009Q');
  if (!body) return failure(call, '12', 'malformed');
  if (isForeign(call, body)) return failure(call, '10', 'wrongCompany');
  const [type, from, to] = ['search_date_type', 'start_date', 'end_date'].map((key) => textAt(body, key));
  if (!from || !to || (type !== 'START' && type !== 'END')) return failure(call, '17', 'missingCondition');
  if (!isDay(from) || !isDay(to)) return failure(call, '19', 'wrongDate');
  const template = textAt(body, 'doc_uid');
  const found = call.state.documents.list(call.member.companyId).filter((document) => {
    const at = type === 'START' ? document.startedAt : document.endedAt;
    const day = at === undefined ? undefined : koreanDay(at);
    return day !== undefined && day >= from && day <= to && (!template || template === document.templateId);
  });
  return success(call, { comp_id: call.member.companyId, wf_list: found.map(searchRow) });
}

/** The people in a `player_list` or `recipient_list`; `undefined` for none, or one without name or address. */
export function readSigners(list: readonly unknown[]): readonly Signer[] | undefined {
  const signers = list.map(asObject).flatMap((entry) => {
    const name = textAt(entry, 'name');
    const email = textAt(entry, 'email');
    return name && email ? [{ name, email }] : [];
  });
  return signers.length > 0 && signers.length === list.length ? signers : undefined;
}

/** A token is good for its own company: whether the path or the body names another, it is turned down. */
function isForeign({ member, params: [companyId] }: Call, body: JsonObject | undefined): boolean {
  return companyId !== member.companyId || (textAt(body, 'comp_id') ?? companyId) !== companyId;
}

function bodyOf({ json }: Call, requestCode: string): JsonObject | undefined {
  const request = envelopeOf(json);
  return textAt(request?.header, 'request_code') === requestCode ? request?.body : undefined;
}

function worklistRow(document: EsignonDocument): unknown {
  const signer = document.signers[document.step - 1];
  return {
    wfuid: document.id,
    wfname: document.name,
    status: document.status,
    step: String(document.step),
    nickname: signer?.name ?? '',
    email: signer?.email ?? '',
    startdate: vendorDate(document.startedAt),
  };
}

function searchRow(document: EsignonDocument): unknown {
  return {
    wfuid: document.id,
    wf_title: document.name,
    wf_status: document.status,
    doc_uid: document.templateId,
    start_date: vendorDate(document.startedAt),
    end_date: document.endedAt === undefined ? '' : vendorDate(document.endedAt),
    wf_manager_email: document.starter,
    total_process_count: String(document.signers.length),
    current_process_no: String(document.step),
  };
}

function positive(text: string | undefined, fallback: number): number | undefined {
  if (text === undefined) return fallback;
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  // A round trip, because '2026-02-30' is no day, though some parsers take it for one.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
