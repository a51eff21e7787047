/** `Disposal` is a complete document that was disposed of, `Truncate` a canceled one that was deleted. [D] */
export type DocumentStatus = 'Playing' | 'Canceled' | 'Complete' | 'Disposal' | 'Truncate';

/** A field of a template. */
export interface EsignonSimulatorTemplateField {
  readonly name: string;
  /** The step whose signer fills it in. Default 1. */
  readonly step?: number;
  /** The type of its value; a start with another value is refused. Default `Text`. */
  readonly type?: 'Text' | 'Label' | 'Check' | 'Radio' | 'Date' | 'Picture';
}

/** A form that documents are started from. */
export interface EsignonSimulatorTemplate {
  /** The vendor's `doc_id`, `doc_uid`, `file_id` and `template_id`: digits. */
  readonly id: string | number;
  readonly name: string;
  /** How many people sign, one after the other. Default 1. */
  readonly steps?: number;
  /** Default `WEBTYPE`. */
  readonly type?: 'WEBTYPE' | 'BULK';
  /** The fields, as names or as objects. */
  readonly fields?: readonly (string | EsignonSimulatorTemplateField)[];
  /** Default `my`. */
  readonly folder?: 'my' | 'shared' | 'biz';
  /** `false`: not finished, so that `/api/v2/docs/{id}` returns code 10. Default `true`. */
  readonly finished?: boolean;
}

/** A document that exists at the start. */
export interface EsignonSeedDocument {
  readonly templateId: string | number;
  readonly name: string;
  /** As many as the template has steps. */
  readonly signers: readonly { readonly name: string; readonly email: string }[];
  readonly fields?: Readonly<Record<string, string>>;
  /** Default `Playing`. */
  readonly status?: DocumentStatus;
  /** Whose turn it is, from 1. Default 1; the last where the document is complete. */
  readonly step?: number;
  /** When it was started, ISO 8601. Default: when the simulator was. */
  readonly startedAt?: string;
  /** When it was completed or canceled, ISO 8601. Default: when it was started. */
  readonly endedAt?: string;
}

/** A member, as a password or as an object. */
export type EsignonMember = string | { readonly password: string; readonly name?: string };

/** A company at the start of the simulator. */
export interface EsignonSimulatorCompany {
  /** Passwords by e-mail address. */
  readonly members: Readonly<Record<string, EsignonMember>>;
  /** `false`: its logins get code 95. Default `true`. */
  readonly apiAllowed?: boolean;
  /** The display name. Default: the company's ID. */
  readonly name?: string;
  /** Default: four templates, of one and two steps. */
  readonly templates?: readonly EsignonSimulatorTemplate[];
  /** Default: three documents of the default templates; none where there are `templates`. */
  readonly documents?: readonly EsignonSeedDocument[];
  /** How many documents may be started; then starts are refused with code 13. Default 1 000 000. */
  readonly capacity?: number;
  /** The last day of the subscription, `YYYY-MM-DD`; afterwards starts are refused with code 12 (bulk: 14). */
  readonly subscribedUntil?: string;
}
