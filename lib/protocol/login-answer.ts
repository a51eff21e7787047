import {
  EsignonAuthError,
  EsignonInvalidResponseError,
  EsignonLoginRejectedError,
  EsignonUnavailableError,
} from '../esignon-auth.errors.js';
import { isAccessToken } from '../token/esignon-token.js';
import { readHttpDate } from './clock-offset.js';
import { own, parseJson, readEnvelope } from './envelope.js';
import { loginFailure, SUCCESS } from './result-codes.js';
import { isTransientStatus, readRetryAfter } from './retry.js';

/** What came back from the login, of whatever kind. */
export interface RawAnswer {
  readonly status: number;
  readonly text: string;
  /** A response header by its lower-case name. */
  readonly header: (name: string) => unknown;
}

/** A login that succeeded. */
export interface LoginAnswer {
  readonly accessToken: string;
  /** As the vendor sent it, unread. */
  readonly expireDate: unknown;
  readonly deviceId: string | undefined;
}

/** A code that can be told; a longer or stranger one is no result code. */
const RESULT_CODE = /^[\x20-\x7e]{1,32}$/;

/** Reads a login's answer, or throws what it means (L2). `clean` takes secrets out of the vendor's words. */
export function readLoginAnswer(
  answer: RawAnswer,
  clean: (text: string) => string,
  now: number,
): LoginAnswer {
  if (answer.status < 200 || answer.status > 299) throw badStatus(answer, clean, now);
  const envelope = readEnvelope(parseJson(answer.text));
  if (!envelope) {
    throw nonsense(
      'is no JSON envelope',
      'Check that `baseUrl` is the API and that no proxy or maintenance page answers in its place',
    );
  }
  const { resultCode, resultMessage, body } = envelope;
  if (resultCode === undefined || !RESULT_CODE.test(resultCode)) {
    throw nonsense('has no result code', 'Ask the vendor whether the API has changed');
  }
  if (resultCode !== SUCCESS) throw rejected(clean(resultCode), resultMessage && clean(resultMessage));
  const accessToken = own(body, 'access_token');
  if (!isAccessToken(accessToken)) {
    throw nonsense(
      'reports success without an access_token that a header can carry',
      'Ask the vendor whether the API has changed',
    );
  }
  return {
    accessToken,
    expireDate: own(body, 'expire_date'),
    deviceId: readDeviceId(own(body, 'device_id')),
  };
}

function badStatus(answer: RawAnswer, clean: (text: string) => string, now: number): EsignonAuthError {
  const { status } = answer;
  const envelope = readEnvelope(parseJson(answer.text));
  const retryable = isTransientStatus(status);
  const remedy =
    status >= 300 && status <= 399
      ? 'A login is never redirected: set `baseUrl` to the address it redirects to, if you trust it.'
      : retryable
        ? "Try again later, and check the vendor's notices if it lasts."
        : 'Check `baseUrl` and the company ID.';
  return new EsignonUnavailableError(
    'ESIGNON_HTTP_STATUS',
    `eSignon answered the login with HTTP status ${status}. ${remedy}`,
    {
      retryable,
      status,
      retryAfterMs: readRetryAfter(answer.header('retry-after'), readHttpDate(answer.header('date')) ?? now),
      resultCode: envelope?.resultCode && clean(envelope.resultCode),
      resultMessage: envelope?.resultMessage && clean(envelope.resultMessage),
    },
  );
}

function rejected(resultCode: string, resultMessage: string | undefined): EsignonAuthError {
  const { code, retryable, what, remedy } = loginFailure(resultCode);
  const said = resultMessage ? `: "${resultMessage}"` : '';
  return new EsignonLoginRejectedError(
    code,
    `eSignon refused the login, ${what} (result code ${resultCode}${said}). ${remedy}`,
    { retryable, resultCode, resultMessage },
  );
}

function nonsense(what: string, remedy: string): EsignonAuthError {
  return new EsignonInvalidResponseError(`eSignon's answer to the login ${what}. ${remedy}.`);
}

function readDeviceId(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= 256 ? value : undefined;
}
