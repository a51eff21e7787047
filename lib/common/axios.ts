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
 * The copy of axios that `@nestjs/axios` loads. axios has one copy for CommonJS and another for ES modules, each with its
 * own error classes and defaults; the application uses those of `@nestjs/axios`.
 */
export const axios = new HttpService().axiosRef as AxiosStatic;

/**
 * Returns the `AxiosError` class of the copy of axios that created `instance`. An instance does not expose its copy, but
 * throws such an error for an option of the wrong type, before any interceptor and without a request.
 */
export async function axiosErrorClassOf(
  instance: Pick<AxiosInstance, 'request'>,
): Promise<typeof AxiosError> {
  const wrong = { transitional: { silentJSONParsing: 'refused' as unknown as boolean } };
  const error: unknown = await instance.request(wrong).catch((refusal: unknown) => refusal);
  return axios.isAxiosError(error) ? (error.constructor as typeof AxiosError) : axios.AxiosError;
}

/** Returns the `CanceledError` class of that copy: the error of a new instance for an aborted signal. */
export async function canceledErrorClassOf(instance: AxiosInstance): Promise<typeof CanceledError> {
  const bare = bareInstance(instance);
  const error: unknown = await bare
    .request({ url: '/', signal: AbortSignal.abort() })
    .catch((refusal: unknown) => refusal);
  return axios.isCancel(error) ? (error.constructor as typeof CanceledError) : axios.CanceledError;
}

/** Returns the adapter that `instance` uses for the name `adapter`: the one of its own copy of axios, with its errors. */
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
 * Another copy of axios does not expose its adapters, but a request by one of its clients uses them. The config has
 * already passed the interceptors and transforms of its client. So an interceptor of `bare` replaces the config that
 * `bare` built by this one, which is then sent without transforms.
 */
function dispatcher(bare: Axios, adapter: Adapter): AxiosAdapter {
  const unwrap = (config: object): InternalAxiosRequestConfig => (config as Carrier).dispatched();
  bare.interceptors.request.use(unwrap, undefined, { synchronous: true });
  return async (config) => {
    const { adapter: previous, transformRequest, transformResponse } = config;
    const before = { adapter: previous, transformRequest, transformResponse };
    Object.assign(config, { adapter, transformRequest: undefined, transformResponse: undefined });
    try {
      return await bare.request({ dispatched: () => config } as Carrier & AxiosRequestConfig);
    } finally {
      Object.assign(config, before);
    }
  };
}

/** Passes a config to the interceptor unchanged, in a function, since axios copies objects. */
interface Carrier {
  dispatched(): InternalAxiosRequestConfig;
}
