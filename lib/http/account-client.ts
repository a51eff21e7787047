import type { AxiosAdapter, AxiosInstance, AxiosRequestConfig, CreateAxiosDefaults } from 'axios';

import { adapterOf, axios } from '../common/axios.js';
import { EsignonConfigError } from '../common/errors.js';
import { EsignonAuthService } from '../esignon-auth.service.js';
import type { CallCounts } from './call-counts.js';
import type { Transport } from './transport.js';

type Adapter = AxiosRequestConfig['adapter'];

/** Returns the adapter of a call, instead of the one in its config. */
type ChooseAdapter = (given: Adapter) => Adapter;

/** Marks a client of this package. Registered, so that two copies of the package recognise each other's clients. */
const IS_OURS = Symbol.for('nestjs-esignon-auth.client');

/** Whether it is a client of this package, of any module instance. */
export function isOurs(instance: AxiosInstance): boolean {
  return IS_OURS in instance;
}

/**
 * The axios clients of one module instance. All of them share interceptors and defaults. The client of an account
 * passes the adapter of that account with each call. The adapter only adds the token, so interceptors, transforms and
 * listeners run in the context of the caller. The adapter stays on the config, so that a config that is sent again (as
 * by `axios-retry`) is sent as the same account.
 */
export class AccountClients {
  /** The client of the current account. */
  readonly shared: AxiosInstance;
  readonly #base: AxiosInstance;
  readonly #transport: Transport;
  readonly #plainAdapter: Adapter;
  readonly #sharedAdapter: AxiosAdapter;
  /** The adapters that `authorize()` set on other clients. */
  readonly #ofOtherClients = new WeakSet<AxiosAdapter>();
  /** All adapters of this package, including those of `#ofOtherClients`. */
  readonly #adapters = new WeakSet<AxiosAdapter>();
  readonly #authorized = new WeakMap<AxiosInstance, { readonly auth: EsignonAuthService; times: number }>();

  /** @param base the client that sends without a token */
  constructor(base: AxiosInstance, transport: Transport) {
    this.#base = base;
    this.#transport = transport;
    this.#plainAdapter = base.defaults.adapter;
    this.#sharedAdapter = transport.wrap(base).adapter;
    this.#adapters.add(this.#sharedAdapter);
    base.defaults.adapter = this.#sharedAdapter;
    this.shared = clientOver(base, (given) => (isIn(this.#ofOtherClients, given) ? undefined : given));
  }

  /** The calls of all clients. */
  get counts(): CallCounts {
    return this.#transport.counts;
  }

  /** Returns the client of one account. */
  forAccount(auth: EsignonAuthService, id: string): AxiosInstance {
    const own = this.#transport.for(auth).wrap(this.#base, this.#plainAdapter).adapter;
    return this.#clientOf(this.#base, own, (fn) => auth.runAs(id, fn));
  }

  /**
   * Makes another client send its calls as the account of `auth`. Returns a function that undoes it.
   *
   * @throws `ESIGNON_CONFIG_INVALID` if the client sends as another account already
   */
  authorize(instance: AxiosInstance, auth: EsignonAuthService): () => void {
    const account = this.#authorized.get(instance) ?? { auth, times: 0 };
    if (account.times > 0 && !EsignonAuthService.isSame(account.auth, auth)) throw authorizedForAnother();
    const before = instance.defaults.adapter;
    const { adapter, stop } = this.#transport.for(auth).wrap(instance);
    this.#adapters.add(adapter);
    this.#ofOtherClients.add(adapter);
    instance.defaults.adapter = adapter;
    // A config that was sent by another client still has the adapter of that client.
    const interceptor = instance.interceptors.request.use(
      (config) => {
        if (isIn(this.#adapters, config.adapter))
          Object.assign(config, { adapter: instance.defaults.adapter });
        return config;
      },
      undefined,
      { synchronous: true },
    );
    this.#authorized.set(instance, { auth, times: account.times + 1 });
    let undone = false;
    return () => {
      stop();
      // If another adapter wraps ours meanwhile, ours stays in place and adds no token.
      if (instance.defaults.adapter === adapter) Object.assign(instance.defaults, { adapter: before });
      instance.interceptors.request.eject(interceptor);
      const current = this.#authorized.get(instance);
      if (!undone && current) current.times -= 1;
      undone = true;
    };
  }

  #clientOf(base: AxiosInstance, own: AxiosAdapter, inScope: <T>(fn: () => T) => T): AxiosInstance {
    const adapter: AxiosAdapter = (config) => {
      const current = base.defaults.adapter;
      if (current === this.#sharedAdapter) return own(config);
      // An adapter of the user has replaced ours, and may call it. Ours then takes the account from the scope.
      return inScope(() => adapterOf(base, current)(config));
    };
    this.#adapters.add(adapter);
    const choose: ChooseAdapter = (given) =>
      given === undefined || isIn(this.#adapters, given) ? adapter : given;
    return clientOver(base, choose, (created) => this.#clientOf(created, own, inScope));
  }
}

function isIn(adapters: WeakSet<AxiosAdapter>, adapter: Adapter): boolean {
  return typeof adapter === 'function' && adapters.has(adapter);
}

type Send = (urlOrConfig?: string | AxiosRequestConfig, config?: AxiosRequestConfig) => Promise<unknown>;

/**
 * Returns an instance like those of `axios.create()`: a function with the bound methods of a client. It has the defaults
 * and interceptors of `base`, and sends with the adapter that `choose` returns.
 */
function clientOver(
  base: AxiosInstance,
  choose: ChooseAdapter,
  over: (created: AxiosInstance) => AxiosInstance = (created) => clientOver(created, choose),
): AxiosInstance {
  const { defaults, interceptors } = base;
  const client = new axios.Axios();
  const send = client.request.bind(client) as Send;
  const request: Send = (urlOrConfig = {}, config) => {
    const given = typeof urlOrConfig === 'string' ? { ...config, url: urlOrConfig } : urlOrConfig;
    const adapter = choose(given.adapter);
    return send(adapter === given.adapter ? given : Object.assign({}, given, { adapter }));
  };
  Object.assign(client, { defaults, interceptors, request });
  const methods = Object.getOwnPropertyNames(axios.Axios.prototype).flatMap((name) => {
    const member: unknown = name === 'constructor' ? undefined : Reflect.get(client, name);
    return typeof member === 'function' ? [[name, member.bind(client) as unknown] as const] : [];
  });
  const create = (config?: CreateAxiosDefaults): AxiosInstance => over(base.create(config));
  const instance = Object.assign(request.bind(client), {
    ...Object.fromEntries(methods),
    defaults,
    interceptors,
    create,
  });
  return Object.defineProperty(instance, IS_OURS, { value: true }) as unknown as AxiosInstance;
}

function authorizedForAnother(): EsignonConfigError {
  return new EsignonConfigError(
    'authorize() was given a client that sends as another account already. Undo the first authorize(), or create a client for each account.',
  );
}
