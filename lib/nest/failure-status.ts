import type { EsignonAuthError, EsignonErrorCode } from '../common/errors.js';

/** The response of the application to a failure of eSignon (N2). Pure. */
export interface FailureResponse {
  readonly status: 404 | 500 | 502 | 503 | 504;
  readonly code: EsignonErrorCode;
  /** For the application's client. The details for the operator are in the error itself. */
  readonly message: string;
  readonly retryAfterMs?: number | undefined;
  /** The vendor's, of a call that it refused (N6): what it means depends on the call. */
  readonly resultCode?: string | undefined;
}

const MESSAGES = {
  404: 'There is no such eSignon account.',
  500: 'eSignon is not configured correctly.',
  502: 'eSignon refused the request or returned an invalid response.',
  503: 'eSignon is temporarily unavailable. Try again later.',
  504: 'eSignon did not respond in time. Try again later.',
} as const;

const STATUS: Readonly<Partial<Record<EsignonErrorCode, FailureResponse['status']>>> = {
  ESIGNON_UNKNOWN_ACCOUNT: 404,
  ESIGNON_CONFIG_INVALID: 500,
  ESIGNON_TIMEOUT: 504,
  ESIGNON_SERVER_EXCEPTION: 503,
  ESIGNON_UNREACHABLE: 503,
  ESIGNON_CREDENTIALS_UNAVAILABLE: 503,
  ESIGNON_ABORTED: 503,
};

export function failureResponse({
  code,
  retryable,
  retryAfterMs,
  resultCode,
}: EsignonAuthError): FailureResponse {
  const status = STATUS[code] ?? (code === 'ESIGNON_HTTP_STATUS' && retryable ? 503 : 502);
  return {
    status,
    code,
    message: MESSAGES[status],
    retryAfterMs,
    ...(code === 'ESIGNON_API_FAILED' && { resultCode }),
  };
}
