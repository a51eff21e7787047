import {
  EsignonAuthError,
  type EsignonErrorCode,
  isEsignonAuthError,
  isFromEsignonCall,
} from '../common/errors.js';

/** What is read of an axios error; it is told by its mark, since there can be two copies of axios. */
interface CallFailure {
  readonly isAxiosError?: boolean;
  readonly code?: string;
  readonly response?: { readonly status: number; readonly headers?: Readonly<Record<string, unknown>> };
}

/** A call that got no answer, by axios' code. */
const CODES_WITHOUT_RESPONSE: Readonly<Record<string, EsignonErrorCode | 'invalid-request'>> = {
  ECONNABORTED: 'ESIGNON_TIMEOUT',
  ETIMEDOUT: 'ESIGNON_TIMEOUT',
  ERR_CANCELED: 'ESIGNON_ABORTED',
  ERR_BAD_RESPONSE: 'ESIGNON_INVALID_RESPONSE',
  ERR_FR_TOO_MANY_REDIRECTS: 'ESIGNON_INVALID_RESPONSE',
  // Calls that cannot be sent as they are: the handler's, not the vendor's.
  ERR_BAD_REQUEST: 'invalid-request',
  ERR_BAD_OPTION: 'invalid-request',
  ERR_BAD_OPTION_VALUE: 'invalid-request',
  ERR_FR_MAX_BODY_LENGTH_EXCEEDED: 'invalid-request',
  ERR_INVALID_URL: 'invalid-request',
  ERR_NOT_SUPPORT: 'invalid-request',
};

/**
 * The failure towards eSignon that `error` is, as an error of this package; `undefined` for what has nothing to do with
 * eSignon. A failed call becomes one of plain values: its axios error holds what was sent.
 */
export function toEsignonError(error: unknown): EsignonAuthError | undefined {
  if (isEsignonAuthError(error)) return error;
  const { isAxiosError, code, response } = (error ?? {}) as CallFailure;
  if (isAxiosError !== true) return undefined;
  // The vendor's 401 never leaves as one of ours, whoever sent the call.
  if (response?.status !== 401 && !isFromEsignonCall(error)) return undefined;
  return response ? fromResponse(response) : withoutResponse(code);
}

function fromResponse({ status, headers }: NonNullable<CallFailure['response']>): EsignonAuthError {
  return new EsignonAuthError(
    'ESIGNON_HTTP_STATUS',
    `The call to eSignon was answered with HTTP status ${status}. Check its path, its parameters and the rights of the member.`,
    {
      status,
      retryable: status === 408 || status === 429 || status >= 500,
      retryAfterMs: inMs(headers?.['retry-after']),
    },
  );
}

/** Of the two forms of `Retry-After` the one in seconds; a date counts as none. */
function inMs(retryAfter: unknown): number | undefined {
  return typeof retryAfter === 'string' && /^\d{1,6}$/.test(retryAfter)
    ? Number(retryAfter) * 1000
    : undefined;
}

function withoutResponse(code: string | undefined): EsignonAuthError | undefined {
  const own =
    code !== undefined && Object.hasOwn(CODES_WITHOUT_RESPONSE, code)
      ? CODES_WITHOUT_RESPONSE[code]
      : undefined;
  if (own === 'invalid-request') return undefined;
  const told = code !== undefined && /^[A-Z][A-Z0-9_]{1,48}$/.test(code) ? ` (${code})` : '';
  return new EsignonAuthError(
    own ?? 'ESIGNON_UNREACHABLE',
    `The call to eSignon failed without an answer that can be used${told}. Check the network, the proxy and the call's timeout.`,
    { retryable: own !== 'ESIGNON_INVALID_RESPONSE' },
  );
}
