import type { EsignonToken } from '../token/esignon-token.js';
import { ENDPOINTS, type Endpoint } from './endpoints.js';
import type {
  EsignonExportApiInfo,
  EsignonFieldValue,
  EsignonStartOptions,
  EsignonStartReference,
  EsignonStartRequest,
} from './start-types.js';
import type { EsignonTemplate } from './template-types.js';
import { present, zonedDay, zonedTime } from './values.js';

/** A start with its `callback` and `reference`, which can be in the request or in the options. */
export interface MergedStart {
  readonly request: EsignonStartRequest;
  readonly callback: EsignonExportApiInfo | undefined;
  readonly reference: EsignonStartReference | undefined;
  readonly template: EsignonTemplate | undefined;
}

/** A start as it is sent. */
export interface StartCall {
  readonly endpoint: Endpoint;
  readonly body: object;
  /** Secrets that the vendor's message could repeat. */
  readonly secrets: readonly string[];
}

/** Merges request and options. `callback` and `reference` of the options take precedence. */
export function mergeStart(request: EsignonStartRequest, options: EsignonStartOptions): MergedStart {
  return {
    request,
    callback: options.callback ?? request.callback,
    reference: options.reference ?? request.reference,
    template: options.template,
  };
}

/**
 * Returns the call that starts the document: v3, unless the request has a value that is documented for `startsimple` only.
 */
export function startCall(
  start: MergedStart,
  token: Pick<EsignonToken, 'companyId' | 'memberEmail'>,
): StartCall {
  const { request, callback } = start;
  const secrets = [
    ...(callback ? [callback.authorization] : []),
    ...request.signers.flatMap(({ password }) => password ?? []),
  ];
  return needsStartSimple(request)
    ? { endpoint: ENDPOINTS.startSimple, body: startSimpleBody(start, token), secrets }
    : { endpoint: ENDPOINTS.start, body: startBody(start), secrets };
}

function needsStartSimple({ comment, signers }: EsignonStartRequest): boolean {
  return (
    comment !== undefined ||
    signers.some(({ password, passwordHint }) => password !== undefined || passwordHint !== undefined)
  );
}

function startBody({ request, callback, reference }: MergedStart): object {
  const { name, templateId, signers, expiresAt } = request;
  return {
    language: 'ko',
    workflow_name: name,
    template_id: templateNumber(templateId),
    recipient_list: signers.map(({ name: signer, contact, phone }, index) => ({
      order: index + 1,
      email: contact,
      name: signer,
      ...present({ mobile: phone }),
    })),
    field_list: fieldsOf(request, reference).map(([field, value]) => ({ name: field, value })),
    ...present({ expiry_date: expiresAt && zonedTime(expiresAt), export_api_info: callback }),
  };
}

function startSimpleBody(
  { request, callback, reference }: MergedStart,
  { companyId, memberEmail }: Pick<EsignonToken, 'companyId' | 'memberEmail'>,
): object {
  const { name, templateId, signers, comment, expiresAt } = request;
  return {
    comp_id: companyId,
    biz_id: '0',
    memb_email: memberEmail,
    language: 'ko-KR',
    workflow_name: name,
    doc_id: templateId,
    player_list: signers.map((signer, index) => ({
      field_owner: String(index + 1),
      email: signer.contact,
      name: signer.name,
      ...present({
        mobile_number: signer.phone,
        password: signer.password,
        password_hint: signer.passwordHint,
      }),
    })),
    field_list: fieldsOf(request, reference).map(([field, value]) => ({
      field_name: field,
      field_value: value,
    })),
    ...present({
      comment,
      expireddate: expiresAt && zonedDay(expiresAt),
      export_api_info: callback && oldForm(callback),
    }),
  };
}

/** In the old form, the request code `embed` replaces `is_embed`. */
function oldForm(callback: EsignonExportApiInfo): EsignonExportApiInfo {
  return callback.is_embed === true ? { request_code: 'embed', ...callback } : callback;
}

/** Public code that uses v3 sends a number; the example in the documentation has a string of digits. */
function templateNumber(id: string): number | string {
  return /^\d{1,15}$/.test(id) ? Number(id) : id;
}

function fieldsOf(
  { fields = {} }: EsignonStartRequest,
  reference: EsignonStartReference | undefined,
): [name: string, value: string][] {
  const all = new Map(Object.entries(fields).map(([name, value]) => [name, fieldValue(value)]));
  if (reference) all.set(reference.field, reference.value);
  return [...all];
}

function fieldValue(value: EsignonFieldValue): string {
  if (typeof value === 'boolean') return value ? 'Y' : 'N';
  if (value instanceof Date) return zonedDay(value);
  return typeof value === 'string' ? value : Buffer.from(value).toString('base64');
}
