import { beforeAll, expect, it } from '@jest/globals';
import { tokenStoreContract } from 'nestjs-esignon-auth/testing';

import type { EsignonTokenStore } from '../../lib/token/token-store.js';

/** The store's contract, side by side, since some of its cases wait for a record or a lease to end. */
export function passesContract(make: () => EsignonTokenStore, options?: { lease: boolean }): void {
  const cases = tokenStoreContract(make, options);
  let outcomes: PromiseSettledResult<void>[];
  beforeAll(async () => {
    await warmUp(make());
    outcomes = await Promise.allSettled(cases.map(({ run }) => run()));
  });
  it.each(cases.map(({ name }, i) => [name, i] as const))('%s', (_, i) => {
    expect(outcomes[i]).toEqual({ status: 'fulfilled', value: undefined });
  });
}

/** A client of a cluster connects to a node at its first command there, which can outlast a short lease. */
async function warmUp(store: EsignonTokenStore): Promise<void> {
  await Promise.allSettled(Array.from({ length: 30 }, (_, i) => store.get(`warm-up-${i}`)));
}
