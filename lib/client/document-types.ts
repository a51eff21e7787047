import type { EsignonDocumentStatus } from './document-status.js';

/** A signer of a document in eSignon. */
export interface EsignonSigner {
  /** From 1. */
  readonly step?: number;
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  /** Whether it is this signer's turn. */
  readonly isTurn?: boolean;
}

/** Something that happened to a document. */
export interface EsignonHistoryEntry {
  /** The vendor's own value, such as `WORKFLOW_START`, `SIGN_COMPLETE`, `WORKFLOW_REJECT`. */
  readonly event: string;
  readonly step?: number;
  readonly name?: string;
  readonly email?: string;
  readonly at?: Date;
  readonly comment?: string;
}

/** The current state of a document in eSignon. */
export interface EsignonDocument {
  readonly id: string;
  readonly name?: string;
  readonly status: EsignonDocumentStatus;
  /** The vendor's own value for the status. */
  readonly vendorStatus: string;
  readonly createdAt?: Date;
  readonly completedAt?: Date;
  readonly expiresAt?: Date;
  /** Empty if eSignon does not list them. */
  readonly signers: readonly EsignonSigner[];
  /** Values as they were typed, by the field's name: `"1,200"`. */
  readonly fields: Readonly<Record<string, string>>;
  /** The page of the signer whose turn it is. A secret. */
  readonly playUrl?: string;
  /** The document as a file. Absent until it is complete. A secret, valid for a few minutes. */
  readonly downloadUrl?: string;
  /** The certificate of the history as a file. A secret, valid for a few minutes. */
  readonly certificateUrl?: string;
  readonly history?: readonly EsignonHistoryEntry[];
  /** The response of eSignon, as received. */
  readonly raw: unknown;
}

/** A document in a list. */
export interface EsignonDocumentItem {
  readonly id: string;
  readonly name?: string;
  readonly status: EsignonDocumentStatus;
  /** The vendor's own value for the status. */
  readonly vendorStatus?: string;
  readonly startedAt?: Date;
  readonly completedAt?: Date;
  /** Who started it. */
  readonly author?: { readonly name?: string; readonly email?: string };
  readonly steps?: { readonly total?: number; readonly done?: number };
  /** The value of the field that a search by period asked for. */
  readonly value?: string;
  /** The row in the response of eSignon, as received. */
  readonly raw: unknown;
}

/** A page of documents. */
export interface EsignonDocumentPage {
  /** The number of documents on all pages. */
  readonly total?: number;
  readonly items: readonly EsignonDocumentItem[];
}

/** Options of every call. `signal` ends the wait for the response. */
export interface EsignonCallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface EsignonListQuery extends EsignonCallOptions {
  /**
   * From 1.
   *
   * @default 1
   */
  readonly page?: number | undefined;
  /**
   * The number of documents on a page, at most 50.
   *
   * @default 50
   */
  readonly pageSize?: number | undefined;
}

/** Documents of a template that were started or completed in a period: whole days in Korea, including both. */
export interface EsignonPeriodSearch extends EsignonCallOptions {
  readonly templateId: string;
  readonly from: Date;
  readonly to: Date;
  /**
   * Which date must be in the period.
   *
   * @default 'completed'
   */
  readonly by?: 'started' | 'completed' | undefined;
  /** A field of the template whose value is returned with each result. */
  readonly field?: string | undefined;
}

/** Documents of a template that have this value in a field. */
export interface EsignonValueSearch extends EsignonCallOptions {
  readonly templateId: string;
  readonly field: string;
  readonly value: string;
}

/** Links to the files of a complete document. They are secrets, and valid for 5 minutes. */
export interface EsignonFiles {
  readonly name?: string;
  readonly documentUrl: string;
  readonly certificateUrl?: string;
}

/** Options of `documents.waitUntilDone()`. */
export interface EsignonWaitUntilDoneOptions extends EsignonCallOptions {
  /**
   * The time between two requests, in ms.
   *
   * @default 10_000
   */
  readonly every?: number | undefined;
}

export interface EsignonDisposal extends EsignonCallOptions {
  /** The reason, for the history of the document. */
  readonly description: string;
}

export interface EsignonDecisionOptions extends EsignonCallOptions {
  readonly comment?: string | undefined;
}
