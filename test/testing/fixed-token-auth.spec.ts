import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { EsignonAuthModule, EsignonAuthService, EsignonHttpService } from 'nestjs-esignon-auth';
import { fixedTokenAuth } from 'nestjs-esignon-auth/testing';
import { firstValueFrom } from 'rxjs';

describe('fixedTokenAuth', () => {
  let seen: string[];
  let close: () => void;
  let app: TestingModule;

  beforeEach(async () => {
    seen = [];
    const server = createServer((request, response) => {
      seen.push(`${request.url} ${request.headers.authorization}`);
      response.end('{}');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    close = () => server.close();
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    app = await Test.createTestingModule({
      imports: [
        EsignonAuthModule.forRoot({ baseUrl, companyId: 'acme', email: 'a@acme.kr', password: 'unused' }),
      ],
    })
      .overrideProvider(EsignonAuthService)
      .useValue(fixedTokenAuth('my-token'))
      .compile();
    await app.init();
  });
  afterEach(async () => {
    await app.close();
    close();
  });

  it('is sent by the HTTP client, whatever the account, with no login', async () => {
    const http = app.get(EsignonHttpService);
    await firstValueFrom(http.get('/a'));
    await firstValueFrom(http.forAccount('tenant').get('/b'));
    await app.get(EsignonAuthService).runAs('tenant', () => firstValueFrom(http.get('/c')));
    expect(seen).toEqual(['/a', '/b', '/c'].map((path) => `${path} esignon my-token`));
  });

  it('has what the service has', async () => {
    const auth = fixedTokenAuth();
    // The compiler holds the types against the service's, but for what makes handles.
    ({ ...auth, forAccount: undefined }) satisfies Partial<Omit<EsignonAuthService, 'forAccount'>> & {
      forAccount: undefined;
    };
    const named = Object.getOwnPropertyNames(EsignonAuthService.prototype);
    const internal = ['constructor', 'getCachedToken', 'replaceRejected', 'bindAccount', 'waits$'];
    const hooks = ['onApplicationBootstrap', 'onApplicationShutdown'];
    expect(Object.keys(auth).sort()).toEqual(
      named.filter((name) => !internal.includes(name) && !hooks.includes(name)).sort(),
    );
    expect(await auth.getAuthorization()).toBe('esignon fixed-token');
    expect(auth.status()).toMatchObject({ state: 'fresh', renewing: false });
    expect(auth.forAccount('any')).toBe(auth);
  });

  it('shows no token, as the service does not', async () => {
    const auth = fixedTokenAuth('my-token');
    expect(inspect([auth, await auth.getToken(), auth.status()], { depth: 9 })).not.toContain('my-token');
  });
});
