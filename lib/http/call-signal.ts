import type { AxiosInstance, InternalAxiosRequestConfig } from 'axios';

import { canceledErrorClassOf } from '../common/axios.js';
import { isEsignonAbortedError } from '../common/errors.js';

/** The part of axios' `CancelToken` that a wait needs; `HttpService` cancels by one when it is unsubscribed from. */
interface Cancellation {
  subscribe(listener: () => void): void;
  unsubscribe(listener: () => void): void;
}

/**
 * Waits until the call is cancelled, by its `signal` or its cancel token, and then rejects as axios does (S2).
 *
 * @param instance the client that the call was made with
 * @param wait must reject with an `EsignonAbortedError` when its signal aborts
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
      const CanceledError = await canceledErrorClassOf(instance);
      throw new CanceledError(undefined, config);
    }
    throw error;
  } finally {
    signal?.removeEventListener?.('abort', abort);
    cancelToken?.unsubscribe(abort);
  }
}
