import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import * as rxjs from 'rxjs';

import { type Client, start } from '../support/app.js';
import { type Answerer, Vendor } from '../support/vendor.js';
import { VirtualClock } from '../support/virtual-clock.js';

/** An option that is deprecated, and still what an application may have set. */
const rethrowAtOnce = (value: boolean): void =>
  void Object.assign(rxjs.config, { useDeprecatedSynchronousErrorHandling: value });

const boom = (): never => {
  throw new Error('boom');
};

let vendor: Vendor;
let client: Client;
let clock: VirtualClock;
beforeEach(async () => {
  vendor = await Vendor.start();
  clock = new VirtualClock(Date.now());
  // RxJS itself throws what a listener throws, a turn later, unless it is told to do so at once.
  rethrowAtOnce(true);
});
afterEach(async () => {
  rethrowAtOnce(false);
  Logger.overrideLogger(false);
  await client.close();
  await vendor.stop();
});

async function run(): Promise<Client> {
  client = await start({ baseUrl: vendor.url, loginRetries: 0, isTokenRejected: boom }, { clock });
  client.auth.events$.subscribe(boom);
  client.auth.waits$.subscribe(boom);
  Logger.overrideLogger({ log: boom, warn: boom, error: boom, debug: boom });
  return client;
}

describe('S8: loggers and listeners that throw', () => {
  it('fail no login', async () => {
    const { auth } = await run();
    await expect(auth.getAccessToken()).resolves.toMatch(/./);
    expect(auth.status()).toMatchObject({ state: 'fresh', counters: { logins: 1 } });
    expect(vendor.logins).toHaveLength(1);
  });

  it('do not replace the error that a caller gets', async () => {
    const refuse: Answerer = (_, response) => void response.writeHead(503).end();
    vendor.onLogin = refuse;
    const { auth } = await run();
    await expect(auth.getAccessToken()).rejects.toMatchObject({ code: 'ESIGNON_HTTP_STATUS', status: 503 });
    expect(auth.status()).toMatchObject({ state: 'cooling-down', lastErrorCode: 'ESIGNON_HTTP_STATUS' });
  });

  it('fail no call whose response is checked', async () => {
    const { http } = await run();
    await expect(http.axiosRef.get('/x')).resolves.toMatchObject({ status: 200 });
  });
});
