import type { EsignonCallbackEvent } from 'nestjs-esignon-auth/callbacks';

/** What the page is told of a callback: not `raw` and the URLs, which are secrets. */
export function toDocumentEvent({
  account,
  documentId,
  decision,
  by,
  status,
  document,
}: EsignonCallbackEvent) {
  return {
    account,
    type: decision === undefined ? 'callback' : `callback.${decision}`,
    at: new Date(),
    id: documentId,
    title: document?.name ?? documentId,
    by,
    status,
  };
}
