import {
  EsignonAuthError,
  type EsignonErrorCode,
  isEsignonAuthError,
  isFromEsignonCall,
} from '../common/errors.js';
import { readHttpDate, readRetryAfter } from '../common/http-headers.js';
import { systemCodeOf } from '../common/system-code.js';

/** The properties of an axios error that are read. Not by class, since there can be two copies of axios. */
interface CallFailure {
  readonly isAxiosError?: boolean;
  readonly response?: { readonly status: number; readonly headers?: Readonly<Record<string, unknown>> };
}

/** The code of our error, by the code of axios. */
const CODES_WITHOUT_RESPONSE = new Map<string | undefined, EsignonErrorCode | 'invalid-request'>([
  ['ECONNABORTED', 'ESIGNON_TIMEOUT'],
  ['ETIMEDOUT', 'ESIGNON_TIMEOUT'],
  ['ERR_CANCELED', 'ESIGNON_ABORTED'],
  ['ERR_BAD_RESPONSE', 'ESIGNON_INVALID_RESPONSE'],
  ['ERR_FR_TOO_MANY_REDIRECTS', 'ESIGNON_INVALID_RESPONSE'],
  // The request cannot be sent: a mistake in the handler, not a failure of eSignon.
  ['ERR_BAD_REQUEST', 'invalid-request'],
  ['ERR_BAD_OPTION', 'invalid-request'],
  ['ERR_BAD_OPTION_VALUE', 'invalid-request'],
  ['ERR_FR_MAX_BODY_LENGTH_EXCEEDED', 'invalid-request'],
  ['ERR_INVALID_URL', 'invalid-request'],
  ['ERR_NOT_SUPPORT', 'invalid-request'],
]);

/**
 * Converts a failure of eSignon to an error of this package; returns `undefined` for any other error. A failed call
 * becomes a new error of plain values: its axios error holds the request.
 */
export function toEsignonError(error: unknown): EsignonAuthError | undefined {
  if (isEsignonAuthError(error)) return error;
  const { isAxiosError, response } = (error ?? {}) as CallFailure;
  if (isAxiosError !== true) return undefined;
  // A 401 is converted even if another client sent the call: it must never become a 401 of the application.
  if (response?.status !== 401 && !isFromEsignonCall(error)) return undefined;
  return response ? fromResponse(response) : withoutResponse(systemCodeOf(error));
}

function fromResponse({ status, headers }: NonNullable<CallFailure['response']>): EsignonAuthError {
  return new EsignonAuthError(
    'ESIGNON_HTTP_STATUS',
    `The call to eSignon was answered with HTTP status ${status}. Check its path, its parameters and the rights of the member.`,
    {
      status,
      retryable: status === 408 || status === 429 || status >= 500,
      retryAfterMs: readRetryAfter(headers?.['retry-after'], readHttpDate(headers?.['date']) ?? Date.now()),
    },
  );
}

function withoutResponse(systemCode: string | undefined): EsignonAuthError | undefined {
  const code = CODES_WITHOUT_RESPONSE.get(systemCode) ?? 'ESIGNON_UNREACHABLE';
  if (code === 'invalid-request') return undefined;
  return new EsignonAuthError(
    code,
    `The call to eSignon failed without a usable response${systemCode === undefined ? '' : ` (${systemCode})`}. Check the network, the proxy and the call's timeout.`,
    { retryable: code !== 'ESIGNON_INVALID_RESPONSE', systemCode },
  );
}
