import { setTimeout as delay } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { firstValueFrom } from 'rxjs';

import { type Client, start } from '../support/app.js';
import { Arrivals, Gate } from '../support/gate.js';
import { envelope, json, Vendor } from '../support/vendor.js';

let vendor: Vendor;
let client: Client;
/** Logins wait for this gate, if a test sets one. */
let gate: Gate | undefined;
let loggingIn: Arrivals;

beforeEach(async () => {
  gate = undefined;
  loggingIn = new Arrivals();
  vendor = await Vendor.start();
  vendor.onLogin = async (_, response) => {
    loggingIn.tell();
    await gate?.opened;
    json(response, vendor.loginAnswer());
  };
  client = await start({ baseUrl: vendor.url, loginRetries: 0 });
});
afterEach(async () => {
  gate?.open();
  await client.close();
  await vendor.stop();
});

describe('S2: a call without a token', () => {
  it('fails with the error of the login, and is not sent', async () => {
    vendor.onLogin = (_, response) => json(response, envelope('10', {}, 'wrong password'));
    await expect(client.http.axiosRef.get('/a')).rejects.toMatchObject({
      code: 'ESIGNON_INVALID_CREDENTIALS',
      resultCode: '10',
    });
    await expect(firstValueFrom(client.http.get('/a'))).rejects.toMatchObject({
      code: 'ESIGNON_INVALID_CREDENTIALS',
    });
    expect(vendor.calls).toHaveLength(0);
    expect(vendor.logins).toHaveLength(1);
  });

  it('fails for another client of the application too', async () => {
    vendor.onLogin = (_, response) => json(response, {}, 500);
    const own = client.http.axiosRef.create();
    await expect(own.get('/a')).rejects.toMatchObject({ code: 'ESIGNON_HTTP_STATUS' });
    expect(vendor.calls).toHaveLength(0);
  });

  it('does not count the wait for the token in axios’ timeout', async () => {
    vendor.onLogin = async (_, response) => {
      // Longer than the call's timeout.
      await delay(400);
      json(response, vendor.loginAnswer());
    };
    const response = await client.http.axiosRef.get('/a', { timeout: 300 });
    expect(response.status).toBe(200);
  });

  it('counts the call in axios’ timeout', async () => {
    vendor.onCall = () => undefined;
    await expect(client.http.axiosRef.get('/a', { timeout: 60 })).rejects.toMatchObject({
      code: 'ECONNABORTED',
    });
  });
});

describe('S2: a caller ends its wait for the token', () => {
  beforeEach(() => {
    gate = new Gate();
  });

  it('by its signal, and gets axios’ error', async () => {
    const controller = new AbortController();
    const config = { signal: controller.signal };
    const call = client.http.axiosRef.get('/a', config).catch((e: unknown) => e);
    await loggingIn.reach(1);
    controller.abort();
    expect(await call).toMatchObject({ name: 'CanceledError', code: 'ERR_CANCELED', config: { url: '/a' } });
  });

  it('by unsubscription; others that wait for the same login continue', async () => {
    const results: unknown[] = [];
    const left = client.http.get('/left').subscribe({ next: results.push, error: (e) => results.push(e) });
    const stayed = firstValueFrom(client.http.get('/stayed'));
    await loggingIn.reach(1);
    left.unsubscribe();
    gate?.open();
    expect((await stayed).status).toBe(200);
    expect(vendor.calls.map(({ url }) => url)).toEqual(['/stayed']);
    expect(results).toEqual([]);
    expect(vendor.logins).toHaveLength(1);
  });

  it('before it starts: there is no login', async () => {
    await expect(client.http.axiosRef.get('/a', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ERR_CANCELED',
    });
    expect(vendor.logins).toHaveLength(0);
  });

  it('and leaves no listener on its signal', async () => {
    gate?.open();
    const listeners = new Set<unknown>();
    const signal = {
      aborted: false,
      addEventListener: (_: string, listener: unknown) => void listeners.add(listener),
      removeEventListener: (_: string, listener: unknown) => void listeners.delete(listener),
    };
    await client.http.axiosRef.get('/a', { signal });
    vendor.tokens.clear();
    await client.http.axiosRef.get('/a', { signal });
    expect(vendor.logins).toHaveLength(2);
    expect(listeners.size).toBe(0);
  });
});

describe('S2: a caller ends its call', () => {
  it.each(['signal', 'unsubscription'])('by its %s, which closes the connection', async (way) => {
    await client.auth.getToken();
    const arrived = new Gate();
    const closed = new Gate();
    vendor.onCall = (_, response) => {
      response.on('close', closed.open);
      arrived.open();
    };
    const controller = new AbortController();
    if (way === 'signal') {
      const call = client.http.axiosRef.get('/a', { signal: controller.signal });
      await arrived.opened;
      controller.abort();
      await expect(call).rejects.toMatchObject({ code: 'ERR_CANCELED' });
    } else {
      const subscription = client.http.get('/a').subscribe();
      await arrived.opened;
      subscription.unsubscribe();
    }
    await closed.opened;
    expect(vendor.calls).toHaveLength(1);
  });
});

describe('S2: a caller ends its wait for the renewal', () => {
  it.each(['signal', 'unsubscription'])('by its %s; the renewal continues for the others', async (way) => {
    await client.auth.getToken();
    vendor.tokens.clear();
    gate = new Gate();
    const stayed = client.http.axiosRef.get('/stayed');
    const controller = new AbortController();
    if (way === 'signal') {
      const call = client.http.axiosRef.get('/left', { signal: controller.signal });
      await loggingIn.reach(2);
      controller.abort();
      await expect(call).rejects.toMatchObject({ code: 'ERR_CANCELED' });
    } else {
      const subscription = client.http.get('/left').subscribe();
      await loggingIn.reach(2);
      subscription.unsubscribe();
    }
    gate.open();
    expect((await stayed).data).toMatchObject({ header: { result_code: '00' } });
    expect(vendor.calls.filter(({ url }) => url === '/stayed')).toHaveLength(2);
    expect(vendor.calls.filter(({ url }) => url === '/left').length).toBeLessThanOrEqual(1);
    expect(vendor.logins).toHaveLength(2);
  });

  it('and the socket of the first response is freed', async () => {
    await client.auth.getToken();
    gate = new Gate();
    const freed = new Gate();
    vendor.onCall = (_, response) => {
      response.on('close', freed.open);
      response.writeHead(401).write('endless');
    };
    const controller = new AbortController();
    const config = { responseType: 'stream', signal: controller.signal } as const;
    const call = client.http.axiosRef.get('/a', config);
    await loggingIn.reach(2);
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'ERR_CANCELED' });
    await freed.opened;
    expect(vendor.calls).toHaveLength(1);
  });
});
