import { type Answer, json } from './http.js';
import { asObject, type JsonObject, objectAt, textAt } from './json.js';
import { message, type MessageKey } from './messages.js';
import type { RequestContext } from './simulator-state.js';

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

/** Success on an old endpoint. */
export function success(context: RequestContext, body: unknown): Answer {
  return envelope(answeringCode(context), '00', message('success', context.language), body);
}

/** A failure on an old endpoint. */
export function failure(context: RequestContext, resultCode: string, key: MessageKey): Answer {
  return envelope(answeringCode(context), resultCode, message(key, context.language));
}

function answeringCode({ json: parsed }: RequestContext): string {
  return responseCodeOf(requestCodeOf(parsed));
}
