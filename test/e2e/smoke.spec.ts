import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { firstValueFrom } from 'rxjs';
import { esignonBody } from 'nestjs-esignon-auth';

import { type Client, start } from '../support/app.js';
import { Vendor } from '../support/vendor.js';

describe('the thinnest path', () => {
  let vendor: Vendor;
  let client: Client;
  beforeEach(async () => {
    vendor = await Vendor.start();
    client = await start({ baseUrl: vendor.url });
  });
  afterEach(async () => {
    await client.close();
    await vendor.stop();
  });

  it('logs in and sends the token', async () => {
    const body = await firstValueFrom(client.http.get('/worklists/new').pipe(esignonBody()));
    expect(body).toEqual({ ok: true });
    expect(vendor.calls[0]?.headers.authorization).toBe('esignon token-1-secret');
  });

  it('recovers from a rejected token', async () => {
    await client.auth.getToken();
    vendor.tokens.clear();
    const body = await firstValueFrom(
      client.http.post('/api/:companyId/search', { a: 1 }).pipe(esignonBody()),
    );
    expect(body).toEqual({ ok: true });
    expect(vendor.logins).toHaveLength(2);
    expect(vendor.calls.map(({ url }) => url)).toEqual(['/api/acme/search', '/api/acme/search']);
  });
});
