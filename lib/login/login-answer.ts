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
import { repeatsSecret, scrub } from './scrub.js';

/** The HTTP response to a login, not yet interpreted. */
export interface RawResponse {
  readonly status: number;
  readonly text: string;
  /** A response header by its lower-case name. */
  readonly header: (name: string) => unknown;
}

/** The content of a successful login. */
export interface LoginAnswer {
  readonly accessToken: string;
  /** As received, not yet parsed. */
  readonly expireDate: unknown;
  readonly deviceId: string | undefined;
}

/** Removes the secrets from a text. */
type Scrub = (text: string) => string;

/** Result codes are short and printable. */
const RESULT_CODE = /^[\x20-\x7e]{1,32}$/;

/**
 * Reads the response to a login (L2). The vendor's messages are stripped of `secrets`.
 *
 * @throws `EsignonAuthError` if the login failed
 */
export function readLoginAnswer(answer: RawResponse, secrets: readonly string[], now: number): LoginAnswer {
  const envelope = readEnvelope(parseJson(answer.text));
  const issued = ownProperty(envelope?.body, 'access_token');
  // A failed response can contain any text as `access_token`. It is a secret only if it has the form of a token.
  const allSecrets = isAccessToken(issued) ? [...secrets, issued] : secrets;
  const clean: Scrub = (text) => scrub(text, allSecrets);
  if (answer.status < 200 || answer.status > 299) throw httpStatusError(answer, envelope, clean, now);
  if (!envelope) {
    throw invalidResponse(
      'is not a JSON envelope',
      'Check that `baseUrl` is the API and that no proxy or maintenance page responds in its place',
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
      'reports success without an access_token that is valid in a header',
      'Ask the vendor whether the API has changed',
    );
  }
  return {
    accessToken,
    expireDate: ownProperty(body, 'expire_date'),
    deviceId: readDeviceId(ownProperty(body, 'device_id'), allSecrets),
  };
}

function httpStatusError(
  answer: RawResponse,
  envelope: Envelope | undefined,
  clean: Scrub,
  now: number,
): EsignonAuthError {
  const { status } = answer;
  // A wrong password is not retried, even with a transient status: that can lock the account.
  const retryable = isTransientStatus(status) && !isPermanentFailure(envelope?.resultCode);
  const remedy =
    status >= 300 && status <= 399
      ? 'A login is never redirected: set `baseUrl` to the address it redirects to, if you trust it.'
      : retryable
        ? "Try again later, and check the vendor's notices if it lasts."
        : 'Check `baseUrl` and the company ID.';
  return new EsignonUnavailableError(
    'ESIGNON_HTTP_STATUS',
    `eSignon responded to the login with HTTP status ${status}. ${remedy}`,
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
  const details = { resultCode: clean(resultCode), resultMessage: message && clean(message) };
  const quoted = details.resultMessage ? `: "${details.resultMessage}"` : '';
  return new EsignonLoginRejectedError(
    code,
    `eSignon refused the login, ${what} (result code ${details.resultCode}${quoted}). ${remedy}`,
    { retryable, ...details },
  );
}

function invalidResponse(what: string, remedy: string): EsignonAuthError {
  return new EsignonInvalidResponseError(`eSignon's response to the login ${what}. ${remedy}.`);
}

/** Dropped if it echoes a secret: an opaque ID is useless when masked. A token may contain the ID. */
function readDeviceId(value: unknown, secrets: readonly string[]): string | undefined {
  const isUsable = typeof value === 'string' && value.length <= 256 && !/[\p{Cc}\u2028\u2029]/u.test(value);
  return isUsable && !repeatsSecret(value, secrets) ? value : undefined;
}
