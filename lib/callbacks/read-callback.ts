import { isObject } from '../client/answer.js';
import { documentStatusOf } from '../client/document-status.js';
import { list, present, text } from '../client/values.js';
import { ownProperty, parseJson } from '../login/envelope.js';
import { readExpireDate } from '../login/expire-date.js';
import type { EsignonCallbackContent, EsignonCallbackDecision } from './callback-event.js';

/** The keys of each value in the forms of an event, in the order in which they are read. */
const KEYS = {
  documentId: ['workflow_id', 'wfuid'],
  status: ['status', 'workflow_status'],
  step: ['actionid', 'action_id'],
  by: ['useremail'],
  decision: ['worktype'],
  at: ['workdatetime'],
  signUrl: ['sign_url', 'playing_url', 'play_url'],
  documentUrl: ['download_url'],
  certificateUrl: ['cert_url', 'certificate_url'],
} as const;

/** Further keys of the vendor, which only `raw` contains. */
const OTHERS = [
  ...['wfluid', 'clientid', 'client_id', 'processid', 'requestid', 'request_code', 'opinion', 'user_name'],
  ...['next_play_user', 'next_user_name', 'next_play_user_name', 'workflow_name', 'authorization'],
  ...['header', 'body', 'field_list'],
];

/** The keys of the vendor in an event. A field cannot be renamed to one of them. */
export const FIXED_KEYS: ReadonlySet<string> = new Set([...Object.values(KEYS).flat(), ...OTHERS]);

/** The form of a document ID, which becomes part of the path of a call. */
const ID = /^[\w-]{1,64}$/;

const DECISIONS: ReadonlyMap<string | undefined, EsignonCallbackDecision> = new Map([
  ['CF', 'approved'],
  ['RT', 'rejected'],
]);

/**
 * Reads an event in either form of the vendor: `header` and `body`, or flat. A missing or unknown value is absent; nothing
 * is inferred. Returns `undefined` if the event names no document.
 */
export function readCallback(posted: unknown): EsignonCallbackContent | undefined {
  const json = typeof posted === 'string' ? parseJson(posted) : posted;
  const from =
    isObject(ownProperty(json, 'header')) && isObject(ownProperty(json, 'body'))
      ? ownProperty(json, 'body')
      : json;
  const value = (name: keyof typeof KEYS): string | undefined => text(from, ...KEYS[name]);
  const documentId = value('documentId');
  if (documentId === undefined || !ID.test(documentId)) return undefined;
  const vendorStatus = value('status');
  const status = vendorStatus === undefined ? undefined : documentStatusOf(vendorStatus);
  return {
    documentId,
    ...present({
      status,
      vendorStatus,
      step: stepOf(value('step')),
      by: value('by'),
      decision: DECISIONS.get(value('decision')) ?? (status === 'canceled' ? 'canceled' : undefined),
      at: dateOf(value('at')),
      signUrl: value('signUrl'),
      documentUrl: value('documentUrl'),
      certificateUrl: value('certificateUrl'),
    }),
    fields: fieldsOf(from),
    raw: withoutAuthorization(json),
  };
}

function stepOf(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,4}$/.test(value) ? Number(value) : undefined;
}

/** `workdatetime` is documented as UTC, unlike every other date of the vendor's. */
function dateOf(value: string | undefined): Date | undefined {
  const ms = readExpireDate(value, 0);
  return ms === undefined ? undefined : new Date(ms);
}

/** Fields are at the same level as the vendor's keys. An unknown key of the vendor therefore becomes a field. */
function fieldsOf(from: unknown): Readonly<Record<string, string>> {
  const listed = (list(from, 'field_list') ?? []).map((field) => [
    text(field, 'name'),
    ownProperty(field, 'value'),
  ]);
  const beside = Object.entries(from as object).filter(([key]) => !FIXED_KEYS.has(key));
  const fields = [...listed, ...beside].flatMap(([name, value]) =>
    typeof name === 'string' && isScalar(value) ? [[name, String(value)] as const] : [],
  );
  return Object.fromEntries(fields);
}

/** In the older form, the JSON repeats the value of the `Authorization` header. */
function withoutAuthorization(json: unknown): unknown {
  const header = ownProperty(json, 'header');
  return { ...withoutKey(json), ...(isObject(header) && { header: withoutKey(header) }) };
}

function withoutKey(from: unknown): object {
  return Object.fromEntries(Object.entries(from as object).filter(([key]) => key !== 'authorization'));
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
