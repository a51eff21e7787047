import { HttpService } from '@nestjs/axios';
import type { Axios, AxiosError, AxiosInstance, AxiosStatic, CanceledError } from 'axios';

/**
 * The copy of axios that `@nestjs/axios` loads. A CommonJS application has another copy than an ES module has: only
 * this one's errors are `instanceof` the application's `AxiosError`, and only its `axios.defaults` are the
 * application's.
 */
export const axios = new HttpService().axiosRef as AxiosStatic;

/**
 * The `AxiosError` class of the copy that `instance` was made by. An instance does not show it, but refuses an option
 * of the wrong type with one, before any interceptor runs and without a request.
 */
export async function axiosErrorOf(instance: Pick<AxiosInstance, 'request'>): Promise<typeof AxiosError> {
  const wrong = { transitional: { silentJSONParsing: 'refused' as unknown as boolean } };
  const error: unknown = await instance.request(wrong).catch((refusal: unknown) => refusal);
  return axios.isAxiosError(error) ? (error.constructor as typeof AxiosError) : axios.AxiosError;
}

/** The `CanceledError` class of that copy: what a new instance, with no interceptors, makes of an aborted signal. */
export async function canceledErrorOf(instance: AxiosInstance): Promise<typeof CanceledError> {
  const { create } = instance as Partial<AxiosInstance>;
  const bare = create?.() ?? new (instance.constructor as typeof Axios)({});
  const error: unknown = await bare
    .request({ url: '/', signal: AbortSignal.abort() })
    .catch((refusal: unknown) => refusal);
  return axios.isCancel(error) ? (error.constructor as typeof CanceledError) : axios.CanceledError;
}
