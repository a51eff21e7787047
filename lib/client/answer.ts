import { ownProperty, parseJson } from '../login/envelope.js';
import { SUCCESS } from '../login/result-codes.js';

/** A response with content. */
export interface BodyAnswer {
  readonly kind: 'body';
  readonly body: object;
  /** Set only if the response is an envelope with this code. */
  readonly resultCode?: typeof SUCCESS;
  /** A failure code or message in the body. It counts only if the requested content is missing. */
  readonly refusal?: Refusal;
}

export interface Refusal {
  readonly kind: 'refused';
  readonly resultCode?: string;
  readonly resultMessage?: string;
}

/** A response of either generation of the API. */
export type Answer =
  | BodyAnswer
  | Refusal
  /** The response is not a JSON object. */
  | { readonly kind: 'unreadable' };

/**
 * Reads a response. Old calls return an envelope with a result code. v3 calls return plain JSON, and the form of their
 * failures is not documented: it can be an HTTP status, an envelope, or a message instead of the requested content.
 */
export function readAnswer(status: number, data: unknown): Answer {
  const json = typeof data === 'string' ? parseJson(data) : data;
  if (!isObject(json)) return { kind: 'unreadable' };
  const header = ownProperty(json, 'header');
  const resultCode = codeOf(ownProperty(header, 'result_code'));
  if (resultCode !== undefined && resultCode !== SUCCESS) return refusal(resultCode, header);
  if (isSuccess(status)) return readBody(json, header, resultCode);
  return plainRefusal(json);
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function readBody(json: object, header: unknown, resultCode: typeof SUCCESS | undefined): BodyAnswer {
  const inner = isObject(header) ? ownProperty(json, 'body') : json;
  const body = isObject(inner) ? inner : {};
  const refused = plainRefusal(body);
  const isSilent = refused.resultMessage === undefined && refused.resultCode === undefined;
  return { kind: 'body', body, ...(resultCode && { resultCode }), ...(!isSilent && { refusal: refused }) };
}

/** Reads the code and the message of JSON without an envelope. */
function plainRefusal(json: object): Refusal {
  return refusal(codeOf(ownProperty(json, 'code') ?? ownProperty(json, 'result_code')), json);
}

function refusal(resultCode: string | undefined, holder: unknown): Refusal {
  const resultMessage = textOf(ownProperty(holder, 'result_msg')) ?? textOf(ownProperty(holder, 'message'));
  return {
    kind: 'refused',
    ...(resultCode !== undefined && { resultCode }),
    ...(resultMessage !== undefined && { resultMessage }),
  };
}

/** Returns a result code as it is documented: a string of two digits. */
function codeOf(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value).padStart(2, '0') : textOf(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
