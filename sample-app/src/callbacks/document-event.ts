import type { EsignonCallbackEvent } from 'nestjs-esignon-auth/callbacks';

/** The part of a callback that is sent to the page, without `raw` and the URLs, which are secrets. */
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
