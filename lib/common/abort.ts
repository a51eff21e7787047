import type { Clock } from './clock.js';
import { EsignonAbortedError } from './errors.js';

/** The part of an `AbortSignal` that a wait needs. */
export type Signal = Pick<AbortSignal, 'aborted' | 'addEventListener' | 'removeEventListener'>;

/** Options of every method that may wait for a login. */
export interface EsignonWaitOptions {
  /** Ends only this caller's wait, at once, with `ESIGNON_ABORTED`; a login that others wait for goes on. */
  readonly signal?: AbortSignal | undefined;
}

interface DeadlineOptions {
  readonly clock: Clock;
  readonly ms: number;
  readonly timeoutError: () => Error;
  readonly signal?: Signal | undefined;
}

export const abortedByCaller = (): EsignonAbortedError =>
  new EsignonAbortedError(
    'The wait for an eSignon token was aborted by its caller. Call again if it is still needed.',
  );

/** Like `raceAbort`, but rejects with `timeoutError()` after `ms`. */
export async function raceDeadline<T>(
  promise: Promise<T>,
  { clock, ms, timeoutError, signal }: DeadlineOptions,
): Promise<T> {
  const deadline = new AbortController();
  const cancel = clock.timer(ms, () => deadline.abort());
  try {
    return await raceAbort(raceAbort(promise, deadline.signal, timeoutError), signal);
  } finally {
    cancel();
  }
}

/** Resolves after `ms`, or rejects with `aborted()` as soon as `signal` aborts. Leaves no timer. */
export async function sleep(
  clock: Clock,
  ms: number,
  signal: Signal,
  aborted: () => Error = abortedByCaller,
): Promise<void> {
  let cancel = (): void => undefined;
  const elapsed = new Promise<void>((resolve) => (cancel = clock.timer(ms, resolve)));
  await raceAbort(elapsed, signal, aborted).finally(() => cancel());
}

/**
 * Settles as `promise` does, or rejects with `aborted()` as soon as `signal` aborts. The promise itself goes on, and
 * never becomes an unhandled rejection.
 */
export function raceAbort<T>(
  promise: Promise<T>,
  signal: Signal | undefined,
  aborted: () => Error = abortedByCaller,
): Promise<T> {
  if (!signal) return promise;
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => {
      signal.removeEventListener('abort', onAbort);
      reject(aborted());
    };
    const settled =
      <A>(then: (argument: A) => void) =>
      (argument: A): void => {
        signal.removeEventListener('abort', onAbort);
        then(argument);
      };
    signal.addEventListener('abort', onAbort);
    promise.then(settled(resolve), settled(reject));
    if (signal.aborted) onAbort();
  });
}
