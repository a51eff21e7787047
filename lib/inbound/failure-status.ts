import { type EsignonErrorCode, isEsignonAuthError, isFromEsignonCall } from '../esignon-auth.errors.js';

/** How a failure towards eSignon leaves as an HTTP answer of ours (N2). Pure. */
export interface Failure {
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

const STATUS: Readonly<Partial<Record<EsignonErrorCode, Failure['status']>>> = {
  ESIGNON_CONFIG_INVALID: 500,
  ESIGNON_TIMEOUT: 504,
  ESIGNON_SERVER_EXCEPTION: 503,
  ESIGNON_UNREACHABLE: 503,
  ESIGNON_CREDENTIALS_UNAVAILABLE: 503,
  ESIGNON_ABORTED: 503,
};

/** `undefined` for what has nothing to do with eSignon. */
export function failureOf(error: unknown): Failure | undefined {
  if (isEsignonAuthError(error)) {
    const { code, retryAfterMs } = error;
    const status = STATUS[code] ?? (code === 'ESIGNON_HTTP_STATUS' && error.retryable ? 503 : 502);
    return { status, code, message: MESSAGES[status], retryAfterMs };
  }
  const status = callFailureStatus(error as CallFailure | undefined);
  return status && { status, code: CALL_CODES[status], message: MESSAGES[status] };
}

/** What is read of an axios error; it is told by its mark, since there can be two copies of axios. */
interface CallFailure {
  readonly isAxiosError?: boolean;
  readonly code?: string;
  readonly response?: { readonly status: number };
}

const CALL_CODES = {
  502: 'ESIGNON_HTTP_STATUS',
  503: 'ESIGNON_UNREACHABLE',
  504: 'ESIGNON_TIMEOUT',
} as const;

/** A call that failed: the vendor's 401 never leaves as one of ours, whoever sent the call. */
function callFailureStatus(error: CallFailure | undefined): 502 | 503 | 504 | undefined {
  if (error?.isAxiosError !== true) return undefined;
  const status = error.response?.status;
  if (status === 401) return 502;
  if (!isFromEsignonCall(error)) return undefined;
  if (status === undefined) return error.code === 'ECONNABORTED' || error.code === 'ETIMEDOUT' ? 504 : 503;
  return status === 408 || status === 429 || status >= 500 ? 503 : 502;
}
