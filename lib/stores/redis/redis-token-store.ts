import { randomUUID } from 'node:crypto';

import type { EsignonTokenRecord, EsignonTokenStore } from '../../token/token-store.js';
import { closeClient, openClient, type OwnedClient, withFailure } from './owned-client.js';
import { type Commands, commandsOf, type RedisClient } from './redis-client.js';

/** Options of {@link RedisTokenStore}. */
export interface RedisTokenStoreOptions {
  /**
   * The prefix of every key.
   *
   * @default 'esignon:'
   */
  prefix?: string;
}

/**
 * Shares tokens through Redis, with a lease, so that any number of processes send one login. Every command uses one key,
 * so that it works with a cluster.
 *
 * The lease is `SET NX PX` with an owner, released by compare-and-delete. Existing lock libraries support one kind of
 * client only, and bring retry loops of their own.
 *
 * Most applications use `RedisTokenStore.connect(url)`. The application stays responsible for a client that it passes to
 * the constructor: it adds a listener for `error` and closes the client.
 *
 * @example
 * EsignonAuthModule.forRootAsync({
 *   useFactory: async () => ({ ...account, store: await RedisTokenStore.connect('redis://localhost:6379') }),
 * })
 */
export class RedisTokenStore implements EsignonTokenStore {
  #commands: Commands;
  readonly #prefix: string;
  /** The client that `connect()` created, which `close()` closes. */
  #owned: OwnedClient | undefined;

  constructor(client: RedisClient, { prefix = 'esignon:' }: RedisTokenStoreOptions = {}) {
    this.#commands = commandsOf(client);
    this.#prefix = prefix;
  }

  /**
   * Creates a store with its own ioredis client, which connects when it is first used and is closed when the application
   * shuts down. While Redis is down, logins continue without the store.
   *
   * @throws `ESIGNON_CONFIG_INVALID` if ioredis is not installed
   */
  static async connect(url: string, options?: RedisTokenStoreOptions): Promise<RedisTokenStore> {
    const { client, failure } = await openClient(url);
    const store = new RedisTokenStore(client, options);
    store.#owned = client;
    store.#commands = withFailure(store.#commands, failure);
    return store;
  }

  /** Closes the client of `connect()`. `EsignonAuthModule` calls it at shutdown. */
  async close(): Promise<void> {
    if (this.#owned) await closeClient(this.#owned);
  }

  async get(key: string): Promise<EsignonTokenRecord | undefined> {
    return parse(await this.#commands.get(this.#token(key)));
  }

  async set(key: string, record: EsignonTokenRecord, ttlMs: number): Promise<void> {
    await this.#commands.set(this.#token(key), JSON.stringify(record), wholeMs(ttlMs));
  }

  async delete(key: string, accessToken: string): Promise<void> {
    const value = await this.#commands.get(this.#token(key));
    if (value === null || parse(value)?.accessToken !== accessToken) return;
    await this.#deleteIf(this.#token(key), value);
  }

  async lease(key: string, ttlMs: number): Promise<(() => Promise<void>) | undefined> {
    const name = `${this.#prefix}lease:${key}`;
    const owner = randomUUID();
    if ((await this.#commands.setIfAbsent(name, owner, wholeMs(ttlMs))) !== 'OK') return undefined;
    return () => this.#deleteIf(name, owner);
  }

  /**
   * Deletes a key only while it holds `value`: by a script, or in two steps if the server refuses scripts, for example by
   * the ACL rule `-@scripting`. A value that another process writes between the two steps is deleted too, which causes at
   * most one login. Servers and proxies refuse scripts with different messages, so the two steps follow any failure.
   */
  async #deleteIf(key: string, value: string): Promise<void> {
    try {
      await this.#commands.compareAndDelete(key, value);
    } catch {
      if ((await this.#commands.get(key)) === value) await this.#commands.delete(key);
    }
  }

  #token(key: string): string {
    return `${this.#prefix}token:${key}`;
  }
}

/** Redis accepts neither fractions nor 0. */
function wholeMs(ms: number): number {
  return Math.max(1, Math.floor(ms));
}

/** Returns invalid JSON unchanged: the caller validates every record and reports invalid ones. */
function parse(value: string | null): EsignonTokenRecord | undefined {
  if (value === null) return undefined;
  try {
    return JSON.parse(value) as EsignonTokenRecord;
  } catch {
    return value as unknown as EsignonTokenRecord;
  }
}
