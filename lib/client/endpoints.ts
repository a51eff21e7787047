import type { EsignonFailureReason } from '../common/errors.js';
import { TOKEN_REJECTED } from '../login/result-codes.js';

/** A call of eSignon's API: its path, the form of its body, and the meaning of its result codes. */
export interface Endpoint {
  readonly method: 'GET' | 'POST';
  /** `:id` stands for an ID. `:companyId` is filled in by the transport. */
  readonly path: string;
  /** The request code of the envelope; without it the body is sent as plain JSON. */
  readonly requestCode?: string;
  /** Whether the call has the query parameter `offset`, the zone of its dates. */
  readonly zoned?: true;
  readonly reasons: Readonly<Record<string, EsignonFailureReason>>;
}

const COMMON = '/JEDOC/Common.do';

/** The codes of `startsimple` in the vendor's documentation. For the v3 start none are documented. */
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
  // Code 11 means a missing value or a document in another state. The client sends every value, so it means the state.
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

/** Returns why a call was refused, from its result code, or otherwise from the HTTP status. */
export function reasonOf(
  { reasons }: Pick<Endpoint, 'reasons'>,
  status: number,
  resultCode: string | undefined,
): EsignonFailureReason {
  if (resultCode === TOKEN_REJECTED) return 'not-allowed';
  const byCode = resultCode !== undefined && Object.hasOwn(reasons, resultCode) && reasons[resultCode];
  return byCode || (STATUS_REASONS[status] ?? 'failed');
}
