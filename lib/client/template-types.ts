/** A field of a template. */
export interface EsignonTemplateField {
  readonly name: string;
  /** The step whose signer fills it in, from 1. */
  readonly step?: number;
}

/** A template as `templates.get()` returns it. */
export interface EsignonTemplate {
  readonly id: string;
  readonly name?: string;
  /** How many signers a document of it has. */
  readonly steps?: number;
  readonly fields: readonly EsignonTemplateField[];
  /** `WEBTYPE`, `BULKTYPE`, `FACEWEB`. */
  readonly type?: string;
  /** `shared`, `biz`, `my`. */
  readonly folder?: string;
  readonly createdBy?: string;
  readonly createdAt?: Date;
  readonly modifiedAt?: Date;
  /** The response of eSignon, as received. */
  readonly raw: unknown;
}

/** A template in a list: without its fields. */
export type EsignonTemplateItem = Omit<EsignonTemplate, 'fields'>;

/** Which templates to list, and in which order. */
export interface EsignonTemplateQuery {
  /**
   * The templates of the member, of the company, or both.
   *
   * @default 'all'
   */
  readonly folder?: 'all' | 'my' | 'shared' | undefined;
  /**
   * @default 'created'
   */
  readonly sort?: 'created' | 'name' | 'name-descending' | undefined;
  readonly signal?: AbortSignal | undefined;
}
