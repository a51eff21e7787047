import type { EsignonFailureReason } from '../common/errors.js';

/** A call of eSignon's API: where it goes, what wraps its body, and what its result codes mean. */
export interface Endpoint {
  readonly method: 'GET' | 'POST';
  /** `:id` stands for an ID. `:companyId` is filled in by the transport. */
  readonly path: string;
  /** The body goes in an envelope with this code; without one it goes as it is. */
  readonly requestCode?: string;
  /** The call takes the query `offset`, the zone of its dates. */
  readonly zoned?: true;
  readonly reasons: Readonly<Record<string, EsignonFailureReason>>;
}

const COMMON = '/JEDOC/Common.do';

/** The codes that the vendor's page on `startsimple` lists. For v3 it lists none; both start the same. */
const START_REASONS = {
  '-1': 'invalid-request',
  '11': 'invalid-request',
  '12': 'subscription-expired',
  '13': 'quota-exceeded',
  '19': 'invalid-request',
  '20': 'invalid-request',
} as const;

/** Every call that the client makes. docs/guides/client.md has the same table, with the reason for each choice. */
export const ENDPOINTS = {
  start: { method: 'POST', path: '/api/v3/workflows/start', zoned: true, reasons: START_REASONS },
  startSimple: {
    method: 'POST',
    path: '/api/:companyId/startsimple',
    requestCode: '5005Q',
    reasons: START_REASONS,
  },
  document: {
    method: 'GET',
    path: '/api/v3/workflows/:id',
    zoned: true,
    reasons: { '10': 'not-found' },
  },
  searchByValue: {
    method: 'GET',
    path: '/api/v3/workflows/search-with-value',
    zoned: true,
    reasons: { '12': 'invalid-request', '17': 'invalid-request', '18': 'invalid-request' },
  },
  searchByPeriod: {
    method: 'POST',
    path: '/api/:companyId/search',
    requestCode: '5009Q',
    reasons: {
      '12': 'invalid-request',
      '17': 'invalid-request',
      '18': 'invalid-request',
      '19': 'invalid-request',
    },
  },
  list: { method: 'GET', path: '/worklists/new', reasons: {} },
  // Its 11 is a value that is missing or a document in another state. Every value is sent, so the state remains.
  changeState: {
    method: 'POST',
    path: COMMON,
    requestCode: '1510Q',
    reasons: { '-1': 'invalid-request', '11': 'not-allowed' },
  },
  resend: {
    method: 'POST',
    path: COMMON,
    requestCode: '1429Q',
    reasons: { '11': 'already-complete', '12': 'already-canceled' },
  },
  decide: {
    method: 'POST',
    path: '/api/:companyId/action',
    requestCode: '5010Q',
    reasons: { '12': 'invalid-request' },
  },
  files: { method: 'POST', path: '/workflow/download', reasons: {} },
  templates: {
    method: 'POST',
    path: COMMON,
    requestCode: '1123Q',
    reasons: { '12': 'invalid-request' },
  },
  template: {
    method: 'GET',
    path: '/api/v2/docs/:id',
    zoned: true,
    reasons: { '10': 'not-allowed', '11': 'not-found' },
  },
  company: { method: 'GET', path: '/api/v2/company', zoned: true, reasons: {} },
} as const satisfies Record<string, Endpoint>;

const STATUS_REASONS: Readonly<Record<number, EsignonFailureReason>> = {
  400: 'invalid-request',
  401: 'not-allowed',
  403: 'not-allowed',
  404: 'not-found',
  422: 'invalid-request',
};

/** The token was rejected, and so was the one after it. */
const TOKEN_REJECTED = '94';

/** Why a call was refused, by its result code, otherwise by the HTTP status. */
export function reasonOf(
  { reasons }: Pick<Endpoint, 'reasons'>,
  status: number,
  resultCode: string | undefined,
): EsignonFailureReason {
  if (resultCode === TOKEN_REJECTED) return 'not-allowed';
  const byCode = resultCode !== undefined && Object.hasOwn(reasons, resultCode) && reasons[resultCode];
  return byCode || (STATUS_REASONS[status] ?? 'failed');
}
