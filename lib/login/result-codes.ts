import type { EsignonErrorCode } from '../common/errors.js';

/** `header.result_code` of every call that went well; anything else is a failure, with HTTP status 200. */
export const SUCCESS = '00';

/** What every call but the login answers for a rejected token. On other endpoints only this code has one meaning. */
export const TOKEN_REJECTED = '94';

/** A failure of the login, by its result code (the vendor's page on the login). */
export interface LoginFailure {
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
    remedy: 'Try again later, and tell the vendor if it lasts.',
  },
};

/** How the page says that a login failed; `undefined` for a code it does not list. */
function listed(resultCode: string): LoginFailure | undefined {
  return Object.hasOwn(LOGIN_FAILURES, resultCode) ? LOGIN_FAILURES[resultCode] : undefined;
}

/** How a login that answered `resultCode` failed. Codes the page does not list are failures too, for good. */
export function loginFailure(resultCode: string): LoginFailure {
  return (
    listed(resultCode) ?? {
      code: 'ESIGNON_LOGIN_FAILED',
      retryable: false,
      what: 'for a reason the documentation does not list',
      remedy: 'Ask the vendor what this result code means for a login.',
    }
  );
}

/** Whether the page lists `resultCode` as a failure that no repeat mends. */
export function isPermanentFailure(resultCode = ''): boolean {
  return listed(resultCode)?.retryable === false;
}
