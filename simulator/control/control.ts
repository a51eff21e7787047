import type { EsignonSimulatorAccount } from '../accounts/accounts.js';
import type { EsignonCallbackFault } from '../callbacks/callback-faults.js';
import type { EsignonSimulatorCallback } from '../callbacks/callback-sender.js';
import type { EsignonSignerInput } from '../documents/documents.js';
import type { EsignonFault } from '../faults/faults.js';
import { type Answer, json } from '../http/http.js';
import type { EsignonJournalEntry } from '../http/journal.js';
import { asObject, type JsonObject, objectAt, parseJson, textAt } from '../http/json.js';
import type { EsignonSimulatorSettings } from '../options.js';
import { toFault } from './fault-input.js';
import { maskPasswords } from './mask-passwords.js';
import { toSettings } from './settings-input.js';

/** The part of the simulator that is controlled over HTTP. */
export interface Controllable extends EsignonSimulatorSettings {
  approveStep(documentId: string, input: EsignonSignerInput): boolean;
  rejectStep(documentId: string, comment?: string): boolean;
  completeDocument(documentId: string): boolean;
  addAccount(account: EsignonSimulatorAccount): void;
  revokeAll(): void;
  fault(fault: EsignonFault): () => void;
  callbackFault(fault: EsignonCallbackFault): () => void;
  clearFaults(): void;
  clearJournal(): void;
  reset(): Promise<void>;
  callbacksSettled(): Promise<void>;
  readonly faults: readonly EsignonFault[];
  readonly callbackFaults: readonly EsignonCallbackFault[];
  readonly callbacks: readonly EsignonSimulatorCallback[];
  readonly journal: readonly EsignonJournalEntry[];
  readonly logins: number;
  readonly calls: number;
}

interface ControlRow {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/_simulator`; `:id` stands for a document's ID. */
  readonly path: string;
  readonly summary: string;
  /** Returns the body of the response; `undefined` gives HTTP 204. */
  readonly run: (simulator: Controllable, body: JsonObject, id: string) => unknown;
}

const ROOT = '/_simulator';

/** The requests of the control. */
export const CONTROL: readonly ControlRow[] = [
  {
    method: 'GET',
    path: '',
    summary: 'this list',
    run: () => CONTROL.map(({ method, path, summary }) => ({ method, path: ROOT + path, summary })),
  },
  {
    method: 'GET',
    path: '/faults',
    summary: 'the faults that wait, of requests and of callbacks',
    run: ({ faults, callbackFaults }) => ({ faults, callbackFaults }),
  },
  {
    method: 'POST',
    path: '/faults',
    summary: 'add a fault, such as {"kind":"status","status":503}',
    run: (simulator, body) => void simulator.fault(toFault(body)),
  },
  {
    method: 'POST',
    path: '/callback-faults',
    summary: 'add one, such as {"kind":"twice","times":1}',
    run: (simulator, body) => void simulator.callbackFault(body as unknown as EsignonCallbackFault),
  },
  {
    method: 'DELETE',
    path: '/faults',
    summary: 'end all faults',
    run: (simulator) => simulator.clearFaults(),
  },
  {
    method: 'POST',
    path: '/documents/:id/approve',
    summary: 'the next signer signs: {comment?, fields?}',
    run: (simulator, body, id) => decided(simulator.approveStep(id, signerInput(body))),
  },
  {
    method: 'POST',
    path: '/documents/:id/reject',
    summary: 'the next signer rejects: {comment?}',
    run: (simulator, body, id) => decided(simulator.rejectStep(id, textAt(body, 'comment'))),
  },
  {
    method: 'POST',
    path: '/documents/:id/complete',
    summary: 'every signer who is left signs',
    run: (simulator, _, id) => decided(simulator.completeDocument(id)),
  },
  {
    method: 'GET',
    path: '/callbacks',
    summary: 'what was posted and answered, once nothing is left to post',
    run: async (simulator) => {
      await simulator.callbacksSettled();
      return simulator.callbacks;
    },
  },
  {
    method: 'GET',
    path: '/journal',
    summary: 'the requests, with passwords masked and tokens in clear',
    run: ({ logins, calls, journal }) => ({ logins, calls, entries: journal.map(maskPasswords) }),
  },
  {
    method: 'DELETE',
    path: '/journal',
    summary: 'empty the journal',
    run: (simulator) => simulator.clearJournal(),
  },
  {
    method: 'POST',
    path: '/accounts',
    summary: 'add a member: {companyId, email, password}',
    run: (simulator, body) => simulator.addAccount(toAccount(body)),
  },
  {
    method: 'DELETE',
    path: '/tokens',
    summary: 'end every token',
    run: (simulator) => simulator.revokeAll(),
  },
  {
    method: 'PATCH',
    path: '/settings',
    summary: 'change settings, such as {"latency":500}; times in ms',
    run: (simulator, body) => applySettings(simulator, body),
  },
  {
    method: 'POST',
    path: '/reset',
    summary: 'back to the start',
    run: (simulator) => simulator.reset(),
  },
];

/** Whether a path belongs to the control instead of the vendor's API. */
export function isControlPath(path: string): boolean {
  return path === ROOT || path.startsWith(`${ROOT}/`);
}

/** Answers a request of the control. */
export async function control(
  simulator: Controllable,
  method: string,
  path: string,
  text: string,
): Promise<Answer> {
  const [row, id] = find(method, path.slice(ROOT.length));
  if (!row) return json(404, { message: `There is no ${method} ${path}. GET ${ROOT} lists what there is.` });
  const body = asObject(text === '' ? {} : parseJson(text));
  if (!body) return json(400, { message: 'The body must be a JSON object.' });
  try {
    const answer = await row.run(simulator, body, id);
    return answer === undefined ? { status: 204, headers: {}, body: '' } : json(200, answer);
  } catch (error) {
    const status = error instanceof NotRunning ? 409 : 400;
    return json(status, { message: error instanceof Error ? error.message : String(error) });
  }
}

function find(method: string, path: string): [ControlRow | undefined, string] {
  const id = /^\/documents\/(\d+)\//.exec(path)?.[1] ?? '';
  const pattern = id === '' ? path : path.replace(id, ':id');
  return [CONTROL.find((row) => row.method === method && row.path === pattern), id];
}

class NotRunning extends Error {}

function decided(isDone: boolean): void {
  if (!isDone) throw new NotRunning('No such document is running.');
}

function signerInput(body: JsonObject): EsignonSignerInput {
  const fields = Object.entries(objectAt(body, 'fields') ?? {});
  return {
    comment: textAt(body, 'comment') ?? '',
    fields: Object.fromEntries(fields.map(([name, value]) => [name, String(value)])),
  };
}

function toAccount(body: JsonObject): EsignonSimulatorAccount {
  const [companyId, email, password] = ['companyId', 'email', 'password'].map((key) => textAt(body, key));
  if (!companyId || !email || !password) throw new TypeError('companyId, email and password are needed.');
  return { companyId, email, password };
}

function applySettings(simulator: Controllable, body: JsonObject): void {
  const { contract, ...settings } = toSettings(body);
  Object.assign(simulator, settings);
  Object.assign(simulator.contract, contract);
}
