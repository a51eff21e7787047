import { inspect } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { EsignonAuthModule, EsignonAuthService, EsignonHttpService } from 'nestjs-esignon-auth';
import { fixedTokenAuth } from 'nestjs-esignon-auth/testing';
import { firstValueFrom } from 'rxjs';

import { CREDENTIALS } from '../support/app.js';
import { listen } from '../support/vendor.js';

describe('fixedTokenAuth', () => {
  let seen: string[];
  let server: Awaited<ReturnType<typeof listen>>;
  let app: TestingModule;

  beforeEach(async () => {
    seen = [];
    server = await listen((request, response) => {
      seen.push(`${request.url} ${request.headers.authorization}`);
      response.end('{}');
    });
    app = await Test.createTestingModule({
      imports: [EsignonAuthModule.forRoot({ ...CREDENTIALS, baseUrl: server.url })],
    })
      .overrideProvider(EsignonAuthService)
      .useValue(fixedTokenAuth('my-token'))
      .compile();
    await app.init();
  });
  afterEach(async () => {
    await app.close();
    await server.stop();
  });

  it('is sent by the HTTP client for every account, without a login', async () => {
    const http = app.get(EsignonHttpService);
    await firstValueFrom(http.get('/a'));
    await firstValueFrom(http.forAccount('tenant').get('/b'));
    await app.get(EsignonAuthService).runAs('tenant', () => firstValueFrom(http.get('/c')));
    expect(seen).toEqual(['/a', '/b', '/c'].map((path) => `${path} esignon my-token`));
  });

  it('has all members of the service', async () => {
    const auth = fixedTokenAuth();
    // The compiler checks the types against the service's. `forAccount` of a service returns a service.
    ({ ...auth, forAccount: undefined }) satisfies Partial<Omit<EsignonAuthService, 'forAccount'>> & {
      forAccount: undefined;
    };
    const named = Object.getOwnPropertyNames(EsignonAuthService.prototype);
    const lifecycle = ['constructor', 'onApplicationBootstrap', 'onApplicationShutdown'];
    expect(Object.keys(auth).sort()).toEqual(named.filter((name) => !lifecycle.includes(name)).sort());
    expect(await auth.getAuthorization()).toBe('esignon fixed-token');
    expect(auth.status()).toMatchObject({ state: 'fresh', renewing: false });
    expect(auth.forAccount('any')).toBe(auth);
  });

  it('does not show the token in inspect', async () => {
    const auth = fixedTokenAuth('my-token');
    expect(inspect([auth, await auth.getToken(), auth.status()], { depth: 9 })).not.toContain('my-token');
  });
});
