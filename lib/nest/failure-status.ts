import type { EsignonAuthError, EsignonErrorCode } from '../common/errors.js';

/** How a failure towards eSignon leaves as an HTTP answer of ours (N2). Pure. */
export interface FailureResponse {
  readonly status: 500 | 502 | 503 | 504;
  readonly code: EsignonErrorCode;
  /** For our client; what the operator needs is in the error itself. */
  readonly message: string;
  readonly retryAfterMs?: number | undefined;
}

const MESSAGES = {
  500: 'eSignon is not set up correctly here.',
  502: 'eSignon refused the request or gave an answer that makes no sense.',
  503: 'eSignon is not available right now. Try again later.',
  504: 'eSignon did not answer in time. Try again later.',
} as const;

const STATUS: Readonly<Partial<Record<EsignonErrorCode, FailureResponse['status']>>> = {
  ESIGNON_CONFIG_INVALID: 500,
  ESIGNON_TIMEOUT: 504,
  ESIGNON_SERVER_EXCEPTION: 503,
  ESIGNON_UNREACHABLE: 503,
  ESIGNON_CREDENTIALS_UNAVAILABLE: 503,
  ESIGNON_ABORTED: 503,
};

export function failureResponse({ code, retryable, retryAfterMs }: EsignonAuthError): FailureResponse {
  const status = STATUS[code] ?? (code === 'ESIGNON_HTTP_STATUS' && retryable ? 503 : 502);
  return { status, code, message: MESSAGES[status], retryAfterMs };
}
