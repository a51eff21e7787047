import { count, date, list, present, text } from './values.js';

/** A company in eSignon. */
export interface EsignonCompany {
  readonly name: string;
  /** The name in the contract with eSignon. */
  readonly contractName?: string;
  readonly countryCode?: string;
  /** How many documents may be started. */
  readonly capacity?: number;
  /** How many documents have been started. */
  readonly usage?: number;
  /** The plan. */
  readonly grade?: string;
  /** The IP addresses that may call the API; empty if all may. */
  readonly allowList?: readonly string[];
  readonly createdBy?: string;
  readonly createdAt?: Date;
  readonly expiresAt?: Date;
  /** The response of eSignon, as received. */
  readonly raw: unknown;
}

/** Returns `undefined` if the response has no name. */
export function readCompany(body: object): EsignonCompany | undefined {
  const name = text(body, 'name');
  if (name === undefined) return undefined;
  return {
    name,
    ...present({
      contractName: text(body, 'contract_company_name'),
      countryCode: text(body, 'country_code'),
      capacity: count(body, 'workflow_capacity'),
      usage: count(body, 'workflow_usage'),
      grade: text(body, 'grade_code'),
      allowList: list(body, 'allow_list')?.filter((entry) => typeof entry === 'string'),
      createdBy: text(body, 'create_email'),
      createdAt: date(body, 'create_date'),
      expiresAt: date(body, 'expiry_date'),
    }),
    raw: body,
  };
}
