import { setTimeout as sleep } from 'node:timers/promises';

import { EsignonConfigError } from '../../common/errors.js';
import { systemCodeOf } from '../../common/system-code.js';
import type { Commands, IoRedisClient } from './redis-client.js';

/** An ioredis client that this package created and closes. */
export interface OwnedClient extends IoRedisClient {
  quit(): Promise<unknown>;
  disconnect(): void;
}

/** Returns the code that the last attempt to connect failed with; `undefined` while there is a connection. */
export type ConnectionFailure = () => string | undefined;

/** How long the shutdown waits for the replies to commands that were already sent, in ms. */
const LONGEST_QUIT = 1_000;

/**
 * Creates a client that connects with its first command. While Redis is down its commands fail early, so that logins
 * continue without the store.
 *
 * @throws `ESIGNON_CONFIG_INVALID` if ioredis is not installed
 */
export async function openClient(url: string): Promise<{ client: OwnedClient; failure: ConnectionFailure }> {
  const { Redis } = await loadIoRedis();
  const client = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 1,
    // How long ioredis keeps the process alive after `disconnect()` if the connection is already closed.
    disconnectTimeout: 100,
  });
  let failure: string | undefined;
  // Without a listener each failed attempt to connect is printed; `store.failed` tells of them.
  client.on('error', (error: unknown) => (failure = systemCodeOf(error)));
  client.on('ready', () => (failure = undefined));
  return { client, failure: () => failure };
}

/** ioredis fails a command without the reason why there is no connection: adds its code. */
export function withFailure(commands: Commands, failure: ConnectionFailure): Commands {
  const explain = (error: unknown): never => {
    const code = failure();
    throw code === undefined ? error : Object.assign(new Error('Redis has no connection'), { code });
  };
  return {
    get: (key) => commands.get(key).catch(explain),
    set: (key, value, ttlMs) => commands.set(key, value, ttlMs).catch(explain),
    setIfAbsent: (key, value, ttlMs) => commands.setIfAbsent(key, value, ttlMs).catch(explain),
    delete: (key) => commands.delete(key).catch(explain),
    compareAndDelete: (key, value) => commands.compareAndDelete(key, value).catch(explain),
  };
}

/** Waits for the replies to sent commands first: another process would wait for a lease that was not released. */
export async function closeClient(client: OwnedClient): Promise<void> {
  const quit = client.quit().catch(() => undefined);
  await Promise.race([quit, sleep(LONGEST_QUIT, undefined, { ref: false })]);
  client.disconnect();
}

/** A literal import in a `try`: bundlers include ioredis if it is installed, and otherwise ignore the import. */
async function loadIoRedis() {
  try {
    return await import('ioredis');
  } catch {
    throw new EsignonConfigError(
      'RedisTokenStore.connect() cannot load ioredis. Install it: npm install ioredis. With a client of your own use new RedisTokenStore(client).',
    );
  }
}
