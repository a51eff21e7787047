import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import type { AxiosInstance, AxiosPromise, AxiosRequestConfig, AxiosResponse } from 'axios';
import { Observable } from 'rxjs';

import { EsignonConfigError } from '../common/errors.js';
import type { EsignonAuthService } from '../esignon-auth.service.js';
import { type AccountClients, isOurs } from './account-client.js';
import type { CallCounts } from './call-counts.js';
import { CallCancellation } from './call-cancellation.js';

/**
 * Nest's `HttpService` for eSignon: sends relative URLs to `baseUrl`, adds the access token, and renews a rejected token
 * and sends the call once more. Replaces `:companyId` in a path with the account's company ID.
 *
 * @example
 * constructor(private readonly esignon: EsignonHttpService) {}
 * const list$ = this.esignon.get('/worklists/new', { params: { page: 1, rows: 20 } }).pipe(esignonBody<WorkList>());
 */
@Injectable()
export class EsignonHttpService extends HttpService {
  readonly #auth: EsignonAuthService;
  readonly #clients: AccountClients;

  /** Created by `EsignonAuthModule`. @internal */
  constructor(clients: AccountClients, auth: EsignonAuthService, instance = clients.shared) {
    super(instance);
    this.#auth = auth;
    this.#clients = clients;
  }

  /** The calls of the module instance, over all accounts. For telemetry. @internal */
  get callCounts(): CallCounts {
    return this.#clients.counts;
  }

  /**
   * Returns the client of an account of the `accounts` option. It sends as that account in every scope; interceptors,
   * transforms and listeners run in the context of the caller.
   *
   * All accounts share interceptors and defaults, and interceptors do not see the token. An interceptor that caches
   * responses must keep the accounts apart itself.
   */
  forAccount(id: string): EsignonHttpService {
    const auth = this.#auth.forAccount(id);
    return new EsignonHttpService(this.#clients, auth, this.#clients.forAccount(auth, id));
  }

  /**
   * As in Nest: sends one request for each subscription, and cancels it on unsubscription unless it is a stream. There
   * are two differences. The call is sent as the account that created it, since Nest may subscribe outside the scope of
   * that account (A1). And unless the caller passed a `signal` or `cancelToken`, the call is cancelled by a
   * `CallCancellation`, which is cheaper than axios' cancel token (P1).
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
   * Adds the token to the calls of another client, by the same rules and for the same origins.
   *
   * @returns a function that undoes it
   * @throws `ESIGNON_CONFIG_INVALID` for the global axios instance, which a bare `HttpModule` import uses too; for a client
   * of this package, which has a token already; and for a client that sends as another account
   */
  authorize(target: HttpService | AxiosInstance): () => void {
    const instance = 'axiosRef' in target ? target.axiosRef : target;
    if (isGlobal(instance)) {
      throw new EsignonConfigError(
        'authorize() was given the global axios instance, which unrelated code shares. Pass one of its own: HttpModule.register({}), or axios.create().',
      );
    }
    if (isOurs(instance)) {
      throw new EsignonConfigError(
        'authorize() was given a client of EsignonAuthModule, which sends a token already. Pass one of your own, such as axios.create(), or call forAccount(id) for another account.',
      );
    }
    return this.#clients.authorize(instance, this.#auth);
  }
}

/** Whether it is the global instance of a copy of axios: only these have members such as `VERSION`. */
function isGlobal(instance: AxiosInstance): boolean {
  return 'VERSION' in instance;
}
