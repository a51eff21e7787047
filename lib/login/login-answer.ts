import {
  EsignonAuthError,
  EsignonInvalidResponseError,
  EsignonLoginRejectedError,
  EsignonUnavailableError,
} from '../common/errors.js';
import { isAccessToken } from '../token/esignon-token.js';
import { readHttpDate } from './clock-offset.js';
import { type Envelope, own, parseJson, readEnvelope } from './envelope.js';
import { isPermanentFailure, loginFailure, SUCCESS } from './result-codes.js';
import { isTransientStatus, readRetryAfter } from './retry.js';
import { scrub } from './scrub.js';

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

/** Takes the secrets out of a text. */
type Clean = (text: string) => string;

/** A code that can be told; a longer or stranger one is no result code. */
const RESULT_CODE = /^[\x20-\x7e]{1,32}$/;

/** Reads a login's answer, or throws what it means (L2). `secrets` are taken out of the vendor's words. */
export function readLoginAnswer(answer: RawAnswer, secrets: readonly string[], now: number): LoginAnswer {
  const envelope = readEnvelope(parseJson(answer.text));
  const issued = own(envelope?.body, 'access_token');
  // What could not be a token is no secret either: a refusal can claim anything.
  const clean: Clean = (text) => scrub(text, isAccessToken(issued) ? [...secrets, issued] : secrets);
  if (answer.status < 200 || answer.status > 299) throw badStatus(answer, envelope, clean, now);
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
  if (resultCode !== SUCCESS) throw rejected(resultCode, resultMessage, clean);
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
    deviceId: readDeviceId(own(body, 'device_id'), clean),
  };
}

function badStatus(
  answer: RawAnswer,
  envelope: Envelope | undefined,
  clean: Clean,
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

function rejected(resultCode: string, message: string | undefined, clean: Clean): EsignonAuthError {
  const { code, retryable, what, remedy } = loginFailure(resultCode);
  const told = { resultCode: clean(resultCode), resultMessage: message && clean(message) };
  const said = told.resultMessage ? `: "${told.resultMessage}"` : '';
  return new EsignonLoginRejectedError(
    code,
    `eSignon refused the login, ${what} (result code ${told.resultCode}${said}). ${remedy}`,
    { retryable, ...told },
  );
}

function nonsense(what: string, remedy: string): EsignonAuthError {
  return new EsignonInvalidResponseError(`eSignon's answer to the login ${what}. ${remedy}.`);
}

/** Opaque, so one that echoes a secret is worth nothing masked. */
function readDeviceId(value: unknown, clean: Clean): string | undefined {
  return typeof value === 'string' && value.length <= 256 && clean(value) === value ? value : undefined;
}
