import axios, { type AxiosAdapter, AxiosError, type AxiosResponse } from 'axios';

import { type TokenService, Transport } from '../../lib/http/transport.js';
import { AllowedOrigins } from '../../lib/options/allowed-origins.js';

export const BASE = 'https://a.example';
export const OTHER = 'https://b.example';

export type Reply = Partial<AxiosResponse> | Error;

/** A client over a transport. Each request gets the next reply; the last one repeats. `sent` lists the requests. */
export function clientWith(tokenService: TokenService, replies: Reply[]) {
  const sent: [url: string | undefined, authorization: unknown][] = [];
  const send: AxiosAdapter = (config) => {
    sent.push([config.url, config.headers.get('Authorization')]);
    const reply = (replies.length > 1 ? replies.shift() : replies[0]) ?? {};
    if (reply instanceof Error) return Promise.reject(reply);
    const response = { data: 'ok', status: 200, statusText: '', headers: {}, config, ...reply };
    if (!config.validateStatus || config.validateStatus(response.status)) return Promise.resolve(response);
    return Promise.reject(new AxiosError('status', undefined, config, undefined, response));
  };
  return { ...wrapped(tokenService, send), sent };
}

/** A client over a transport over an adapter. */
export function wrapped(tokenService: TokenService, send: AxiosAdapter) {
  const transport = new Transport(tokenService, {
    baseUrl: BASE,
    origins: new AllowedOrigins([BASE, OTHER]),
  });
  const { adapter, stop } = transport.wrap(axios.create({ adapter: send }));
  return { own: axios.create({ baseURL: BASE, adapter }), stop, transport };
}
