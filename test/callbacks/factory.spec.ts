import { describe, expect, it } from '@jest/globals';
import type { HttpAdapterHost, ModuleRef } from '@nestjs/core';
import { EsignonConfigError } from 'nestjs-esignon-auth';
import type { EsignonCallbackEvent, EsignonCallbacks } from 'nestjs-esignon-auth/callbacks';

import type { VerifiedEvent } from '../../lib/callbacks/callback-processor.js';
import { createCallbacks } from '../../lib/callbacks/callbacks.factory.js';
import { getEsignonClientToken } from '../../lib/client/esignon-client.tokens.js';
import { getEsignonAuthToken } from '../../lib/esignon-auth.tokens.js';
import { VirtualClock } from '../support/virtual-clock.js';

const OPTIONS = { keys: [Buffer.alloc(32, 'key one').toString('base64')], baseUrl: 'https://a.example' };
const NO_INSTANCE = new EsignonConfigError(
  'EsignonCallbacksModule needs the eSignon instance without a name, which does not exist. Import EsignonAuthModule, and pass its name to EsignonCallbacksModule.',
);

const clock = new VirtualClock();

function create(options: object, providers: [unknown, object][] = []): EsignonCallbacks {
  const all = new Map(providers);
  const get = (token: unknown): object => {
    const provider = all.get(token);
    if (!provider) throw new Error('not found');
    return provider;
  };
  return createCallbacks({ ...OPTIONS, ...options }, undefined, {
    moduleRef: { get } as unknown as ModuleRef,
    host: { httpAdapter: null } as unknown as HttpAdapterHost,
    clock,
  });
}

/** Delivers an event, and returns what its handler got. */
async function deliver(callbacks: EsignonCallbacks, account?: string): Promise<EsignonCallbackEvent[]> {
  const verified: VerifiedEvent = {
    claims: { ...(account !== undefined && { account }), expiresAt: clock.now() + 60_000 },
    content: { documentId: '901', status: 'playing', fields: {}, raw: {} },
  };
  const delivery = callbacks.deliver(verified);
  const events: EsignonCallbackEvent[] = [];
  await delivery.accept(async () => void events.push(delivery.event));
  await clock.settle();
  return events;
}

describe('createCallbacks()', () => {
  it('needs an instance to ask through, unless confirm is false', () => {
    expect(() => create({}).onModuleInit()).toThrow(NO_INSTANCE);
    expect(() => create({ confirm: true }).onModuleInit()).toThrow(NO_INSTANCE);
    expect(() => create({ confirm: false }).onModuleInit()).not.toThrow();
    expect(() => create({}, [[getEsignonAuthToken(), {}]]).onModuleInit()).not.toThrow();
  });

  it('fails with wrong options', () => {
    expect(() => create({ keys: [] })).toThrow(EsignonConfigError);
  });

  it('handles an event of the main account in no scope, as it was posted with confirm: false', async () => {
    expect(await deliver(create({ confirm: false }))).toStrictEqual([
      { documentId: '901', status: 'playing', fields: {}, raw: {} },
    ]);
  });

  it('handles an event of an account as it, with its document', async () => {
    const scopes: string[] = [];
    const runAs = (account: string, fn: () => unknown): unknown => {
      scopes.push(account);
      return fn();
    };
    const document = { id: '901', status: 'complete', vendorStatus: 'Complete' };
    const callbacks = create({}, [
      [getEsignonAuthToken(), { runAs }],
      [getEsignonClientToken(), { documents: { get: () => Promise.resolve(document) } }],
    ]);
    expect(await deliver(callbacks, 'acme')).toStrictEqual([
      {
        ...{ documentId: '901', status: 'complete', vendorStatus: 'Complete' },
        ...{ fields: {}, raw: {}, account: 'acme', document },
      },
    ]);
    expect(scopes).toEqual(['acme']);
  });

  it('remembers events in the store that it is given', async () => {
    const leases: unknown[] = [];
    const seen = {
      lease: (key: string) => {
        leases.push(key);
        return Promise.resolve(undefined);
      },
    };
    expect(await deliver(create({ confirm: false, seen }))).toEqual([]);
    expect(leases).toEqual([expect.stringMatching(/^event:/)]);
  });

  it('remembers events in a Keyv', async () => {
    const values = new Map<string, unknown>();
    const seen = {
      get: async (key: string) => values.get(key),
      set: async (key: string, value: unknown) => values.set(key, value),
      delete: async (key: string) => values.delete(key),
    };
    expect(await deliver(create({ confirm: false, seen }))).toHaveLength(1);
    expect(await deliver(create({ confirm: false, seen }))).toHaveLength(0);
  });
});
