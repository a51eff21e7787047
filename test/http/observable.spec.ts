import { setImmediate as turn } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import axios, { type AxiosAdapter, type AxiosRequestConfig, type InternalAxiosRequestConfig } from 'axios';
import { firstValueFrom } from 'rxjs';

import { CallCancellation } from '../../lib/http/call-cancellation.js';
import { type Client, start } from '../support/app.js';
import { senderOf, startTenantVendor, tenant } from '../support/tenants.js';
import { json, type Vendor } from '../support/vendor.js';

let vendor: Vendor;
let client: Client;
beforeAll(async () => {
  vendor = await startTenantVendor();
  vendor.onCall = (request, response) => json(response, { sender: senderOf(request) });
  client = await start({ ...tenant('main'), baseUrl: vendor.url, accounts: tenant });
});
afterAll(async () => {
  await client.close();
  await vendor.stop();
});

/** Subscribes to a call whose adapter does `act`. Returns the config that arrived there, and what ends the call. */
async function subscribe(act: () => Promise<unknown>, more: AxiosRequestConfig = {}) {
  let sent: InternalAxiosRequestConfig | undefined;
  const adapter: AxiosAdapter = async (config) => {
    sent = config;
    return { status: 200, statusText: '', headers: {}, data: await act(), config };
  };
  const ends: string[] = [];
  const subscription = client.http.get('/a', { adapter, ...more }).subscribe({
    error: () => void ends.push('error'),
    complete: () => void ends.push('complete'),
  });
  await turn();
  return { subscription, ends, cancelToken: sent?.cancelToken };
}

const never = (): Promise<never> => new Promise(() => undefined);

describe('S7: the Observable of a call', () => {
  it('cancels the call when it is unsubscribed from', async () => {
    const { subscription, cancelToken } = await subscribe(never);
    expect(cancelToken?.reason).toBeUndefined();
    subscription.unsubscribe();
    expect(cancelToken?.reason).toBeInstanceOf(axios.CanceledError);
  });

  it('does not cancel a stream, which is read after the first value', async () => {
    const { subscription, cancelToken } = await subscribe(never, { responseType: 'stream' });
    subscription.unsubscribe();
    expect(cancelToken?.reason).toBeUndefined();
  });

  it.each<[end: string, act: () => Promise<unknown>]>([
    ['complete', () => Promise.resolve()],
    ['error', () => Promise.reject(new Error('refused'))],
  ])('does not cancel a call that has ended (%s)', async (end, act) => {
    const { ends, cancelToken } = await subscribe(act);
    expect(ends).toEqual([end]);
    expect(cancelToken?.reason).toBeUndefined();
  });

  it('keeps the caller’s own cancelToken', async () => {
    const { token } = axios.CancelToken.source();
    expect((await subscribe(never, { cancelToken: token })).cancelToken).toBe(token);
  });

  it('uses a CallCancellation, and Nest’s cancel token if the caller passed a signal (P1)', async () => {
    const { signal } = new AbortController();
    expect((await subscribe(never)).cancelToken).toBeInstanceOf(CallCancellation);
    expect((await subscribe(never, { signal })).cancelToken).toBeInstanceOf(axios.CancelToken);
  });

  it('sends the path, the body and the config', async () => {
    await firstValueFrom(client.http.post('/a', { name: 'kim' }, { headers: { 'x-mine': '1' } }));
    const { url, body, headers } = vendor.calls.at(-1) ?? {};
    expect([url, body, headers?.['x-mine']]).toEqual(['/a', '{"name":"kim"}', '1']);
  });

  it.each<[given: string, config: AxiosRequestConfig]>([
    ['nothing', {}],
    ['a signal', { signal: new AbortController().signal }],
    ['a cancelToken', { cancelToken: axios.CancelToken.source().token }],
  ])('sends as the account in whose scope it was created, given %s (A1)', async (_, config) => {
    const call = client.auth.runAs('a', () => client.http.get<unknown>('/who', config));
    expect((await firstValueFrom(call)).data).toEqual({ sender: 'a' });
  });
});
