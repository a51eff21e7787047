import type { Member } from './accounts.js';
import { common } from './common-calls.js';
import { search, startSimple, worklist } from './company-calls.js';
import { download, downloadLink } from './downloads.js';
import { envelope, failure, requestCodeOf, responseCodeOf } from './envelope.js';
import { type Answer, json } from './http.js';
import type { EsignonRequest } from './journal.js';
import { parseJson } from './json.js';
import { login } from './login.js';
import { languageOf, message } from './messages.js';
import type { Call, RequestContext, SimulatorState } from './simulator-state.js';
import { refuseV3, showV3, startV3 } from './v3-calls.js';

type Route = { readonly method: 'GET' | 'POST'; readonly path: RegExp } & (
  | { readonly open: (context: RequestContext) => Answer }
  | { readonly member: (call: Call) => Answer; readonly reject: (context: RequestContext) => Answer }
);

const LOGIN_PATH = /^\/api\/([^/]+)\/login$/;

const ROUTES: readonly Route[] = [
  { method: 'POST', path: LOGIN_PATH, open: login },
  { method: 'GET', path: /^\/download\/([^/]+)$/, open: download },
  { method: 'GET', path: /^\/worklists\/new$/, member: worklist, reject: rejectOld },
  { method: 'POST', path: /^\/api\/([^/]+)\/startsimple$/, member: startSimple, reject: rejectOld },
  { method: 'POST', path: /^\/api\/([^/]+)\/search$/, member: search, reject: rejectOld },
  { method: 'POST', path: /^\/JEDOC\/Common\.do$/, member: common, reject: rejectOld },
  { method: 'POST', path: /^\/workflow\/download$/, member: downloadLink, reject: rejectOld },
  { method: 'POST', path: /^\/api\/v3\/workflows\/start$/, member: startV3, reject: rejectV3 },
  { method: 'GET', path: /^\/api\/v3\/workflows\/([^/]+)$/, member: showV3, reject: rejectV3 },
];

/** The company of a login, or `undefined` for every other request. */
export function loginCompanyOf(method: string, path: string): string | undefined {
  const match = method === 'POST' ? LOGIN_PATH.exec(path) : null;
  return match?.[1] === undefined ? undefined : decode(match[1]);
}

/** The right answer to a request, as far as the vendor's documents tell it. */
export function answerTo(
  state: SimulatorState,
  request: EsignonRequest,
  member: Member | undefined,
  skew: number,
): Answer {
  const route = ROUTES.find(({ method, path }) => method === request.method && path.test(request.path));
  const context = contextOf(state, request, route?.path, skew);
  if (!route) return json(404, { code: 'NOT_FOUND', message: message('notFound', context.language) });
  try {
    if ('open' in route) return route.open(context);
    return member ? route.member({ ...context, member }) : route.reject(context);
  } catch {
    // What the vendor calls 99. Here it can only come from an `expireDateFormat` or `createToken` that throws.
    return failure(context, '99', 'unexpected');
  }
}

function contextOf(
  state: SimulatorState,
  request: EsignonRequest,
  path: RegExp | undefined,
  skew: number,
): RequestContext {
  const params = path?.exec(request.path)?.slice(1).map(decode) ?? [];
  const language = languageOf(request.query['lang']);
  return { state, request, params, json: readJson(request), language, skew };
}

/** Every page asks for `application/json`. What the vendor does without it is not documented; here it is no JSON. */
function readJson({ headers, body }: EsignonRequest): unknown {
  return /^application\/json\b/i.test(headers['content-type'] ?? '') ? parseJson(body) : undefined;
}

function rejectOld(context: RequestContext): Answer {
  const { tokenRejection } = context.state.settings;
  if (tokenRejection === 'status-401') return rejectV3(context);
  const responseCode = responseCodeOf(requestCodeOf(context.json));
  const answer = envelope(responseCode, '94', message('tokenRejected', context.language));
  return tokenRejection === 'status-400' ? { ...answer, status: 400 } : answer;
}

function rejectV3(context: RequestContext): Answer {
  return refuseV3(context, 401, 'UNAUTHORIZED', 'tokenRejected');
}

/** Percent-escapes undone; a segment that has wrong ones stays as it is, and matches nothing. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
