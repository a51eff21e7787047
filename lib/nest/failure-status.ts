import {
  type EsignonAuthError,
  type EsignonErrorCode,
  type EsignonFailureReason,
  isEsignonApiError,
} from '../common/errors.js';

type Status = 404 | 409 | 500 | 502 | 503 | 504;

/** The response of the application to a failure of eSignon (N2). Pure. */
export interface FailureResponse {
  readonly status: Status;
  readonly code: EsignonErrorCode;
  /** For the application's client. The details for the operator are in the error itself. */
  readonly message: string;
  readonly retryAfterMs?: number | undefined;
  /** The vendor's result code of a refused call (N6). Its meaning depends on the call. */
  readonly resultCode?: string | undefined;
}

type Answer = Pick<FailureResponse, 'status' | 'message'>;

const REFUSED: Answer = {
  status: 502,
  message: 'eSignon refused the request or returned an invalid response.',
};
const UNAVAILABLE: Answer = {
  status: 503,
  message: 'eSignon is temporarily unavailable. Try again later.',
};

const BY_CODE: Readonly<Partial<Record<EsignonErrorCode, Answer>>> = {
  ESIGNON_UNKNOWN_ACCOUNT: { status: 404, message: 'There is no such eSignon account.' },
  ESIGNON_CONFIG_INVALID: { status: 500, message: 'eSignon is not configured correctly.' },
  // A defect of the application, which should check the input of its clients first.
  ESIGNON_INVALID_REQUEST: {
    status: 500,
    message: 'This application made a request that eSignon would refuse. It was not sent.',
  },
  ESIGNON_OUTCOME_UNKNOWN: {
    status: 502,
    message: 'eSignon may have started the document. Look for it before you ask for it again.',
  },
  ESIGNON_TIMEOUT: { status: 504, message: 'eSignon did not respond in time. Try again later.' },
  ESIGNON_SERVER_EXCEPTION: UNAVAILABLE,
  ESIGNON_UNREACHABLE: UNAVAILABLE,
  ESIGNON_CREDENTIALS_UNAVAILABLE: UNAVAILABLE,
  ESIGNON_ABORTED: UNAVAILABLE,
};

/** Refusals that the application's client can do something about. */
const BY_REASON: Readonly<Partial<Record<EsignonFailureReason, Answer>>> = {
  'not-found': { status: 404, message: 'eSignon has no such document or template. Check its ID.' },
  'already-complete': { status: 409, message: 'The document is already complete.' },
  'already-canceled': { status: 409, message: 'The document is already canceled.' },
  'not-allowed': {
    status: 409,
    message: 'The document or template is in a state that does not allow this. Check its status.',
  },
};

export function failureResponse(error: EsignonAuthError): FailureResponse {
  const { code, retryAfterMs, resultCode } = error;
  return {
    ...answerTo(error),
    code,
    retryAfterMs,
    ...(code === 'ESIGNON_API_FAILED' && { resultCode }),
  };
}

function answerTo(error: EsignonAuthError): Answer {
  if (isEsignonApiError(error)) return (!isOfAccount(error) && byReason(error.reason)) || REFUSED;
  if (error.code === 'ESIGNON_HTTP_STATUS' && error.retryable) return UNAVAILABLE;
  return BY_CODE[error.code] ?? REFUSED;
}

function byReason(reason: EsignonFailureReason | undefined): Answer | undefined {
  return reason === undefined ? undefined : BY_REASON[reason];
}

/** Whether eSignon refused the application's token (result code 94, 401) or its member (403). */
function isOfAccount({ status, resultCode }: EsignonAuthError): boolean {
  return resultCode === '94' || status === 401 || status === 403;
}
