import { readExportApi } from '../callbacks/export-api-info.js';
import { dayOf, isDay, KOREA } from '../dates.js';
import type { SimulatorDocument, ExportApi } from '../documents/document.js';
import type { Template } from '../documents/templates.js';
import { failure, success } from '../http/envelope.js';
import type { Answer } from '../http/http.js';
import { type JsonObject, listAt, textAt, valueAt } from '../http/json.js';
import type { Call } from '../state.js';
import { nextSigner, signUrl, starterToken } from './links.js';
import {
  fieldsFit,
  isName,
  readCopies,
  readFields,
  readSigners,
  subscriptionProblem,
} from './start-input.js';

const LANGUAGES = ['ko-KR', 'en-US', 'ja-JP'];
const MAX_COMMENT = 250;

/** `POST /api/{companyId}/startsimple` (5005Q). [D] */
export function startSimple(call: Call, body: JsonObject): Answer {
  const { state, member } = call;
  // A token is good for its own company; what another gets is unknown. [I]
  if (call.params[0] !== member.companyId || isForeign(call, body))
    return failure(call, '10', 'wrongCompany');
  const template = state.templates.find(member.companyId, textAt(body, 'doc_id'));
  const wrong = template ? wrongField(call, body, template) : 'doc_id';
  if (!template || wrong !== undefined) return failure(call, '-1', 'wrongValue', wrong);
  const deadline = textAt(body, 'expireddate');
  if (deadline !== undefined && !isDay(deadline)) return failure(call, '19', 'wrongDate');
  if (deadline !== undefined && deadline < dayOf(state.now())) return failure(call, '20', 'pastDate');
  const problem = subscriptionProblem(call);
  if (problem === 'expired') return failure(call, '12', 'subscriptionExpired');
  if (problem === 'quota') return failure(call, '13', 'quotaExceeded');
  if (textAt(body, 'preview') === 'preview') return preview(call, body, template);
  return success(call, started(call, body, start(call, body, template, deadline)));
}

type Check = (body: JsonObject, template: Template, call: Call) => boolean;

/** What `-1` stands for: any of these. [D] */
const CHECKS: readonly (readonly [field: string, isRight: Check])[] = [
  ['workflow_name', (body) => isName(textAt(body, 'workflow_name'))],
  [
    'memb_email',
    (body, _, { state, member }) =>
      state.accounts.has({ companyId: member.companyId, email: textAt(body, 'memb_email') ?? '' }),
  ],
  ['language', (body) => LANGUAGES.includes(languageOf(body))],
  ['comment', (body) => (textAt(body, 'comment') ?? '').length <= MAX_COMMENT],
  ['player_list', (body, { steps }) => signersOf(body)?.length === steps],
  ['field_list', (body, template) => hasFittingFields(body, template)],
  ['customer_list', (body) => readCopies(listAt(body, 'customer_list')) !== undefined],
  ['export_api_info', (body) => readExportApi(valueAt(body, 'export_api_info')) !== 'invalid'],
];

function wrongField(call: Call, body: JsonObject, template: Template): string | undefined {
  return CHECKS.find(([, isRight]) => !isRight(body, template, call))?.[0];
}

function isForeign({ member }: Call, body: JsonObject): boolean {
  return (textAt(body, 'comp_id') ?? member.companyId) !== member.companyId;
}

function hasFittingFields(body: JsonObject, template: Template): boolean {
  const fields = readFields(body, 'field_name', 'field_value');
  return fields !== undefined && fieldsFit(template, fields);
}

function signersOf(body: JsonObject) {
  return readSigners(listAt(body, 'player_list'), 'field_owner');
}

function languageOf(body: JsonObject): string {
  return textAt(body, 'language') ?? 'ko-KR';
}

function start(
  call: Call,
  body: JsonObject,
  { id }: Template,
  deadline: string | undefined,
): SimulatorDocument {
  const { companyId } = call.member;
  const email = textAt(body, 'memb_email') ?? '';
  return call.state.documents.start({
    companyId,
    templateId: id,
    bulk: false,
    startedBy: 'envelope',
    name: textAt(body, 'workflow_name') ?? '',
    starter: { email, name: call.state.accounts.nameOf({ companyId, email }) },
    language: languageOf(body),
    comment: textAt(body, 'comment') ?? '',
    signers: signersOf(body) ?? [],
    copies: readCopies(listAt(body, 'customer_list')) ?? [],
    fields: readFields(body, 'field_name', 'field_value') ?? new Map<string, string>(),
    // The last day counts whole, in Korea: the zone is not documented. [I]
    expiresAt: deadline === undefined ? undefined : Date.parse(`${deadline}T23:59:59Z`) - KOREA,
    exportApi: readExportApi(valueAt(body, 'export_api_info')) as ExportApi | undefined,
  });
}

function started({ state, member }: Call, body: JsonObject, document: SimulatorDocument): unknown {
  const next = document.exportApi?.embed ? nextSigner(state, document) : undefined;
  return {
    comp_id: member.companyId,
    biz_id: textAt(body, 'biz_id') ?? '0',
    memb_email: document.starter.email,
    workflow_id: document.id,
    workflow_name: document.name,
    token: starterToken(state, document),
    lang: document.language,
    // [F]
    ...(next && {
      play_url: next.url,
      next_play_user: next.signer.email,
      next_play_user_name: next.signer.name,
    }),
  };
}

function preview(call: Call, body: JsonObject, { id }: Template): Answer {
  const target = { kind: 'preview', templateId: id, name: textAt(body, 'workflow_name') ?? '' } as const;
  return success(call, { preview_url: signUrl(call.state, call.member.companyId, target) });
}
