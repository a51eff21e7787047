import { describe, expect, it } from '@jest/globals';
import * as main from 'nestjs-esignon-auth';
import * as callbacks from 'nestjs-esignon-auth/callbacks';
import * as client from 'nestjs-esignon-auth/client';
import * as testing from 'nestjs-esignon-auth/testing';

describe('the guards of errors', () => {
  it('compare the code alone, so that two copies of the package agree', () => {
    const timeout = Object.assign(new Error(), { code: 'ESIGNON_TIMEOUT' });
    expect(main.isEsignonAuthError(timeout)).toBe(true);
    expect(main.isEsignonUnavailableError(timeout)).toBe(true);
    expect(main.isEsignonLoginRejectedError(timeout)).toBe(false);
    for (const other of [{ code: 'ECONNRESET' }, { code: 7 }, {}, null, 'ESIGNON_TIMEOUT']) {
      expect(main.isEsignonAuthError(other)).toBe(false);
    }
  });
});

/** Who adds a name here promises to keep it. */
describe('the public API', () => {
  it('of the package is these names', () => {
    expect(Object.keys(main).sort()).toEqual([
      'EsignonAbortedError',
      'EsignonAccessToken',
      'EsignonAccount',
      'EsignonApiError',
      'EsignonAuthError',
      'EsignonAuthGuard',
      'EsignonAuthInterceptor',
      'EsignonAuthModule',
      'EsignonAuthService',
      'EsignonConfigError',
      'EsignonCredentialsUnavailableError',
      'EsignonHttpService',
      'EsignonInvalidResponseError',
      'EsignonLoginRejectedError',
      'EsignonToken',
      'EsignonUnavailableError',
      'InjectEsignonAuth',
      'InjectEsignonHttp',
      'credentialsFromFile',
      'esignonBody',
      'esignonEnvSchema',
      'getEsignonAuthToken',
      'getEsignonHttpToken',
      'isEsignonAbortedError',
      'isEsignonApiError',
      'isEsignonAuthError',
      'isEsignonConfigError',
      'isEsignonCredentialsUnavailableError',
      'isEsignonInvalidResponseError',
      'isEsignonLoginRejectedError',
      'isEsignonUnavailableError',
    ]);
  });

  it('of /callbacks is these names', () => {
    expect(Object.keys(callbacks).sort()).toEqual([
      'EsignonCallback',
      'EsignonCallbackGuard',
      'EsignonCallbacks',
      'EsignonCallbacksModule',
      'InjectEsignonCallbacks',
      'getEsignonCallbacksToken',
    ]);
  });

  it('of /client is these names', () => {
    expect(Object.keys(client).sort()).toEqual([
      'EsignonClient',
      'EsignonClientModule',
      'EsignonInvalidRequestError',
      'EsignonOutcomeUnknownError',
      'InjectEsignonClient',
      'getEsignonClientToken',
      'isEsignonInvalidRequestError',
      'isEsignonOutcomeUnknownError',
    ]);
  });

  it('of /testing is these names', () => {
    expect(Object.keys(testing).sort()).toEqual([
      'EsignonSimulator',
      'MemoryTokenStore',
      'fixedTokenAuth',
      'tokenStoreContract',
      'useSimulator',
    ]);
  });
});
