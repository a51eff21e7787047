/**
 * Where a document stands. `disposed` was complete before, `truncated` was canceled. `unknown` is a word that eSignon
 * did not document: treat it as neither complete nor ended.
 */
export type EsignonDocumentStatus =
  'playing' | 'complete' | 'canceled' | 'disposed' | 'truncated' | 'unknown';

const STATUSES: Readonly<Record<string, EsignonDocumentStatus>> = {
  playing: 'playing',
  complete: 'complete',
  canceled: 'canceled',
  disposal: 'disposed',
  truncate: 'truncated',
};

/** Reads the vendor's word for a status. Its case differs between the places that use it. */
export function documentStatusOf(word: string): EsignonDocumentStatus {
  const key = word.toLowerCase();
  return Object.hasOwn(STATUSES, key) ? (STATUSES[key] ?? 'unknown') : 'unknown';
}

/** Whether nothing more will happen on the signers' side. A status that is not known does not count as an end. */
export function isDone(status: EsignonDocumentStatus): boolean {
  return status !== 'playing' && status !== 'unknown';
}
