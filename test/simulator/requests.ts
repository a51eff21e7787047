import { EsignonSimulator } from '../../lib/testing/index.js';
import type { EsignonSimulatorAccount } from '../../lib/testing/index.js';

/** Any answer of an old endpoint: each has some of these. */
export interface Envelope {
  header: Record<'response_code' | 'result_code' | 'result_msg' | 'session_id', string>;
  body: Record<
    'access_token' | 'workflow_id' | 'workflow_name' | 'doc_url' | 'cert_url' | 'preview_url' | 'total',
    string
  > & {
    expire_date: unknown;
    workflow_list: Record<'wfuid' | 'wfname' | 'status' | 'step', string>[];
    wf_list: unknown[];
    file_list: Record<string, string>[];
  };
}

export const account = EsignonSimulator.defaultAccount;

/** A request to log in, as the contract has it. */
export function loginRequest({ email, password }: EsignonSimulatorAccount = account) {
  return post({ header: { request_code: '1001Q' }, body: { memb_email: email, memb_pwd: password } });
}

export function post(body: unknown, headers: Record<string, string> = {}) {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

/** Logs in and hands back the whole envelope. */
export async function login(sim: EsignonSimulator, who: EsignonSimulatorAccount = account, query = '') {
  const response = await fetch(`${sim.url}/api/${who.companyId}/login${query}`, loginRequest(who));
  return (await response.json()) as Envelope;
}

export async function tokenOf(
  sim: EsignonSimulator,
  who: EsignonSimulatorAccount = account,
): Promise<string> {
  return (await login(sim, who)).body.access_token;
}

/** Calls with a token. */
export function call(sim: EsignonSimulator, path: string, token: string, body?: unknown): Promise<Response> {
  const headers = { authorization: `esignon ${token}` };
  return fetch(sim.url + path, body === undefined ? { headers } : post(body, headers));
}

/** Calls an old endpoint and hands back the envelope. */
export async function envelopeFrom(sim: EsignonSimulator, path: string, token: string, body?: unknown) {
  const response = await call(sim, path, token, body);
  return (await response.json()) as Envelope;
}

/** An old request in its envelope. */
export function envelope(requestCode: string, body: object) {
  return { header: { request_code: requestCode }, body };
}

/** A clock that stands until it is moved. */
export function movableClock(start = Date.UTC(2026, 11, 1)) {
  let at = start;
  return { now: () => at, move: (ms: number) => (at += ms) };
}
