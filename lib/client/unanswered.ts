import type { AxiosError } from 'axios';

import {
  EsignonAbortedError,
  EsignonConfigError,
  EsignonUnavailableError,
  markEsignonCall,
} from '../common/errors.js';
import { toEsignonError } from '../nest/call-failure.js';

/** Not an error of the package: one of those says that nothing was sent. */
export class DeadlinePassed extends Error {}

/** What a call that got no answer failed with, as an error that holds nothing of what was sent. */
export function unanswered(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return callAborted();
  if (error instanceof DeadlinePassed) return timedOut();
  // A link that leads elsewhere is not the transport's, which marks only its own.
  markEsignonCall(error);
  return cutShort(error) ?? toEsignonError(error) ?? notSent(error) ?? error;
}

export const callAborted = (): EsignonAbortedError =>
  new EsignonAbortedError('The call to eSignon was aborted by its caller. Call again if it is still needed.');

const timedOut = (): EsignonUnavailableError =>
  new EsignonUnavailableError(
    'ESIGNON_TIMEOUT',
    'eSignon did not end its answer to a call. Check the network and what is between, and try again.',
    { retryable: true },
  );

/** No status is refused, so an error with an answer is one whose body did not arrive. */
function cutShort(error: unknown): EsignonUnavailableError | undefined {
  const { isAxiosError, response } = (error ?? {}) as Partial<AxiosError>;
  if (isAxiosError !== true || !response) return undefined;
  return new EsignonUnavailableError(
    'ESIGNON_UNREACHABLE',
    "The connection to eSignon ended before its answer did. Check the network and the call's timeout, and try again.",
    { retryable: true },
  );
}

/** What axios refuses to send. Its error holds the request. */
function notSent(error: unknown): EsignonConfigError | undefined {
  const { isAxiosError, code } = (error ?? {}) as Partial<AxiosError>;
  if (isAxiosError !== true) return undefined;
  return new EsignonConfigError(
    `axios could not send a call to eSignon (${String(code)}). Correct the option 'http', or what the application's interceptors make of the request.`,
  );
}
