import type { EsignonDocumentStatus } from '../client/document-status.js';
import type { EsignonDocument } from '../client/document-types.js';

/** What a signer did, or that the document was canceled. */
export type EsignonCallbackDecision = 'approved' | 'rejected' | 'canceled';

/** The content of an event as the vendor posted it. A value that was not sent is absent. */
export interface EsignonCallbackContent {
  readonly documentId: string;
  /** Absent if the event has none; `unknown` for a value that the vendor does not document. */
  readonly status?: EsignonDocumentStatus;
  /** The vendor's own value for the status. */
  readonly vendorStatus?: string;
  /** The step that was acted on, from 1. */
  readonly step?: number;
  /** Who acted: an e-mail address or a mobile number. */
  readonly by?: string;
  readonly decision?: EsignonCallbackDecision;
  readonly at?: Date;
  /** The signing page of the next signer (`embed`). A secret. */
  readonly signUrl?: string;
  /** The file of a complete document (`embed`). A secret. */
  readonly documentUrl?: string;
  /** The certificate of a complete document (`embed`). A secret. */
  readonly certificateUrl?: string;
  /** The values of `fieldNames` by their new names, and every value with an unknown key. */
  readonly fields: Readonly<Record<string, string>>;
  /** What was posted, without the value of `Authorization`. */
  readonly raw: unknown;
}

/** An event of a document, as a handler gets it. */
export interface EsignonCallbackEvent extends EsignonCallbackContent {
  /** The `context` of `exportApiInfo()`, such as an order number. */
  readonly context?: string;
  /** The account that the document was started as, and that the handler runs as. Absent: the main account. */
  readonly account?: string;
  /**
   * The document as it is in eSignon now, with `confirm: true`. `status` and `vendorStatus` are then those of the
   * document, so a replayed or late event does not move the state backwards.
   */
  readonly document?: EsignonDocument;
}
