import {
  EsignonApiError,
  type EsignonAuthError,
  EsignonInvalidResponseError,
  EsignonUnavailableError,
} from '../common/errors.js';
import { readHttpDate, readRetryAfter } from '../common/http-headers.js';
import type { BodyAnswer, Refusal } from './answer.js';
import type { CallInput, Connection, Reply } from './connection.js';
import { unanswered } from './unanswered.js';
import { type Endpoint, reasonOf } from './endpoints.js';

/** Reads the requested content from a response; returns `undefined` if it is missing. */
export type Reader<T> = (body: object, answer: BodyAnswer) => T | undefined;

/**
 * Sends a call that may be repeated.
 *
 * @throws `ESIGNON_API_FAILED` if eSignon refuses it; `ESIGNON_INVALID_RESPONSE` for a response without the requested
 * content; `ESIGNON_UNREACHABLE`, `ESIGNON_TIMEOUT`, `ESIGNON_HTTP_STATUS` or `ESIGNON_ABORTED` without a response; and
 * the errors of a login
 */
export async function call<T>(
  connection: Connection,
  endpoint: Endpoint,
  input: CallInput,
  read: Reader<T>,
): Promise<T> {
  let reply: Reply;
  try {
    reply = await connection.exchange(endpoint, input);
  } catch (error) {
    throw unanswered(error, input.signal);
  }
  return resultOf(endpoint, reply, read);
}

/** Returns the content of a response, or throws the error that it reports. */
export function resultOf<T>(endpoint: Endpoint, reply: Reply, read: Reader<T>): T {
  const { status, answer } = reply;
  if (isUnavailable(status)) throw unavailable(endpoint, reply);
  if (answer.kind === 'body') {
    const result = read(answer.body, answer);
    if (result !== undefined) return result;
    throw answer.refusal ? refusal(endpoint, status, answer.refusal) : invalidResponse(endpoint, status);
  }
  if (answer.kind === 'refused') throw refusal(endpoint, status, answer);
  throw status < 400 ? invalidResponse(endpoint, status) : refusal(endpoint, status, {});
}

/** Whether a status is a transient failure: the same call can succeed later. */
export function isUnavailable(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

export function refusal(
  endpoint: Endpoint,
  status: number,
  { resultCode, resultMessage }: Omit<Refusal, 'kind'>,
): EsignonApiError {
  const reason = reasonOf(endpoint, status, resultCode);
  const code = resultCode === undefined ? `HTTP status ${status}` : `result code ${resultCode}`;
  const words = resultMessage === undefined ? '' : ` ("${resultMessage}")`;
  return new EsignonApiError(
    `eSignon refused ${nameOf(endpoint)} with ${code}${words}. ${REMEDIES[reason]}`,
    { status, resultCode, resultMessage, reason },
  );
}

const REMEDIES = {
  'invalid-request':
    'Correct what the message names; the limits that eSignon documents are in docs/guides/client.md.',
  'not-found': 'Check the ID, and that it belongs to this company.',
  'quota-exceeded': 'Buy documents from eSignon for this company.',
  'subscription-expired': "Renew the company's subscription with eSignon.",
  'already-complete': 'There is nothing left to do: every signer has signed.',
  'already-canceled': 'Start a new document.',
  'not-allowed': 'Check the status of the document, and the rights of the member.',
  failed: 'Try again later, and ask eSignon if it lasts.',
} as const;

export function unavailable(endpoint: Endpoint, { status, headers }: Reply): EsignonAuthError {
  return new EsignonUnavailableError(
    'ESIGNON_HTTP_STATUS',
    `eSignon answered ${nameOf(endpoint)} with HTTP status ${status}. Try again later.`,
    { status, retryable: true, retryAfterMs: retryAfterOf(headers) },
  );
}

function retryAfterOf(headers: Reply['headers']): number | undefined {
  return readRetryAfter(headers['retry-after'], readHttpDate(headers['date']) ?? Date.now());
}

function invalidResponse(endpoint: Endpoint, status: number): EsignonInvalidResponseError {
  return new EsignonInvalidResponseError(
    `eSignon answered ${nameOf(endpoint)} with HTTP status ${status} and without the requested content. Check that no proxy responds in its place, and report this with the version of the package.`,
  );
}

/** Returns the name of the call as in the vendor's documentation. */
function nameOf({ method, path, requestCode }: Endpoint): string {
  return `${method} ${path}${requestCode === undefined ? '' : ` (${requestCode})`}`;
}
