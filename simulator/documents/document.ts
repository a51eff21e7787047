import type { DocumentStatus } from '../companies.js';

/** Somebody with a name and an address. */
export interface Person {
  readonly name: string;
  /** An e-mail address or, for a signer, a mobile number. [D] */
  readonly email: string;
}

/** Someone who signs a document. */
export interface Signer extends Person {
  /** The number for the identity check, or empty. */
  readonly mobile: string;
  readonly hasPassword: boolean;
  readonly passwordHint: string;
}

/** Where and how the events of one document are posted: the vendor's `export_api_info`. */
export interface ExportApi {
  readonly url: string;
  readonly authorization: string;
  readonly apiType: 'ALL' | 'StartAndEnd';
  readonly embed: boolean;
  readonly linkType: string;
  readonly requestCode: string;
  readonly fieldNames: readonly { readonly fieldName: string; readonly newName: string }[];
  readonly requestParams: readonly RequestParam[];
}

/** Adds the key `id` to a callback, with the value of the first field that has one, or otherwise `value`. */
export interface RequestParam {
  readonly id: string;
  readonly value: string;
  readonly fieldNames: readonly string[];
}

/** One line of a document's history. */
export interface HistoryEntry {
  readonly step: number;
  readonly code: string;
  readonly by: Person;
  readonly at: number;
  readonly comment: string;
}

/** A document that was started: the vendor's workflow. */
export interface SimulatorDocument {
  /** The vendor's `wfuid` or `workflow_id`: digits. */
  readonly id: string;
  readonly companyId: string;
  readonly name: string;
  readonly templateId: string;
  readonly bulk: boolean;
  readonly starter: Person;
  readonly language: string;
  readonly comment: string;
  readonly signers: readonly Signer[];
  readonly copies: readonly Person[];
  readonly fields: Map<string, string>;
  readonly startedAt: number;
  readonly expiresAt: number | undefined;
  readonly exportApi: ExportApi | undefined;
  /** The generation of the call that started it. */
  readonly startedBy: 'v3' | 'envelope';
  readonly history: HistoryEntry[];
  /** The signer whose turn it is, from 1. */
  step: number;
  status: DocumentStatus;
  endedAt: number | undefined;
}

/** The input of a start. */
export type NewDocument = Omit<
  SimulatorDocument,
  'id' | 'startedAt' | 'history' | 'step' | 'status' | 'endedAt'
>;

/** What happened to a document, for the callback. */
export interface DocumentEvent {
  /** Approved, rejected, or another change by the API. */
  readonly action: 'approved' | 'rejected' | 'changed';
  readonly step: number;
  readonly by: Person;
  readonly comment: string;
  readonly at: number;
}

/** The signer whose turn it is, while the document is running. */
export function currentSigner({ signers, step, status }: SimulatorDocument): Signer | undefined {
  return status === 'Playing' ? signers[step - 1] : undefined;
}
