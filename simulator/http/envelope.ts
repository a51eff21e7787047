import type { RequestContext } from '../state.js';
import { type Answer, json } from './http.js';
import { asObject, type JsonObject, objectAt, textAt } from './json.js';
import { message, type MessageKey } from './messages.js';

/** A request in the vendor's envelope. */
export interface RequestEnvelope {
  readonly header: JsonObject;
  readonly body: JsonObject;
}

/** The request's envelope, or `undefined` where header or body is missing. */
export function envelopeOf(parsed: unknown): RequestEnvelope | undefined {
  const header = objectAt(asObject(parsed), 'header');
  const body = objectAt(asObject(parsed), 'body');
  return header && body && { header, body };
}

/** The request code of an envelope, or an empty string. */
export function requestCodeOf(parsed: unknown): string {
  return textAt(objectAt(asObject(parsed), 'header'), 'request_code') ?? '';
}

/** The response code that belongs to a request code: Q becomes A; anything odd becomes empty. */
export function responseCodeOf(requestCode: string): string {
  return /^\d{4}Q$/.test(requestCode) ? requestCode.replace('Q', 'A') : '';
}

/** An answer in the vendor's envelope; failures too come with HTTP 200. */
export function envelope(responseCode: string, resultCode: string, text: string, body: unknown = {}): Answer {
  const header = {
    response_code: responseCode,
    result_code: resultCode,
    result_msg: text,
    session_id: '',
  };
  return { ...json(200, { header, body }), resultCode };
}

/** Success in an envelope. */
export function success({ responseCode, language }: RequestContext, body: unknown): Answer {
  return envelope(responseCode, '00', message('success', language), body);
}

/** A failure in an envelope. `detail` names the field at fault: `-1` of a start stands for any of them. */
export function failure(
  { responseCode, language }: RequestContext,
  resultCode: string,
  key: MessageKey,
  detail?: string,
): Answer {
  const text = message(key, language);
  return envelope(responseCode, resultCode, detail === undefined ? text : `${text} (${detail})`);
}
