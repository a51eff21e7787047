import { describe, expect, it } from '@jest/globals';
import type { ModuleRef } from '@nestjs/core';
import { EsignonConfigError } from 'nestjs-esignon-auth';
import { EsignonClient } from 'nestjs-esignon-auth/client';

import { CallbackInstance } from '../../lib/callbacks/callback-instance.js';
import { getEsignonClientToken } from '../../lib/client/esignon-client.tokens.js';
import { getEsignonAuthToken, getEsignonHttpToken } from '../../lib/esignon-auth.tokens.js';
import { failureOf } from '../support/failure.js';
import { VirtualClock } from '../support/virtual-clock.js';

type Providers = readonly (readonly [token: unknown, provider: object])[];

/** The instance in an application with these providers, none of them in the module that asks. */
function instanceIn(providers: Providers, name?: string): CallbackInstance {
  const all = new Map(providers);
  const get = (token: unknown, options?: { strict?: boolean }): object => {
    const provider = options?.strict === false && all.get(token);
    if (!provider) throw new Error('not found');
    return provider;
  };
  return new CallbackInstance({ get } as unknown as ModuleRef, name, new VirtualClock());
}

describe.each([undefined, 'crm'])('the instance %s', (name) => {
  const auth = { currentAccount: () => 'acme' };

  it('is found in the whole application', () => {
    expect(instanceIn([[getEsignonAuthToken(name), auth]], name).auth()).toBe(auth);
  });

  it('has an account in scope', () => {
    expect(instanceIn([[getEsignonAuthToken(name), auth]], name).currentAccount()).toBe('acme');
  });

  it('has none where it is missing, or is a stand-in without scopes', () => {
    expect(instanceIn([], name).currentAccount()).toBeUndefined();
    expect(instanceIn([[getEsignonAuthToken(name), {}]], name).currentAccount()).toBeUndefined();
  });

  it('asks through the client of the application', () => {
    const client = {};
    expect(instanceIn([[getEsignonClientToken(name), client]], name).client()).toBe(client);
  });

  it('asks through a client of its own where the application has none', async () => {
    const sent = new Error('sent through the HTTP client of the instance');
    const http = {
      get axiosRef(): never {
        throw sent;
      },
    };
    const client = instanceIn(
      [
        [getEsignonAuthToken(name), auth],
        [getEsignonHttpToken(name), http],
      ],
      name,
    ).client();
    expect(client).toBeInstanceOf(EsignonClient);
    expect(await failureOf(client.documents.get('901'))).toBe(sent);
  });
});

describe('an instance that is missing', () => {
  it.each([
    [undefined, 'the eSignon instance without a name'],
    ['crm', "the eSignon instance 'crm'"],
  ])('%s is named', (name, what) => {
    const instance = instanceIn([], name);
    const missing = new EsignonConfigError(
      `EsignonCallbacksModule needs ${what}, which does not exist. Import EsignonAuthModule, and pass its name to EsignonCallbacksModule.`,
    );
    expect(() => instance.auth()).toThrow(missing);
    expect(() => instance.client()).toThrow(missing);
  });
});
