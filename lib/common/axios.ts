import { HttpService } from '@nestjs/axios';
import type {
  Axios,
  AxiosAdapter,
  AxiosError,
  AxiosInstance,
  AxiosRequestConfig,
  AxiosStatic,
  CanceledError,
  InternalAxiosRequestConfig,
} from 'axios';

type Adapter = AxiosRequestConfig['adapter'];

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
export async function axiosErrorClassOf(
  instance: Pick<AxiosInstance, 'request'>,
): Promise<typeof AxiosError> {
  const wrong = { transitional: { silentJSONParsing: 'refused' as unknown as boolean } };
  const error: unknown = await instance.request(wrong).catch((refusal: unknown) => refusal);
  return axios.isAxiosError(error) ? (error.constructor as typeof AxiosError) : axios.AxiosError;
}

/** The `CanceledError` class of that copy: what a new instance, with no interceptors, makes of an aborted signal. */
export async function canceledErrorClassOf(instance: AxiosInstance): Promise<typeof CanceledError> {
  const bare = bareInstance(instance);
  const error: unknown = await bare
    .request({ url: '/', signal: AbortSignal.abort() })
    .catch((refusal: unknown) => refusal);
  return axios.isCancel(error) ? (error.constructor as typeof CanceledError) : axios.CanceledError;
}

/** Sends by the adapter of that name as `instance` does: by that of its own copy, whose errors are then its own. */
export function adapterOf(instance: AxiosInstance, adapter: Adapter): AxiosAdapter {
  if (typeof adapter === 'function') return adapter;
  if (isOfCopy(axios, instance)) {
    return (config) => axios.getAdapter(adapter ?? axios.defaults.adapter, config)(config);
  }
  return dispatcher(bareInstance(instance), adapter);
}

function isOfCopy(copy: AxiosStatic, instance: AxiosInstance): boolean {
  const classOf = ({ interceptors }: AxiosInstance): unknown => Object.getPrototypeOf(interceptors.request);
  return classOf(instance) === classOf(copy);
}

/** A new instance of the same copy, with no interceptors. */
function bareInstance(instance: AxiosInstance): Axios {
  const { create } = instance as Partial<AxiosInstance>;
  return create?.() ?? new (instance.constructor as typeof Axios)({});
}

/**
 * A copy shows its adapters to nobody but dispatches any config by them. So the config, which has been through the
 * interceptors and transforms of its client, is put in place of the one that `bare` makes, and goes without them.
 */
function dispatcher(bare: Axios, adapter: Adapter): AxiosAdapter {
  const put = (made: object): InternalAxiosRequestConfig => (made as Carrier).dispatched();
  bare.interceptors.request.use(put, undefined, { synchronous: true });
  return async (config) => {
    const { adapter: ours, transformRequest, transformResponse } = config;
    const before = { adapter: ours, transformRequest, transformResponse };
    Object.assign(config, { adapter, transformRequest: undefined, transformResponse: undefined });
    try {
      return await bare.request({ dispatched: () => config } as Carrier & AxiosRequestConfig);
    } finally {
      Object.assign(config, before);
    }
  };
}

/** Brings a config to the interceptor as it is; in a function, since axios copies objects. */
interface Carrier {
  dispatched(): InternalAxiosRequestConfig;
}
