import { ownProperty, parseJson } from '../login/envelope.js';
import { SUCCESS } from '../login/result-codes.js';

/** What an answer says, whichever generation of the API it comes from. */
export type Answer =
  | { readonly kind: 'body'; readonly body: object }
  | { readonly kind: 'refused'; readonly resultCode?: string; readonly resultMessage?: string }
  /** No JSON object. */
  | { readonly kind: 'unreadable' };

/**
 * Reads an answer. Old calls answer an envelope whose result code says how it went; v3 calls answer plain JSON, and how
 * they fail is not documented: by the HTTP status, by an envelope, or by a text in place of what was asked for.
 */
export function readAnswer(status: number, data: unknown): Answer {
  const json = typeof data === 'string' ? parseJson(data) : data;
  if (!isObject(json)) return { kind: 'unreadable' };
  const header = ownProperty(json, 'header');
  const resultCode = codeOf(ownProperty(header, 'result_code'));
  if (resultCode !== undefined && resultCode !== SUCCESS) return refusal(resultCode, header);
  if (isSuccess(status)) return readBody(json, header);
  return refusal(codeOf(ownProperty(json, 'code') ?? ownProperty(json, 'result_code')), json);
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** The refusal that a body without what was asked for is, where it says why; otherwise `undefined`. */
export function refusalIn(body: object): Extract<Answer, { kind: 'refused' }> | undefined {
  const refused = refusal(codeOf(ownProperty(body, 'code') ?? ownProperty(body, 'result_code')), body);
  return refused.resultMessage === undefined && refused.resultCode === undefined ? undefined : refused;
}

function readBody(json: object, header: unknown): Answer {
  if (!isObject(header)) return { kind: 'body', body: json };
  const body = ownProperty(json, 'body');
  return { kind: 'body', body: isObject(body) ? body : {} };
}

function refusal(resultCode: string | undefined, holder: unknown): Extract<Answer, { kind: 'refused' }> {
  const resultMessage = textOf(ownProperty(holder, 'result_msg')) ?? textOf(ownProperty(holder, 'message'));
  return {
    kind: 'refused',
    ...(resultCode !== undefined && { resultCode }),
    ...(resultMessage !== undefined && { resultMessage }),
  };
}

/** A result code, which is documented as a string of two digits. */
function codeOf(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value).padStart(2, '0') : textOf(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
