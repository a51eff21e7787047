import type { Member } from '../accounts/accounts.js';
import { vendorDate, vendorDateOrEmpty } from '../dates.js';
import { currentSigner, type SimulatorDocument } from '../documents/document.js';
import { failure, success } from '../http/envelope.js';
import type { Answer } from '../http/http.js';
import type { Call } from '../state.js';

const DEFAULT_ROWS = 50;

/** `GET /worklists/new?page=&rows=`: the company's documents, newest first. [D] The order: [I]. */
export function worklist(call: Call): Answer {
  const { query } = call.request;
  const page = positive(query['page'], 1);
  const rows = positive(query['rows'], DEFAULT_ROWS);
  if (!page || !rows) return failure(call, '10', 'failure');
  const { companyId, email } = call.member;
  const documents = call.state.documents.list(companyId);
  const shown = documents.slice((page - 1) * rows, page * rows);
  const { worklistIds } = call.state.settings.contract;
  const id = worklistIds === 'number' ? Number : String;
  return success(call, {
    comp_id: companyId,
    // Whom the vendor takes for a manager is unknown. [I]
    isManager: true,
    memb_email: email,
    page: String(page),
    rows: String(rows),
    total: String(documents.length),
    workflow_list: shown.map((document) => row(document, call.member, id)),
  });
}

function row(document: SimulatorDocument, caller: Member, id: (text: string | number) => unknown): unknown {
  const { step, status } = document;
  const isDone = status === 'Complete' || status === 'Disposal';
  return {
    wfuid: id(document.id),
    wfname: document.name,
    wftype: document.bulk ? 'BULKWEB' : 'NORMAL',
    status,
    step: stepFor(document, caller),
    // The author's, not the signer's. [D]
    nickname: document.starter.name,
    email: document.starter.email,
    startdate: vendorDate(document.startedAt),
    confirmdate: isDone ? vendorDateOrEmpty(document.endedAt) : '',
    totalprocesscount: id(document.signers.length),
    currentprocesscount: id(isDone ? document.signers.length : step - 1),
    currentactionid: id(step),
    preactionid: step > 1 ? id(step - 1) : '',
    preactionemail: document.signers[step - 2]?.email ?? '',
  };
}

/** The step as the caller sees it. [D] A canceled document counts as complete. [I] */
function stepFor(document: SimulatorDocument, caller: Member): 'Myturn' | 'Progress' | 'Complete' {
  const signer = currentSigner(document);
  if (!signer) return 'Complete';
  return signer.email === caller.email ? 'Myturn' : 'Progress';
}

function positive(text: string | undefined, fallback: number): number | undefined {
  if (text === undefined) return fallback;
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
