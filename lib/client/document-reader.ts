import type {
  EsignonDocument,
  EsignonDocumentItem,
  EsignonFiles,
  EsignonHistoryEntry,
  EsignonSigner,
} from './document-types.js';
import { documentStatusOf, type EsignonDocumentStatus } from './document-status.js';
import { count, date, flag, idUnder, list, present, text } from './values.js';

/**
 * Reads a document of v3 or v2. Only a few names of v3 are known, from public code; the others are read under their names
 * in v2. Returns `undefined` without an ID and a status.
 */
export function readDocument(body: object): EsignonDocument | undefined {
  const id = idOf(body);
  const status = statusOf(body);
  if (id === undefined || status === undefined) return undefined;
  const history = list(body, 'action_history_list')?.flatMap(readHistoryEntry);
  return {
    id,
    ...status,
    signers: list(body, 'owner_list', 'recipient_list')?.map(readSigner) ?? [],
    fields: readFields(list(body, 'field_list') ?? []),
    ...present({
      name: text(body, 'workflow_name'),
      createdAt: date(body, 'create_date'),
      completedAt: history?.find(({ event }) => event === 'WORKFLOW_COMPLETE')?.at,
      expiresAt: date(body, 'expiry_date'),
      playUrl: text(body, 'playing_url', 'sign_url', 'play_url'),
      downloadUrl: text(body, 'download_url'),
      certificateUrl: text(body, 'certificate_url', 'cert_url'),
      history,
    }),
    raw: body,
  };
}

/** Reads a row of a list or a search. Returns `undefined` without an ID. */
export function readItem(row: unknown): EsignonDocumentItem | undefined {
  const id = idOf(row);
  if (id === undefined) return undefined;
  const author = present({
    name: text(row, 'nickname', 'wf_manager_name', 'creator_name'),
    email: text(row, 'email', 'wf_manager_email', 'creator_email'),
  });
  const steps = present({
    total: count(row, 'totalprocesscount', 'total_process_count', 'total_action_count'),
    done: count(row, 'currentprocesscount'),
  });
  return {
    id,
    ...(statusOf(row) ?? { status: 'unknown' }),
    ...present({
      name: text(row, 'workflow_name', 'wfname', 'wf_title'),
      startedAt: date(row, 'startdate', 'start_date', 'create_date'),
      completedAt: date(row, 'confirmdate', 'end_date'),
      author: isEmpty(author) ? undefined : author,
      steps: isEmpty(steps) ? undefined : steps,
      value: text(row, 'field_value'),
    }),
    raw: row,
  };
}

/** The documents of a list or a search; `undefined` where there is no list. */
export function readItems(body: object): EsignonDocumentItem[] | undefined {
  return readRows(body)?.flatMap((row) => readItem(row) ?? []);
}

/** The rows of a list or a search, whatever is in them. */
export function readRows(body: object): readonly unknown[] | undefined {
  return list(body, 'workflow_list', 'wf_list');
}

/** Reads the links to files. Returns `undefined` without a link to the document. */
export function readFiles(body: object): EsignonFiles | undefined {
  const documentUrl = text(body, 'doc_url', 'download_url', 'result_url');
  if (documentUrl === undefined) return undefined;
  return {
    documentUrl,
    ...present({
      name: text(body, 'workflow_name', 'wfname'),
      certificateUrl: text(body, 'cert_url', 'certificate_url'),
    }),
  };
}

/** Reads the ID of the document, under any of its names. */
export function idOf(from: unknown): string | undefined {
  return idUnder(from, 'workflow_id', 'wfuid');
}

/** Reads the status. v3 uses both `status` and `workflow_status`. */
function statusOf(
  from: unknown,
): { readonly status: EsignonDocumentStatus; readonly vendorStatus: string } | undefined {
  const vendorStatus = text(from, 'status', 'workflow_status', 'wf_status');
  return vendorStatus === undefined ? undefined : { status: documentStatusOf(vendorStatus), vendorStatus };
}

function readSigner(row: unknown): EsignonSigner {
  return present({
    step: count(row, 'action_id', 'order'),
    name: text(row, 'name'),
    email: text(row, 'email'),
    phone: text(row, 'phone_number', 'mobile'),
    isTurn: flag(row, 'turn_yn'),
  });
}

/** v2 has a field's name in `field_owner`. */
function readFields(rows: readonly unknown[]): Record<string, string> {
  const pairs = rows.flatMap((row) => {
    const name = text(row, 'name', 'field_name', 'field_owner');
    return name === undefined ? [] : [[name, text(row, 'value', 'field_value') ?? ''] as const];
  });
  return Object.fromEntries(pairs);
}

function readHistoryEntry(row: unknown): EsignonHistoryEntry[] {
  const event = text(row, 'step_code');
  if (event === undefined) return [];
  const entry = present({
    step: count(row, 'action_id'),
    name: text(row, 'name'),
    email: text(row, 'confirm_email'),
    at: date(row, 'confirm_date'),
    comment: text(row, 'comment'),
  });
  return [{ event, ...entry }];
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}
