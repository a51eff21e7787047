import type { EsignonDocumentStatus } from '../client/document-status.js';
import type { EsignonDocument } from '../client/document-types.js';

/** What a signer did, or that the document was canceled. */
export type EsignonCallbackDecision = 'approved' | 'rejected' | 'canceled';

/** What an event says, as the vendor posted it. What is missing there is absent here. */
export interface EsignonCallbackContent {
  readonly documentId: string;
  /** Absent where the event has none; `unknown` where the vendor did not document its word. */
  readonly status?: EsignonDocumentStatus;
  /** The status in the vendor's word: what `unknown` stands for. */
  readonly vendorStatus?: string;
  /** The step that was acted on, from 1. */
  readonly step?: number;
  /** Who acted: an e-mail address or a mobile number. */
  readonly by?: string;
  readonly decision?: EsignonCallbackDecision;
  readonly at?: Date;
  /** The signing page of the next signer (`embed`). A secret. */
  readonly signUrl?: string;
  /** Of a complete document (`embed`). A secret. */
  readonly documentUrl?: string;
  /** Of a complete document (`embed`). A secret. */
  readonly certificateUrl?: string;
  /** The values of `fieldNames`, by their new names, and every other value that is not known as something else. */
  readonly fields: Readonly<Record<string, string>>;
  /** What was posted, without the value of `Authorization`. */
  readonly raw: unknown;
}

/** An event of a document, as a handler gets it. */
export interface EsignonCallbackEvent extends EsignonCallbackContent {
  /** What `exportApiInfo()` was given, such as an order number. */
  readonly context?: string;
  /** The account that the document was started as, and that the handler runs as. Absent: the main account. */
  readonly account?: string;
  /**
   * The document as eSignon has it now, with `confirm: true`. `status` and `vendorStatus` are then the document's: an
   * event that is replayed or comes late cannot move anything backwards.
   */
  readonly document?: EsignonDocument;
}
