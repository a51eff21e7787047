import {
  EsignonAuthError,
  EsignonInvalidResponseError,
  EsignonLoginRejectedError,
  EsignonUnavailableError,
} from '../common/errors.js';
import { readHttpDate, readRetryAfter } from '../common/http-headers.js';
import { isAccessToken } from '../token/esignon-token.js';
import { type Envelope, ownProperty, parseJson, readEnvelope } from './envelope.js';
import { isPermanentFailure, loginFailure, SUCCESS } from './result-codes.js';
import { isTransientStatus } from './retry.js';
import { scrub } from './scrub.js';

/** What came back from the login, of whatever kind. */
export interface RawResponse {
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

/** Takes the secrets out of a text. */
type Scrub = (text: string) => string;

/** A code that can be told; a longer or stranger one is no result code. */
const RESULT_CODE = /^[\x20-\x7e]{1,32}$/;

/** Reads a login's answer, or throws what it means (L2). `secrets` are taken out of the vendor's words. */
export function readLoginAnswer(answer: RawResponse, secrets: readonly string[], now: number): LoginAnswer {
  const envelope = readEnvelope(parseJson(answer.text));
  const issued = ownProperty(envelope?.body, 'access_token');
  // What could not be a token is no secret either: a refusal can claim anything.
  const clean: Scrub = (text) => scrub(text, isAccessToken(issued) ? [...secrets, issued] : secrets);
  if (answer.status < 200 || answer.status > 299) throw httpStatusError(answer, envelope, clean, now);
  if (!envelope) {
    throw invalidResponse(
      'is no JSON envelope',
      'Check that `baseUrl` is the API and that no proxy or maintenance page answers in its place',
    );
  }
  const { resultCode, resultMessage, body } = envelope;
  if (resultCode === undefined || !RESULT_CODE.test(resultCode)) {
    throw invalidResponse('has no result code', 'Ask the vendor whether the API has changed');
  }
  if (resultCode !== SUCCESS) throw loginRejected(resultCode, resultMessage, clean);
  const accessToken = ownProperty(body, 'access_token');
  if (!isAccessToken(accessToken)) {
    throw invalidResponse(
      'reports success without an access_token that a header can carry',
      'Ask the vendor whether the API has changed',
    );
  }
  return {
    accessToken,
    expireDate: ownProperty(body, 'expire_date'),
    deviceId: readDeviceId(ownProperty(body, 'device_id'), clean),
  };
}

function httpStatusError(
  answer: RawResponse,
  envelope: Envelope | undefined,
  clean: Scrub,
  now: number,
): EsignonAuthError {
  const { status } = answer;
  // Whatever the status: a wrong password that is sent again can lock the account.
  const retryable = isTransientStatus(status) && !isPermanentFailure(envelope?.resultCode);
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

function loginRejected(resultCode: string, message: string | undefined, clean: Scrub): EsignonAuthError {
  const { code, retryable, what, remedy } = loginFailure(resultCode);
  const told = { resultCode: clean(resultCode), resultMessage: message && clean(message) };
  const said = told.resultMessage ? `: "${told.resultMessage}"` : '';
  return new EsignonLoginRejectedError(
    code,
    `eSignon refused the login, ${what} (result code ${told.resultCode}${said}). ${remedy}`,
    { retryable, ...told },
  );
}

function invalidResponse(what: string, remedy: string): EsignonAuthError {
  return new EsignonInvalidResponseError(`eSignon's response to the login ${what}. ${remedy}.`);
}

/** Opaque, so one that echoes a secret is worth nothing masked. */
function readDeviceId(value: unknown, clean: Scrub): string | undefined {
  return typeof value === 'string' && value.length <= 256 && clean(value) === value ? value : undefined;
}
