import axios, { type AxiosRequestConfig, type InternalAxiosRequestConfig } from 'axios';

import { Connection, type Services } from '../../lib/client/connection.js';
import type { VirtualClock } from '../support/virtual-clock.js';

/** What is answered, before axios reads it: the body of a 200, or what the call fails with. */
export type OfflineAnswer = (config: InternalAxiosRequestConfig) => unknown;

export interface Offline {
  readonly connection: Connection;
  /** What axios would have sent. */
  readonly sent: InternalAxiosRequestConfig[];
}

/** A connection whose requests end in `answer` instead of a socket. `http` is the option of the application. */
export function offline(clock: VirtualClock, answer: OfflineAnswer, http: AxiosRequestConfig = {}): Offline {
  const sent: InternalAxiosRequestConfig[] = [];
  const axiosRef = axios.create({
    baseURL: 'https://docs.esignon.net',
    ...http,
    adapter: async (config) => {
      sent.push(config);
      return { config, data: await answer(config), status: 200, statusText: '', headers: {} };
    },
  });
  const auth = { getToken: () => Promise.resolve({ companyId: 'acme', memberEmail: 'api@acme.kr' }) };
  const services = { http: { axiosRef }, auth } as unknown as Services;
  return { connection: new Connection(() => services, clock), sent };
}

/** An answer that never comes, until the call is aborted. */
export function nothing({ signal }: InternalAxiosRequestConfig): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(new axios.CanceledError());
    if (signal?.aborted) abort();
    else signal?.addEventListener?.('abort', abort);
  });
}
