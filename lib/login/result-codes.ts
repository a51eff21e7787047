import type { EsignonErrorCode } from '../common/errors.js';

/** `header.result_code` of a successful call. Any other code is a failure, even with HTTP status 200. */
export const SUCCESS = '00';

/** The result code for a rejected token, the same for every call except the login. Other codes depend on the call. */
export const TOKEN_REJECTED = '94';

/** A failure of the login, by its documented result code. */
interface LoginFailure {
  readonly code: EsignonErrorCode;
  readonly retryable: boolean;
  readonly what: string;
  readonly remedy: string;
}

const LOGIN_FAILURES: Readonly<Record<string, LoginFailure>> = {
  '10': {
    code: 'ESIGNON_INVALID_CREDENTIALS',
    retryable: false,
    what: 'the company ID, e-mail or password is wrong',
    remedy: 'Correct the credentials; repeated wrong passwords can lock the account.',
  },
  '12': {
    code: 'ESIGNON_MALFORMED_REQUEST',
    retryable: false,
    what: 'the request body could not be parsed',
    remedy: 'Check that no proxy rewrites the request, and report this with the version of the package.',
  },
  '95': {
    code: 'ESIGNON_COMPANY_NOT_ALLOWED',
    retryable: false,
    what: 'this company may not call the API',
    remedy: 'Ask the vendor to allow API calls for the company.',
  },
  '99': {
    code: 'ESIGNON_SERVER_EXCEPTION',
    retryable: true,
    what: "the vendor's server failed",
    remedy: 'Try again later, and ask the vendor if it lasts.',
  },
};

function documentedFailure(resultCode: string): LoginFailure | undefined {
  return Object.hasOwn(LOGIN_FAILURES, resultCode) ? LOGIN_FAILURES[resultCode] : undefined;
}

/** Returns what a result code means for a login. Undocumented codes are permanent failures. */
export function loginFailure(resultCode: string): LoginFailure {
  return (
    documentedFailure(resultCode) ?? {
      code: 'ESIGNON_LOGIN_FAILED',
      retryable: false,
      what: 'for a reason that is not documented',
      remedy: 'Ask the vendor what this result code means for a login.',
    }
  );
}

/** Whether `resultCode` is documented as a permanent failure. */
export function isPermanentFailure(resultCode = ''): boolean {
  return documentedFailure(resultCode)?.retryable === false;
}
