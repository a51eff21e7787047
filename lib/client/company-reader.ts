import { count, date, list, present, text } from './values.js';

/** A company as eSignon has it. */
export interface EsignonCompany {
  readonly name: string;
  /** The name in the contract with eSignon. */
  readonly contractName?: string;
  readonly countryCode?: string;
  /** How many documents may be started. */
  readonly capacity?: number;
  /** How many were. */
  readonly usage?: number;
  /** The plan. */
  readonly grade?: string;
  /** The IP addresses that may call; empty where all may. */
  readonly allowList?: readonly string[];
  readonly createdBy?: string;
  readonly createdAt?: Date;
  readonly expiresAt?: Date;
  /** What eSignon answered. */
  readonly raw: unknown;
}

/** `undefined` without a name. */
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
