import { STATUS_CODES } from 'node:http';

import { envelope, requestCodeOf, responseCodeOf } from '../http/envelope.js';
import type { EsignonResultCodeFault, ReplacingFault } from './faults.js';
import type { Answer } from '../http/http.js';
import type { EsignonRequest } from '../http/journal.js';
import { parseJson } from '../http/json.js';
import { languageOf, message, type MessageKey } from '../http/messages.js';

/** Returns the response of a fault; `undefined` for `hang` and `reset`, which send none. */
export function faultAnswer(fault: ReplacingFault, request: EsignonRequest): Answer | undefined {
  switch (fault.kind) {
    case 'status':
      return plain(fault.status, fault.body ?? defaultBody(fault.status), fault.headers);
    case 'resultCode':
      return resultCodeAnswer(fault, request);
    case 'malformed': {
      const type = fault.contentType ?? 'text/html;charset=UTF-8';
      return plain(200, fault.body ?? MAINTENANCE_PAGE, {
        'content-type': type,
        ...lowerCase(fault.headers),
      });
    }
    case 'redirect':
      return plain(fault.status ?? 302, '', { location: fault.location });
    case 'hang':
    case 'reset':
      return undefined;
  }
}

const MAINTENANCE_PAGE =
  '<!doctype html><html lang="ko"><title>점검 안내</title><p>시스템 점검 중입니다.</p></html>';

const LOGIN_MESSAGES = new Map<string, MessageKey>([
  ['10', 'wrongLogin'],
  ['12', 'malformed'],
  ['95', 'companyForbidden'],
]);

const MESSAGES = new Map<string, MessageKey>([
  ['00', 'success'],
  ['94', 'tokenRejected'],
  ['99', 'unexpected'],
]);

function resultCodeAnswer(fault: EsignonResultCodeFault, request: EsignonRequest): Answer {
  const isLogin = request.kind === 'login';
  const responseCode = isLogin ? '1001A' : responseCodeOf(requestCodeOf(parseJson(request.body)));
  const known =
    (isLogin ? LOGIN_MESSAGES.get(fault.resultCode) : undefined) ?? MESSAGES.get(fault.resultCode);
  const text = fault.resultMessage ?? message(known ?? 'failure', languageOf(request.query['lang']));
  return { ...envelope(responseCode, fault.resultCode, text), status: fault.status ?? 200 };
}

/** Statuses without a body: clients fail if there is one. */
function defaultBody(status: number): string {
  return status === 204 || status === 304 ? '' : `${status} ${STATUS_CODES[status] ?? ''}`;
}

function plain(
  status: number,
  body: string | Uint8Array,
  headers?: Readonly<Record<string, string>>,
): Answer {
  return { status, body, headers: { 'content-type': 'text/plain;charset=UTF-8', ...lowerCase(headers) } };
}

/** Lower-case names, so that a given header replaces ours in any spelling. */
function lowerCase(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
