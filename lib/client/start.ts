import { sleep } from '../common/abort.js';
import { outcomeUnknown, type EsignonOutcomeUnknownError } from './errors.js';
import { CallTrace } from './call-trace.js';
import type { Connection } from './connection.js';
import { callAborted } from './unanswered.js';
import { durationProblem, requireValid } from './limits.js';
import { findLostStart } from './reference-search.js';
import { startProblems } from './start-limits.js';
import { outcomeOfFailure, outcomeOfReply, type StartOutcome } from './start-outcome.js';
import { mergeStart, type MergedStart, startCall } from './start-request.js';
import type { EsignonStartedDocument, EsignonStartOptions, EsignonStartRequest } from './start-types.js';

/** How long to search for a document, in ms. */
const SEARCH_FOR = 10_000;

/** The pause before a start that did not reach eSignon is sent again, in ms. */
const RECONNECT_PAUSE = 1_000;

/**
 * Starts a document, and never twice (C1). After an unknown outcome only searches are sent, since the document can exist
 * even if no search finds it. Only a start that did not reach eSignon is sent again.
 */
export async function startDocument(
  connection: Connection,
  request: EsignonStartRequest,
  options: EsignonStartOptions,
): Promise<EsignonStartedDocument> {
  const start = mergeStart(request, options);
  const { clock } = connection;
  const { signal, searchFor = SEARCH_FOR } = options;
  requireValid('documents.start()', [
    ...startProblems(start, clock.now()),
    durationProblem('searchFor', searchFor),
  ]);
  const end = clock.monotonic() + searchFor;
  for (;;) {
    const outcome = await send(connection, start, signal);
    if (outcome.kind === 'started') return outcome.document;
    if (outcome.kind === 'unknown') return recover(connection, start, outcome.error, options);
    const isLast = clock.monotonic() + RECONNECT_PAUSE > end;
    if (outcome.kind === 'refused' || !start.reference || isLast) throw outcome.error;
    await sleep(clock, RECONNECT_PAUSE, signal ?? new AbortController().signal, callAborted);
  }
}

async function send(
  connection: Connection,
  start: MergedStart,
  signal: AbortSignal | undefined,
): Promise<StartOutcome> {
  // First, so that nothing has been sent if the signal aborts during the login.
  const token = await connection.token({ signal });
  const { endpoint, body, secrets } = startCall(start, token);
  const trace = new CallTrace();
  try {
    const reply = await connection.exchange(endpoint, { body, secrets, signal, trace, maxRedirects: 0 });
    return outcomeOfReply(endpoint, reply, start.request.name);
  } catch (thrown) {
    return outcomeOfFailure(thrown, trace, signal);
  }
}

/** Finds the document by its reference, or throws `error`. */
async function recover(
  connection: Connection,
  { request, reference }: MergedStart,
  error: EsignonOutcomeUnknownError,
  { signal, searchFor = SEARCH_FOR }: EsignonStartOptions,
): Promise<EsignonStartedDocument> {
  if (!reference) throw error;
  const { templateId, name } = request;
  const deadline = new AbortController();
  const cancel = connection.clock.timer(searchFor, () => deadline.abort());
  const limit = signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal;
  const found = await findLostStart(connection, { templateId, reference }, limit).finally(cancel);
  const [document, ...others] = found;
  if (!document) throw error;
  if (others.length > 0) throw ambiguous(found.map(({ id }) => id));
  return { id: document.id, name: document.name ?? name };
}

function ambiguous(documentIds: readonly string[]): EsignonOutcomeUnknownError {
  return outcomeUnknown('no answer, and several documents with the value of the reference', { documentIds });
}
