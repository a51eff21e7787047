import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { type Client, start } from '../support/app.js';
import { envelope, json, Vendor } from '../support/vendor.js';
import { VirtualClock } from '../support/virtual-clock.js';

describe('S4: when every token is rejected', () => {
  let vendor: Vendor;
  let client: Client;
  let clock: VirtualClock;
  beforeEach(async () => {
    vendor = await Vendor.start();
    vendor.onCall = (_, response) => json(response, envelope('94', { n: vendor.calls.length }));
    clock = new VirtualClock(Date.now());
    client = await start({ baseUrl: vendor.url }, { clock });
  });
  afterEach(async () => {
    await client.close();
    await vendor.stop();
  });

  const call = async () => (await client.http.axiosRef.get('/a')).data;
  const contentions = () => client.events.filter(({ type }) => type === 'contention');

  it('any number of calls lead to three logins, then one after each pause', async () => {
    for (let n = 0; n < 20; n++) expect(await call()).toMatchObject({ header: { result_code: '94' } });
    await Promise.all(Array.from({ length: 20 }, call));
    expect(vendor.logins).toHaveLength(3);
    // Two calls were sent twice, all others once.
    expect(vendor.calls).toHaveLength(42);
    expect(contentions()).toHaveLength(1);

    await clock.advance(29_000);
    await call();
    expect(vendor.logins).toHaveLength(3);

    await clock.advance(1_100);
    for (let n = 0; n < 5; n++) await call();
    expect(vendor.logins).toHaveLength(4);
    expect(contentions()).toHaveLength(2);
  });

  it('the cached token is used meanwhile', async () => {
    for (let n = 0; n < 5; n++) await call();
    const current = await client.auth.getToken();
    vendor.onCall = (request, response) => json(response, { sent: request.headers.authorization });
    expect(await call()).toEqual({ sent: current.authorization });
    expect(vendor.logins).toHaveLength(3);
    expect(client.auth.status().state).toBe('fresh');
  });

  it('there is no contention if the tokens were old', async () => {
    for (let n = 0; n < 5; n++) {
      await call();
      await clock.advance(61_000);
    }
    expect(vendor.logins).toHaveLength(6);
    expect(contentions()).toHaveLength(0);
  });
});
