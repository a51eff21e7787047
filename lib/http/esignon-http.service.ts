import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import type { AxiosInstance, AxiosPromise, AxiosRequestConfig, AxiosResponse } from 'axios';
import { Observable } from 'rxjs';

import { EsignonConfigError } from '../common/errors.js';
import type { EsignonAuthService } from '../esignon-auth.service.js';
import { CallCancellation } from './call-cancellation.js';
import type { Transport } from './transport.js';

/**
 * Nest's `HttpService` for eSignon: sends relative URLs to `baseUrl`, adds the access token, and renews a rejected token
 * and sends the call once more. Replaces `:companyId` in a path by the account's company ID.
 *
 * @example
 * constructor(private readonly esignon: EsignonHttpService) {}
 * const list$ = this.esignon.get('/worklists/new', { params: { page: 1, rows: 20 } }).pipe(esignonBody<WorkList>());
 */
@Injectable()
export class EsignonHttpService extends HttpService {
  readonly #auth: EsignonAuthService;
  readonly #transport: Transport;
  /** The instance that all accounts share. */
  readonly #shared: AxiosInstance;

  /** Created by `EsignonAuthModule`. `instance` is `shared`, or its view for one account. @internal */
  constructor(shared: AxiosInstance, auth: EsignonAuthService, transport: Transport, instance = shared) {
    super(instance);
    this.#auth = auth;
    this.#transport = transport;
    this.#shared = shared;
  }

  /**
   * Returns the client of an account of the `accounts` option. It sends as that account in every scope.
   *
   * All accounts share interceptors and defaults, and interceptors do not see the token: one that caches responses has
   * to separate the accounts itself.
   */
  forAccount(id: string): EsignonHttpService {
    const auth = this.#auth.forAccount(id);
    const instance = forOneAccount(this.#shared, auth, id);
    return new EsignonHttpService(this.#shared, auth, this.#transport.for(auth), instance);
  }

  /**
   * As Nest's: sends one request for each subscription, and cancels it on unsubscription unless it is a stream. Two
   * things differ. The call is sent as the account that created it, since Nest may subscribe outside that account's
   * scope (A1). And a `CallCancellation` cancels it, which costs less than axios' cancel token and a second copy of the
   * arguments (P1), unless the caller passed a `signal` or `cancelToken`.
   */
  protected override makeObservable<T>(
    send: (...args: unknown[]) => AxiosPromise<T>,
    ...args: unknown[]
  ): Observable<AxiosResponse<T>> {
    const asAccount = this.#auth.bindAccount();
    const config = args.at(-1) as AxiosRequestConfig | undefined;
    if (config?.signal || config?.cancelToken) {
      return super.makeObservable<T>((...all: unknown[]) => asAccount(() => send(...all)), ...args);
    }
    return new Observable<AxiosResponse<T>>((subscriber) => {
      const cancellation = new CallCancellation();
      const cancellable = [...args.slice(0, -1), { ...config, cancelToken: cancellation }];
      let pending = true;
      asAccount(() => send(...cancellable)).then(
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
   * Adds the token to the calls of another client too, by the same rules and for the same origins.
   *
   * @returns a function that undoes it
   * @throws `ESIGNON_CONFIG_INVALID` for the global axios instance, which a bare `HttpModule` import uses too
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
      // If another adapter now wraps ours, ours stays, and adds nothing.
      if (instance.defaults.adapter === adapter) Object.assign(instance.defaults, { adapter: before });
    };
  }
}

/** Whether it is the global instance of any copy of axios: only those have the library's own members. */
function isGlobal(instance: AxiosInstance): boolean {
  return 'VERSION' in instance;
}

/** Returns a view of the instance whose functions run in the account's scope. */
function forOneAccount(instance: AxiosInstance, auth: EsignonAuthService, id: string): AxiosInstance {
  return new Proxy(instance, {
    apply: (target, self, args) =>
      auth.runAs(id, () => Reflect.apply(target as (...a: unknown[]) => unknown, self, args)),
    get: (target, name) => memberOf(target, name),
    // Code that copies the members of the instance gets those of the account too.
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
      // An instance created from this one belongs to the account too.
      return name === 'create' ? forOneAccount(result as AxiosInstance, auth, id) : result;
    };
  }
}
