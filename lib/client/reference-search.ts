import { sleep } from '../common/abort.js';
import { call } from './call.js';
import type { Connection } from './connection.js';
import { readDocument, readItems } from './document-reader.js';
import type { EsignonDocument, EsignonDocumentItem } from './document-types.js';
import { ENDPOINTS } from './endpoints.js';
import type { EsignonStartReference } from './start-types.js';

/** A start whose response was lost. */
export interface LostStart {
  readonly templateId: string;
  readonly reference: EsignonStartReference;
}

/** A document that was found by its reference. */
export type FoundDocument = Pick<EsignonDocument, 'id' | 'name'>;

/** The pause after the first search, in ms; doubles up to the longest. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 2_000;

/** A search with more results than this has ignored the value. */
const MOST_CANDIDATES = 10;

/**
 * Searches for the document until it is found or `limit` aborts. eSignon may start or index it later, so the document can
 * exist even if no search finds it.
 *
 * @returns the found documents: several if the value is not unique, none if `limit` aborted
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

/** Excludes canceled documents: an older one can have the same value, and the one just started is not canceled. */
function isCandidate({ status }: EsignonDocumentItem): boolean {
  return status === 'playing' || status === 'complete' || status === 'unknown';
}

/**
 * Checks that the document itself has the value. The search is not documented, and may also match a part of the value. If
 * the document cannot be read, the search is repeated.
 */
async function confirm(
  connection: Connection,
  { id }: EsignonDocumentItem,
  { field, value }: EsignonStartReference,
  signal: AbortSignal,
): Promise<FoundDocument[]> {
  const document = await call(connection, ENDPOINTS.document, { id, signal }, readDocument);
  return document.fields[field] === value ? [document] : [];
}
