import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

import type { Member } from '../accounts/accounts.js';
import { faultAnswer } from '../faults/fault-answers.js';
import type { FaultPlan } from '../faults/fault-queue.js';
import { type Answer, json, later, type ReadBody, readBody, send, sendSlowly } from './http.js';
import type { EsignonJournalEntry, EsignonRequest } from './journal.js';
import { message } from './messages.js';
import { answerTo, loginCompanyOf } from './router.js';
import { control, type Controllable, isControlPath } from '../control/control.js';
import type { SimulatorState } from '../state.js';

/** Serves the API over HTTP, and the control if there is one: reads, decides the response, records it, sends it. */
export function requestListener(
  stateOf: () => SimulatorState,
  controllable: Controllable | undefined,
): RequestListener {
  return (req, res) => {
    const served =
      controllable && isControlPath(pathOf(req))
        ? serveControl(controllable, req, res)
        : exchange(stateOf(), req, res);
    // Neither input of a client nor an error of a test's function may end the process.
    served.catch(() => res.destroy());
  };
}

async function serveControl(
  controllable: Controllable,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const body = await readBody(req);
  if (body === 'gone') return;
  const text = body === 'too-large' ? '[]' : body.text;
  send(res, await control(controllable, req.method ?? '', pathOf(req), text), new Date());
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '';
}

async function exchange(state: SimulatorState, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const body = await readBody(req);
  if (body === 'gone') return;
  const member = memberOf(state, tokenHeader(state, req));
  const request = receive(state, req, body, member);
  const plan = state.faults.take(request);
  const answer = decide(state, request, body, member, plan);
  state.journal.add(entryOf(request, answer, plan, member));
  deliver(state, res, answer, plan);
}

function receive(
  state: SimulatorState,
  { url = '', method = '', headers }: IncomingMessage,
  body: Exclude<ReadBody, 'gone'>,
  member: Member | undefined,
): EsignonRequest {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const loginCompany = loginCompanyOf(method, path);
  const companyId = loginCompany ?? member?.companyId;
  return {
    at: state.now(),
    method,
    path,
    query: mark < 0 ? {} : Object.fromEntries(new URLSearchParams(url.slice(mark))),
    headers,
    body: body === 'too-large' ? '' : body.text,
    kind: loginCompany === undefined ? 'call' : 'login',
    ...(companyId !== undefined && { companyId }),
  };
}

/** The pages of v2 name the header `Authentication`; public code sends `Authorization`. [D?] */
function tokenHeader(
  { settings }: SimulatorState,
  { url = '', headers }: IncomingMessage,
): string | undefined {
  const isOther = url.startsWith('/api/v2/') && settings.contract.v2Header === 'Authentication';
  return isOther ? headersText(headers['authentication']) : headers.authorization;
}

function headersText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** The scheme is the word `esignon`, and the space is required. */
function memberOf({ tokens }: SimulatorState, authorization = ''): Member | undefined {
  const token = authorization.startsWith('esignon ') ? tokens.find(authorization.slice(8)) : undefined;
  return token && { companyId: token.companyId, email: token.email };
}

function decide(
  state: SimulatorState,
  request: EsignonRequest,
  body: ReadBody,
  member: Member | undefined,
  plan: FaultPlan,
): Answer | undefined {
  const actAndAnswer = (): Answer =>
    body === 'too-large'
      ? json(413, { code: 'TOO_LARGE', message: message('bodyTooLarge', 'ko') })
      : answerTo(state, request, member, state.settings.clockSkew + plan.skew);
  if (!plan.replacement) return actAndAnswer();
  if (plan.replacement.acted) actAndAnswer();
  return faultAnswer(plan.replacement, request);
}

function entryOf(
  request: EsignonRequest,
  answer: Answer | undefined,
  plan: FaultPlan,
  member: Member | undefined,
): EsignonJournalEntry {
  const account = request.kind === 'login' ? loggedIn(request, answer, plan) : member;
  return {
    ...request,
    ...(answer && { status: answer.status }),
    ...(answer?.resultCode !== undefined && { resultCode: answer.resultCode }),
    ...(account && { account }),
    faults: plan.kinds,
  };
}

/** Returns the member that this response gives a token. A '00' of a fault gives none. */
function loggedIn(request: EsignonRequest, answer: Answer | undefined, plan: FaultPlan): Member | undefined {
  if (plan.replacement || answer?.resultCode !== '00') return undefined;
  const { body } = JSON.parse(request.body) as { body: { memb_email: string } };
  return { companyId: request.companyId ?? '', email: body.memb_email };
}

function deliver(
  state: SimulatorState,
  res: ServerResponse,
  answer: Answer | undefined,
  plan: FaultPlan,
): void {
  if (plan.replacement?.kind === 'hang') return;
  later(res, state.settings.latency + plan.delay, () => {
    if (!answer) return void res.socket?.resetAndDestroy();
    const date = new Date(state.now() + state.settings.clockSkew + plan.skew);
    if (plan.slowBodyInterval === undefined) send(res, answer, date);
    else sendSlowly(res, answer, date, plan.slowBodyInterval);
  });
}
