import type { HttpAdapterHost, ModuleRef } from '@nestjs/core';

import type { Clock } from '../common/clock.js';
import { CallbackAuthenticator } from './callback-authenticator.js';
import { CallbackGate } from './callback-gate.js';
import { CallbackInstance } from './callback-instance.js';
import { CallbackProcessor } from './callback-processor.js';
import { CallbackTokens } from './callback-token.js';
import { CallbackUrls } from './callback-urls.js';
import { type EsignonCallbacksOptions, isSeenStore, validateCallbacksOptions } from './callbacks.options.js';
import { EsignonCallbacks } from './callbacks.service.js';
import { confirmed } from './confirmation.js';
import { KeyvSeenStore } from './keyv-seen-store.js';
import { MemorySeenStore } from './memory-seen-store.js';
import type { EsignonSeenStore } from './seen-store.js';

/** What an instance needs from its application. */
export interface CallbackDependencies {
  readonly moduleRef: ModuleRef;
  readonly host: HttpAdapterHost;
  readonly clock: Clock;
}

/** Builds the parts of an instance. @throws `ESIGNON_CONFIG_INVALID` that names every problem of the options */
export function createCallbacks(
  options: unknown,
  name: string | undefined,
  { moduleRef, host, clock }: CallbackDependencies,
): EsignonCallbacks {
  const { keys, baseUrl, seen, confirm = true } = validateCallbacksOptions(options);
  const instance = new CallbackInstance(moduleRef, name, clock);
  const tokens = new CallbackTokens(keys, clock);
  const urls = new CallbackUrls(baseUrl);
  const authenticator = new CallbackAuthenticator(tokens, urls);
  new CallbackGate(authenticator).install(host);
  const processor = new CallbackProcessor({
    seen: seenStoreOf(seen, clock),
    runAs: (account, fn) => (account === undefined ? fn() : instance.auth().runAs(account, fn)),
    confirm: async (event) => (confirm ? confirmed(event, instance.client(), clock) : event),
    clock,
    name,
  });
  return new EsignonCallbacks({
    tokens,
    urls,
    authenticator,
    processor,
    clock,
    currentAccount: () => instance.currentAccount(),
    // Without the instance, each event would get its response, and the confirmation would fail afterwards.
    check: () => {
      if (confirm) instance.auth();
    },
  });
}

function seenStoreOf(seen: EsignonCallbacksOptions['seen'], clock: Clock): EsignonSeenStore {
  if (seen === undefined) return new MemorySeenStore(clock);
  return isSeenStore(seen) ? seen : new KeyvSeenStore(seen);
}
