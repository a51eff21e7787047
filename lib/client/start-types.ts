import type { EsignonTemplate } from './template-types.js';

/**
 * `export_api_info`: where eSignon posts the events of a document (its Export API). `EsignonCallbacks` of
 * `nestjs-esignon-auth/callbacks` creates one whose `authorization` can be verified.
 */
export interface EsignonExportApiInfo {
  /** Must be reachable from the internet. */
  readonly url: string;
  /** Sent as the header `Authorization` of each event. A secret. */
  readonly authorization: string;
  /** `ALL`: an event for every step; `StartAndEnd`: for the first and the last. */
  readonly api_type?: 'ALL' | 'StartAndEnd';
  /** `download`: events have the URLs of the files, otherwise those of the viewer. */
  readonly link_type?: 'download';
  /** `true`: eSignon sends the signers no message, and the answer and the events have the URL of the signing page. */
  readonly is_embed?: boolean;
  /** Fields whose values come with each event, under a new name. */
  readonly field_names?: readonly { readonly field_name: string; readonly new_name: string }[];
  /** Returned in each event of the older form. */
  readonly request_code?: string;
}

/** The signer of one step of a document. */
export interface EsignonSignerRequest {
  readonly name: string;
  /** An e-mail address, or a mobile number for KakaoTalk. */
  readonly contact: string;
  /** A phone number that the signer must verify. */
  readonly phone?: string | undefined;
  /** The signer must enter it: 4 to 15 characters. */
  readonly password?: string | undefined;
  /** Shown with the password field, at most 50 characters. */
  readonly passwordHint?: string | undefined;
}

/**
 * A value of a template's field: text, `true` and `false` for a check or radio field, a `Date` for a date field (its day in
 * Korea), the bytes of a JPEG or PNG picture of at most 1 MB.
 */
export type EsignonFieldValue = string | boolean | Date | Uint8Array;

/** A value in a field of the template that identifies one start. */
export interface EsignonStartReference {
  /** A text field of the template; it can be hidden from the signers. */
  readonly field: string;
  /** Unique for each start, such as the ID of an order. */
  readonly value: string;
}

/** The values of a start that can be in the request or in the options. */
interface StartExtras {
  /** Where eSignon posts the document's events. */
  readonly callback?: EsignonExportApiInfo | undefined;
  /** Used to find the document if the response is lost. */
  readonly reference?: EsignonStartReference | undefined;
}

/** A document to start from a template. */
export interface EsignonStartRequest extends StartExtras {
  /** The document's name: 1 to 128 characters, none of `' " \ / : | < > * ?`. */
  readonly name: string;
  readonly templateId: string;
  /** In the order in which they sign: as many as the template has steps. */
  readonly signers: readonly EsignonSignerRequest[];
  /** Values by the names of the template's fields. */
  readonly fields?: Readonly<Record<string, EsignonFieldValue>> | undefined;
  /** A message to the signers, at most 250 characters. */
  readonly comment?: string | undefined;
  /** The deadline for the signers, to the second. With a `comment` or a `password` only its day in Korea is used. */
  readonly expiresAt?: Date | undefined;
}

/** The options of a start. `callback` and `reference` take precedence over those of the request. */
export interface EsignonStartOptions extends StartExtras {
  /** Ends the wait. If the start was already sent, the error is `ESIGNON_OUTCOME_UNKNOWN`. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How long to search for the document by its `reference` after an unknown outcome, in ms.
   *
   * @default 10_000
   */
  readonly searchFor?: number | undefined;
  /** From `templates.get()`: the number of signers and the names of the fields are checked before anything is sent. */
  readonly template?: EsignonTemplate | undefined;
}

/** A document that was started. */
export interface EsignonStartedDocument {
  readonly id: string;
  readonly name: string;
  /**
   * Opens the document as its starter. A secret. Absent if the response was lost and the document was found by its
   * reference.
   */
  readonly startToken?: string;
  /** The page of the first signer, with `callback.is_embed`. A secret. Absent as above. */
  readonly signUrl?: string;
}
