import { readExportApi } from '../callbacks/export-api-info.js';
import { parseDateTime } from '../dates.js';
import type { SimulatorDocument } from '../documents/document.js';
import type { Template } from '../documents/templates.js';
import { type Answer, json } from '../http/http.js';
import { asObject, flagAt, type JsonObject, listAt, textAt, valueAt } from '../http/json.js';
import { failV3 } from '../http/v3-failure.js';
import type { Call, SimulatorState } from '../state.js';
import { nextSigner, signUrl, starterToken } from './links.js';
import { isName, readFields, readSigners, subscriptionProblem } from './start-input.js';

/** Two letters, unlike the old call's. [D] [F] */
const LANGUAGES = ['ko', 'en', 'ja', 'jp'];

/** `POST /api/v3/workflows/start`. Its request and answer are documented by one example; what it refuses is inferred. */
export function startV3(call: Call): Answer {
  const body = asObject(call.json);
  if (!body) return failV3(call, 'malformed');
  const start = readStart(call, body);
  if (typeof start === 'string') return failV3(call, 'wrongValue', start);
  const problem = subscriptionProblem(call);
  if (problem) return failV3(call, problem);
  if (flagAt(body, 'is_preview')) return preview(call, start.templateId, start.name);
  return json(200, started(call.state, call.state.documents.start(start)));
}

/** An ID as v3 writes it. [F] */
export function v3Id({ settings }: SimulatorState, id: string): string | number {
  return settings.contract.v3Ids === 'number' ? Number(id) : id;
}

/** Returns the document to start, or the name of the first invalid field. */
function readStart(
  call: Call,
  body: JsonObject,
): Parameters<SimulatorState['documents']['start']>[0] | string {
  const { companyId, email } = call.member;
  const name = textAt(body, 'workflow_name');
  const template = call.state.templates.find(companyId, textAt(body, 'template_id'));
  const language = textAt(body, 'language') ?? 'ko';
  const signers = readSigners(listAt(body, 'recipient_list'), 'order');
  const fields = readFields(body, 'name', 'value');
  const expiresAt = readExpiry(call, body);
  const exportApi = readExportApi(valueAt(body, 'export_api_info'));
  if (!isName(name)) return 'workflow_name';
  if (!template) return 'template_id';
  if (!LANGUAGES.includes(language)) return 'language';
  if (!hasEverySigner(signers, template)) return 'recipient_list';
  if (!fields) return 'field_list';
  if (expiresAt === 'invalid') return 'expiry_date';
  if (exportApi === 'invalid') return 'export_api_info';
  return {
    companyId,
    name,
    language,
    signers,
    fields,
    expiresAt,
    exportApi,
    templateId: template.id,
    bulk: false,
    comment: '',
    copies: [],
    startedBy: 'v3',
    starter: { email, name: call.state.accounts.nameOf(call.member) },
  };
}

function hasEverySigner<T>(signers: readonly T[] | undefined, { steps }: Template): signers is readonly T[] {
  return signers?.length === steps;
}

/** `YYYY-MM-DD HH:mm:ss` without a zone [F]: it is read in the zone of `offset`. [I] */
export function readExpiry({ state, zone }: Call, body: JsonObject): number | undefined | 'invalid' {
  const text = valueAt(body, 'expiry_date');
  if (text === undefined) return undefined;
  const at = typeof text === 'string' ? parseDateTime(text, zone) : undefined;
  return at === undefined || at <= state.now() ? 'invalid' : at;
}

function started(state: SimulatorState, document: SimulatorDocument): unknown {
  const next = document.exportApi?.embed ? nextSigner(state, document) : undefined;
  return {
    workflow_id: v3Id(state, document.id),
    workflow_name: document.name,
    token: starterToken(state, document),
    ...(next && { sign_url: next.url }),
  };
}

/** The answer to `is_preview: true` is unknown; here it is that of the old call, and nothing is started. [I] */
function preview({ state, member }: Call, templateId: string, name: string): Answer {
  return json(200, { preview_url: signUrl(state, member.companyId, { kind: 'preview', templateId, name }) });
}
