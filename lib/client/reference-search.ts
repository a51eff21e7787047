import { sleep } from '../common/abort.js';
import { call } from './call.js';
import type { Connection } from './connection.js';
import { readDocument, readItems } from './document-reader.js';
import type { EsignonDocument, EsignonDocumentItem } from './document-types.js';
import { ENDPOINTS } from './endpoints.js';
import type { EsignonStartReference } from './start-types.js';

/** A start whose answer was lost. */
export interface LostStart {
  readonly templateId: string;
  readonly reference: EsignonStartReference;
}

/** A document that was found again. */
export type FoundDocument = Pick<EsignonDocument, 'id' | 'name'>;

/** The pause after the first search, in ms; doubles up to the longest. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 2_000;

/** A search that finds more than this is not filtered by the value. */
const MOST_CANDIDATES = 10;

/**
 * Looks for the document until it is found or `limit` aborts. eSignon may find it later than it has it, or still be
 * starting it: that no search finds it does not prove that it is not there.
 *
 * @returns what was found: more than one where the value is not unique, none where `limit` aborted
 */
export async function findLostStart(
  connection: Connection,
  lost: LostStart,
  limit: AbortSignal,
): Promise<readonly FoundDocument[]> {
  for (let pause = FIRST_PAUSE; !limit.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    // A search that fails is repeated like one that finds nothing.
    const found = await searchOnce(connection, lost, limit).catch(() => []);
    if (found.length > 0) return found;
    await sleep(connection.clock, pause, limit).catch(() => undefined);
  }
  return [];
}

async function searchOnce(
  connection: Connection,
  { templateId, reference }: LostStart,
  signal: AbortSignal,
): Promise<FoundDocument[]> {
  const { field, value } = reference;
  const query = { template_id: templateId, field_name: field, field_value: value };
  const items = await call(connection, ENDPOINTS.searchByValue, { query, signal }, readItems);
  // By ID: a search may list a document for each of its steps, and two entries are not two documents.
  const candidates = [...new Map(items.filter(isCandidate).map((item) => [item.id, item])).values()];
  if (candidates.length > MOST_CANDIDATES) return candidates;
  const found = await Promise.all(candidates.map((item) => confirm(connection, item, reference, signal)));
  return found.flat();
}

/** A document that was canceled before can have the value too; one that was just started is not canceled. */
function isCandidate({ status }: EsignonDocumentItem): boolean {
  return status === 'playing' || status === 'complete' || status === 'unknown';
}

/**
 * The search is not documented: it may take a part of the value for the whole. So the document itself must have the
 * value; one that cannot be read now is looked for again.
 */
async function confirm(
  connection: Connection,
  { id }: EsignonDocumentItem,
  { field, value }: EsignonStartReference,
  signal: AbortSignal,
): Promise<FoundDocument[]> {
  const document = await call(connection, ENDPOINTS.document, { id, signal }, readDocument);
  return Object.hasOwn(document.fields, field) && document.fields[field] === value ? [document] : [];
}
