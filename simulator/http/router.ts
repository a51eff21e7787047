import type { Member } from '../accounts/accounts.js';
import { type CallRow, CALLS } from '../calls/calls.js';
import { zoneOf } from '../dates.js';
import type { Call, RequestContext, SimulatorState } from '../state.js';
import { envelope, envelopeOf, failure, requestCodeOf, responseCodeOf } from './envelope.js';
import { type Answer, json } from './http.js';
import type { EsignonRequest } from './journal.js';
import { parseJson } from './json.js';
import { languageOf, message } from './messages.js';
import { failV3, plainFailure } from './v3-failure.js';

const LOGIN_PATH = /^\/api\/([^/]+)\/login$/;

/** The company of a login, or `undefined` for every other request. */
export function loginCompanyOf(method: string, path: string): string | undefined {
  const match = method === 'POST' ? LOGIN_PATH.exec(path) : null;
  return match?.[1] === undefined ? undefined : decode(match[1]);
}

/** Returns the response to a request, according to the vendor's documents and public code. */
export function answerTo(
  state: SimulatorState,
  request: EsignonRequest,
  member: Member | undefined,
  skew: number,
): Answer {
  const body = readJson(request);
  const row = findRow(request, body);
  const context = contextOf(state, request, body, row, skew);
  if (!row) return json(404, { code: 'NOT_FOUND', message: message('notFound', context.language) });
  try {
    if (row.access === 'open') return row.answer(context);
    return member ? answerMember(row, { ...context, member }) : REJECTIONS[row.access](context);
  } catch {
    // Only a throwing `expireDateFormat` or `createToken` leads here. 99 is the vendor's code for an exception.
    return row.access === 'v3' ? failV3(context, 'unexpected') : failure(context, '99', 'unexpected');
  }
}

/** Returns the call with this path and request code; for an unknown code the first call with the path. */
function findRow({ method, path }: EsignonRequest, body: unknown): CallRow | undefined {
  const rows = CALLS.filter((row) => row.methods.includes(method) && row.path.test(path));
  const requestCode = requestCodeOf(body);
  return rows.find((row) => 'requestCode' in row && row.requestCode === requestCode) ?? rows[0];
}

function answerMember(row: Exclude<CallRow, { access: 'open' }>, call: Call): Answer {
  if (!('requestCode' in row)) return row.answer(call);
  const request = envelopeOf(call.json);
  if (!request || requestCodeOf(call.json) !== row.requestCode)
    return failure(call, row.malformed, 'malformed');
  return row.answer(call, request.body);
}

function contextOf(
  state: SimulatorState,
  request: EsignonRequest,
  body: unknown,
  row: CallRow | undefined,
  skew: number,
): RequestContext {
  return {
    state,
    request,
    json: body,
    skew,
    params: row?.path.exec(request.path)?.slice(1).map(decode) ?? [],
    responseCode: row?.access === 'path' ? request.path : responseCodeOf(requestCodeOf(body)),
    language: languageOf(request.query['lang']),
    zone: zoneOf(request.query['offset']),
  };
}

/** Every page asks for `application/json`. Without it the vendor's behaviour is unknown; here the body is ignored. [I] */
function readJson({ headers, body }: EsignonRequest): unknown {
  return /^application\/json\b/i.test(headers['content-type'] ?? '') ? parseJson(body) : undefined;
}

/** The rejection of a token by each generation of the API. */
const REJECTIONS = {
  code: rejectOld,
  path: rejectOld,
  v3: (context: RequestContext): Answer => failV3(context, 'unauthorized'),
};

function rejectOld(context: RequestContext): Answer {
  const { tokenRejection } = context.state.settings;
  if (tokenRejection === 'status-401') return plainFailure(context, 'unauthorized');
  const answer = envelope(context.responseCode, '94', message('tokenRejected', context.language));
  return tokenRejection === 'status-400' ? { ...answer, status: 400 } : answer;
}

/** Decodes percent-escapes. A segment with invalid ones is left unchanged, and matches nothing. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
