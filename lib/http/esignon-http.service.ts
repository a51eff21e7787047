import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import type { AxiosInstance, AxiosPromise, AxiosRequestConfig, AxiosResponse } from 'axios';
import { Observable } from 'rxjs';

import { EsignonConfigError } from '../common/errors.js';
import type { EsignonAuthService } from '../esignon-auth.service.js';
import { CallCancellation } from './call-cancellation.js';
import type { Transport } from './transport.js';

/**
 * Nest's `HttpService` for eSignon: relative URLs go to `baseUrl`, the token goes with them, and a rejected token is
 * renewed and the call sent once more. `:companyId` in a path stands for the account's company ID.
 *
 * @example
 * constructor(private readonly esignon: EsignonHttpService) {}
 * const list$ = this.esignon.get('/worklists/new', { params: { page: 1, rows: 20 } }).pipe(esignonBody<WorkList>());
 */
@Injectable()
export class EsignonHttpService extends HttpService {
  /** May be a test's stand-in, which knows little. */
  readonly #auth: EsignonAuthService;
  readonly #transport: Transport;
  /** As it was made, of no account. */
  readonly #shared: AxiosInstance;

  /** Made by `EsignonAuthModule`. `instance` is `shared`, or its view by one account. */
  constructor(shared: AxiosInstance, auth: EsignonAuthService, transport: Transport, instance = shared) {
    super(instance);
    this.#auth = auth;
    this.#transport = transport;
    this.#shared = shared;
  }

  /**
   * The same client for another account of the `accounts` option. Its calls go as that account in every scope,
   * whichever client this one is.
   *
   * Interceptors and defaults are shared by the clients of all accounts, and interceptors do not see the token: one that
   * caches answers has to keep the accounts apart itself.
   */
  forAccount(id: string): EsignonHttpService {
    const auth = this.#auth.forAccount(id);
    const instance = asAccount(this.#shared, auth, id);
    return new EsignonHttpService(this.#shared, auth, this.#transport.for(auth), instance);
  }

  /**
   * As Nest's: one request a subscription, cancelled when it is unsubscribed from, but for a stream. Two things differ.
   * The call goes as the account that made it, since an Observable is subscribed to later, perhaps by Nest and outside
   * the scope in which it was made (A1). And an `AbortController` cancels it, which costs less than a cancel token and
   * a second copy of the arguments (P1), unless the caller brought one of the two.
   */
  protected override makeObservable<T>(
    send: (...args: unknown[]) => AxiosPromise<T>,
    ...args: unknown[]
  ): Observable<AxiosResponse<T>> {
    const asMade = (this.#auth as Partial<EsignonAuthService>).bindAccount?.() ?? ((fn) => fn());
    const config = args.at(-1) as AxiosRequestConfig | undefined;
    if (config?.signal || config?.cancelToken) {
      return super.makeObservable<T>((...all: unknown[]) => asMade(() => send(...all)), ...args);
    }
    return new Observable<AxiosResponse<T>>((subscriber) => {
      const cancellation = new CallCancellation();
      const given = [...args.slice(0, -1), { ...config, cancelToken: cancellation }];
      let pending = true;
      asMade(() => send(...given)).then(
        (response) => {
          pending = false;
          subscriber.next(response);
          subscriber.complete();
        },
        (error: unknown) => {
          pending = false;
          subscriber.error(error);
        },
      );
      return () => {
        if (pending && config?.responseType !== 'stream') cancellation.cancel();
      };
    });
  }

  /**
   * Sends the token with a client of the application's own too, to the same origins and by the same rules.
   *
   * @returns the undo
   * @throws `ESIGNON_CONFIG_INVALID` for the global axios instance (also behind a bare `HttpModule` import): every
   * unrelated call of the process would pass through
   */
  authorize(target: HttpService | AxiosInstance): () => void {
    const instance = 'axiosRef' in target ? target.axiosRef : target;
    if (isGlobal(instance)) {
      throw new EsignonConfigError(
        'authorize() was given the global axios instance, which unrelated code shares. Pass one of its own: HttpModule.register({}), or axios.create().',
      );
    }
    const before = instance.defaults.adapter;
    const { adapter, stop } = this.#transport.wrap(instance);
    instance.defaults.adapter = adapter;
    return () => {
      stop();
      // Another may have been put over ours since; then ours stays beneath it, and adds nothing.
      if (instance.defaults.adapter === adapter) Object.assign(instance.defaults, { adapter: before });
    };
  }
}

/** Only the global instance has the library's own members on it, of whichever copy of axios. */
function isGlobal(instance: AxiosInstance): boolean {
  return 'VERSION' in instance;
}

/** The instance as seen by one account: all that is called on it runs in the account's scope. */
function asAccount(instance: AxiosInstance, auth: EsignonAuthService, id: string): AxiosInstance {
  return new Proxy(instance, {
    apply: (target, self, args) =>
      auth.runAs(id, () => Reflect.apply(target as (...a: unknown[]) => unknown, self, args)),
    get: (target, name) => memberOf(target, name),
    // What copies the members of the instance, rather than reading them, gets those of the account too.
    getOwnPropertyDescriptor: (target, name) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(target, name);
      return descriptor?.configurable && 'value' in descriptor
        ? { ...descriptor, value: memberOf(target, name) }
        : descriptor;
    },
  });

  function memberOf(target: AxiosInstance, name: PropertyKey): unknown {
    const value: unknown = Reflect.get(target, name);
    if (typeof value !== 'function') return value;
    return (...args: unknown[]): unknown => {
      const result = auth.runAs(id, () => Reflect.apply(value, target, args) as unknown);
      // An instance made from this one stays with the account.
      return name === 'create' ? asAccount(result as AxiosInstance, auth, id) : result;
    };
  }
}
