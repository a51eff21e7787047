import { setTimeout as sleep } from 'node:timers/promises';

import { Redis } from 'ioredis';
import type { EsignonTokenStore } from 'nestjs-esignon-auth';
import { RedisTokenStore } from 'nestjs-esignon-auth/redis';

/** The longest wait for Redis at shutdown, in ms. */
const patience = 1_000;

export interface OpenStore {
  readonly store: EsignonTokenStore;
  readonly close: () => Promise<void>;
}

export function openRedis(url: string): OpenStore {
  // A Redis that is down should fail its commands soon, for the module to log in without it.
  const client = new Redis(url, { maxRetriesPerRequest: 1 });
  // Without a listener each failure would be printed; the module's event `store.failed` tells of them.
  client.on('error', () => undefined);
  return { store: new RedisTokenStore(client), close: () => close(client) };
}

/** Lets what was sent be answered first: a lease that is not given back makes another process wait for its end. */
async function close(client: Redis): Promise<void> {
  await Promise.race([client.quit().catch(() => undefined), sleep(patience, undefined, { ref: false })]);
  client.disconnect();
}
