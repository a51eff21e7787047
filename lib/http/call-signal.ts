import type { AxiosInstance, InternalAxiosRequestConfig } from 'axios';

import { canceledErrorOf } from '../common/axios.js';
import { isEsignonAbortedError } from '../common/errors.js';

/** The older of axios' two ways to cancel, which `HttpService` uses for unsubscription. */
interface Cancellation {
  subscribe(listener: () => void): void;
  unsubscribe(listener: () => void): void;
}

/**
 * Waits under both of axios' cancellations, its `signal` and its cancel token, and rejects as axios does when the call
 * is cancelled meanwhile (S2).
 *
 * @param instance the client that the call was made with
 */
export async function underCallSignal<T>(
  config: InternalAxiosRequestConfig,
  instance: AxiosInstance,
  wait: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const { signal } = config;
  const cancelToken = config.cancelToken as unknown as Cancellation | undefined;
  if (signal?.aborted) abort();
  signal?.addEventListener?.('abort', abort);
  cancelToken?.subscribe(abort);
  try {
    return await wait(controller.signal);
  } catch (error) {
    if (controller.signal.aborted && isEsignonAbortedError(error)) {
      const CanceledError = await canceledErrorOf(instance);
      throw new CanceledError(undefined, config);
    }
    throw error;
  } finally {
    signal?.removeEventListener?.('abort', abort);
    cancelToken?.unsubscribe(abort);
  }
}
