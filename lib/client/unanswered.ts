import type { AxiosError } from 'axios';

import {
  EsignonAbortedError,
  EsignonConfigError,
  EsignonUnavailableError,
  markEsignonCall,
} from '../common/errors.js';
import { toEsignonError } from '../nest/call-failure.js';

/** Not a subclass of `EsignonAuthError`: such an error would mean that nothing was sent. */
export class DeadlinePassed extends Error {}

/** Converts the error of a call without a response to one that holds nothing of the request. */
export function unanswered(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return callAborted();
  if (error instanceof DeadlinePassed) return timedOut();
  // The transport marks only errors of calls to allowed origins; a link to a file may lead to another one.
  markEsignonCall(error);
  return cutShort(error) ?? toEsignonError(error) ?? notSent(error) ?? error;
}

export const callAborted = (): EsignonAbortedError =>
  new EsignonAbortedError('The call to eSignon was aborted by its caller. Call again if it is still needed.');

const timedOut = (): EsignonUnavailableError =>
  new EsignonUnavailableError(
    'ESIGNON_TIMEOUT',
    'eSignon did not complete its response to a call in time. Check the network and any proxy, and try again.',
    { retryable: true },
  );

/** `validateStatus` accepts every status, so an error with a response means that its body did not arrive in full. */
function cutShort(error: unknown): EsignonUnavailableError | undefined {
  const { isAxiosError, response } = (error ?? {}) as Partial<AxiosError>;
  if (isAxiosError !== true || !response) return undefined;
  return new EsignonUnavailableError(
    'ESIGNON_UNREACHABLE',
    "The connection to eSignon closed before the whole response had arrived. Check the network and the call's timeout, and try again.",
    { retryable: true },
  );
}

/** A request that axios did not send. The error of axios holds the request, so it is replaced. */
function notSent(error: unknown): EsignonConfigError | undefined {
  const { isAxiosError, code } = (error ?? {}) as Partial<AxiosError>;
  if (isAxiosError !== true) return undefined;
  return new EsignonConfigError(
    `axios could not send a call to eSignon (${String(code)}). Correct the option 'http', or the interceptors of the application that change the request.`,
  );
}
