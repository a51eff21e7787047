import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { type Client, CREDENTIALS, start } from '../support/app.js';
import { listen, Vendor } from '../support/vendor.js';

describe('S6: `:companyId` in a path', () => {
  let vendor: Vendor;
  let client: Client;
  let companyId: string;
  beforeEach(async () => {
    companyId = 'acme.co-1_x';
    vendor = await Vendor.start();
    client = await start({
      baseUrl: `${vendor.url}/base`,
      credentials: () => ({ ...CREDENTIALS, companyId }),
      accounts: (id) => ({ ...CREDENTIALS, companyId: id }),
    });
  });
  afterEach(async () => {
    await client.close();
    await vendor.stop();
  });

  it.each([
    ['/api/:companyId/docs', '/base/api/acme.co-1_x/docs'],
    ['/api/:companyId', '/base/api/acme.co-1_x'],
    [':companyId', '/base/acme.co-1_x'],
    ['/:companyId/:companyId/', '/base/acme.co-1_x/acme.co-1_x/'],
    ['/:companyId?a=:companyId#:companyId', '/base/acme.co-1_x?a=:companyId'],
    [
      '/:companyIds/x:companyId/:CompanyId/:companyId.json',
      '/base/:companyIds/x:companyId/:CompanyId/:companyId.json',
    ],
    ['/%3AcompanyId', '/base/%3AcompanyId'],
  ])('%s is sent as %s', async (path, arrived) => {
    await client.http.axiosRef.get(path);
    expect(vendor.calls.map(({ url }) => url)).toEqual([arrived]);
  });

  it('is replaced in an absolute URL too', async () => {
    await client.http.axiosRef.get(`${vendor.url}/api/:companyId`, { params: { of: ':companyId' } });
    expect(vendor.calls[0]?.url).toBe('/api/acme.co-1_x?of=:companyId');
  });

  it('is not replaced for another origin', async () => {
    const seen: unknown[] = [];
    const other = await listen(({ url }, response) => {
      seen.push(url);
      response.end();
    });
    await client.http.axiosRef.get(`${other.url}/api/:companyId`);
    expect(seen).toEqual(['/api/:companyId']);
    await other.stop();
  });

  it('is replaced by that of the account', async () => {
    await client.http.forAccount('tenant').axiosRef.get('/:companyId');
    await client.auth.runAs('other', () => client.http.axiosRef.get('/:companyId'));
    expect(vendor.calls.map(({ url }) => url)).toEqual(['/base/tenant', '/base/other']);
  });

  it('is replaced by that of the token, also in a resend', async () => {
    await client.auth.getToken();
    vendor.tokens.clear();
    companyId = 'renamed';
    const response = await client.http.axiosRef.get('/:companyId');
    expect(vendor.calls.map(({ url }) => url)).toEqual(['/base/acme.co-1_x', '/base/renamed']);
    expect(response.config.url).toBe('/:companyId');
  });
});
