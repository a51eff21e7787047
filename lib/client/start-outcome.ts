import { isEsignonApiError, isEsignonAuthError, isEsignonConfigError } from '../common/errors.js';
import type { BodyAnswer } from './answer.js';
import { isUnavailable, refusal, unavailable } from './call.js';
import type { CallTrace } from './call-trace.js';
import type { Reply } from './connection.js';
import { unanswered } from './unanswered.js';
import { idOf } from './document-reader.js';
import type { Endpoint } from './endpoints.js';
import { type EsignonOutcomeUnknownError, outcomeUnknown, type OutcomeUnknownDetails } from './errors.js';
import type { EsignonStartedDocument } from './start-types.js';
import { present, text } from './values.js';

/** How a start ended (C1). */
export type StartOutcome =
  | { readonly kind: 'started'; readonly document: EsignonStartedDocument }
  /** eSignon refused to start it, or there was no token. */
  | { readonly kind: 'refused'; readonly error: unknown }
  /** The request did not reach eSignon. */
  | { readonly kind: 'not-sent'; readonly error: unknown }
  /** eSignon may have started it. */
  | { readonly kind: 'unknown'; readonly error: EsignonOutcomeUnknownError };

/** "Unexpected exception": the server may have failed after it had created the document. */
const SERVER_EXCEPTION = '99';

/** Too many requests: refused before anything was done. */
const TOO_MANY_REQUESTS = 429;

/**
 * Returns the outcome that a response shows. The document was started only if there is an ID, and was not started only if
 * eSignon says so. A page of a gateway, a redirect or an incomplete response shows neither.
 */
export function outcomeOfReply(endpoint: Endpoint, reply: Reply, name: string): StartOutcome {
  const { status, answer } = reply;
  if (status === TOO_MANY_REQUESTS) return { kind: 'refused', error: unavailable(endpoint, reply) };
  if (isUnavailable(status) || isRedirect(status)) return unknown(`HTTP status ${status}`, { status });
  if (answer.kind === 'body') return outcomeOfBody(endpoint, status, answer, name);
  if (answer.kind === 'unreadable') return outcomeWithoutWords(endpoint, status);
  const { resultCode, resultMessage } = answer;
  if (resultCode === SERVER_EXCEPTION) {
    return unknown(`result code ${resultCode}`, { status, resultCode, resultMessage });
  }
  if (resultCode === undefined && resultMessage === undefined) return outcomeWithoutWords(endpoint, status);
  return { kind: 'refused', error: refusal(endpoint, status, answer) };
}

function outcomeOfBody(
  endpoint: Endpoint,
  status: number,
  { body, refusal: refused }: BodyAnswer,
  name: string,
): StartOutcome {
  const document = readStarted(body, name);
  if (document) return { kind: 'started', document };
  return refused
    ? { kind: 'refused', error: refusal(endpoint, status, refused) }
    : unknown(`HTTP status ${status} without a document ID`, { status });
}

/** Without a message, only a status above 400 is a refusal: the vendor also uses 400 for a failed connection. */
function outcomeWithoutWords(endpoint: Endpoint, status: number): StartOutcome {
  return status > 400
    ? { kind: 'refused', error: refusal(endpoint, status, {}) }
    : unknown(`HTTP status ${status} without a readable answer`, { status });
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

function unknown(what: string, details?: OutcomeUnknownDetails): StartOutcome & { kind: 'unknown' } {
  return { kind: 'unknown', error: outcomeUnknown(what, details) };
}

/** Error codes without a connection. After any other error the request may have arrived. */
const NOT_CONNECTED: readonly unknown[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];

/**
 * Returns the outcome of a start that threw. An interceptor of the application can throw anything after eSignon has started
 * the document, even the `ECONNREFUSED` of its own database. So only errors of the request itself or of the login show
 * that nothing was sent.
 */
export function outcomeOfFailure(
  thrown: unknown,
  trace: Pick<CallTrace, 'answered' | 'isOwn'>,
  signal: AbortSignal | undefined,
): StartOutcome {
  if (trace.answered || isEsignonApiError(thrown)) {
    return unknown("a response that the application's interceptors did not pass on");
  }
  const error = unanswered(thrown, undefined);
  if (isEsignonAuthError(thrown)) return { kind: 'refused', error };
  const { code, response } = (thrown ?? {}) as { code?: unknown; response?: unknown };
  if (trace.isOwn(thrown) && response === undefined) {
    if (isEsignonConfigError(error)) return { kind: 'refused', error };
    if (NOT_CONNECTED.includes(code)) return { kind: 'not-sent', error };
  }
  if (signal?.aborted) return unknown('no answer before the caller aborted it');
  return unknown(`no answer${isEsignonAuthError(error) ? ` (${error.code})` : ''}`);
}

/** Reads the response to a start. Returns `undefined` without an ID. */
export function readStarted(body: object, name: string): EsignonStartedDocument | undefined {
  const id = idOf(body);
  if (id === undefined) return undefined;
  return {
    id,
    name: text(body, 'workflow_name') ?? name,
    ...present({
      startToken: text(body, 'token'),
      signUrl: text(body, 'sign_url', 'play_url', 'playing_url'),
    }),
  };
}
