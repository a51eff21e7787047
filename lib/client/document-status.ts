/**
 * The status of a document. A `disposed` document was complete before, a `truncated` one was canceled. `unknown` is a
 * value that eSignon does not document: do not treat it as complete or ended.
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

/** Converts the vendor's value for a status, in any case. */
export function documentStatusOf(word: string): EsignonDocumentStatus {
  const key = word.toLowerCase();
  return Object.hasOwn(STATUSES, key) ? (STATUSES[key] ?? 'unknown') : 'unknown';
}

/** Whether the signers can do nothing more. An unknown status is not treated as ended. */
export function isDone(status: EsignonDocumentStatus): boolean {
  return status !== 'playing' && status !== 'unknown';
}
