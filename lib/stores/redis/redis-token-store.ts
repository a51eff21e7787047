import { randomUUID } from 'node:crypto';

import type { EsignonTokenRecord, EsignonTokenStore } from '../../token/token-store.js';

/** The methods of ioredis (`Redis` or `Cluster`) that the store calls. */
export interface IoRedisClient {
  defineCommand: unknown;
  get(key: string): Promise<string | null>;
  set(key: string, value: string, px: 'PX', ms: number, nx?: 'NX'): Promise<unknown>;
  del(key: string): Promise<unknown>;
  eval(script: string, keys: number, ...args: string[]): Promise<unknown>;
}

/** The methods of node-redis (`createClient()` or `createCluster()`) that the store calls. */
export interface NodeRedisClient {
  get(key: string): Promise<unknown>;
  set(key: string, value: string, options: { PX: number; NX?: true }): Promise<unknown>;
  del(key: string): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** A connected client of ioredis or node-redis, standalone or cluster. */
export type RedisClient = IoRedisClient | NodeRedisClient;

/** Options of {@link RedisTokenStore}. */
export interface RedisTokenStoreOptions {
  /**
   * The prefix of every key.
   *
   * @default 'esignon:'
   */
  prefix?: string;
}

/** Deletes a key only while it holds a given value. */
const COMPARE_AND_DELETE =
  "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0";

/**
 * Shares tokens through Redis, with a lease, so that any number of processes send one login. Every command uses one key,
 * so that it works with a cluster.
 *
 * The lease is `SET NX PX` with an owner, released by compare-and-delete. Existing lock libraries support one kind of
 * client only, and bring retry loops of their own.
 *
 * @example
 * EsignonAuthModule.forRoot({ ...account, store: new RedisTokenStore(new Redis(process.env.REDIS_URL)) })
 */
export class RedisTokenStore implements EsignonTokenStore {
  readonly #commands: Commands;
  readonly #prefix: string;

  constructor(client: RedisClient, { prefix = 'esignon:' }: RedisTokenStoreOptions = {}) {
    this.#commands = isIoRedis(client) ? ioRedis(client) : nodeRedis(client);
    this.#prefix = prefix;
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
   * Deletes a key only while it holds `value`: by script, or in two steps where scripts are forbidden, as by an ACL of
   * `-@scripting`. What another process writes between the two steps is deleted too, which costs at most a login. Servers
   * and proxies refuse scripts with different messages, so any failure leads to the two steps.
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

/** The commands of either client. */
interface Commands {
  get(key: string): Promise<string | null>;
  set(key: string, value: string, ttlMs: number): Promise<unknown>;
  /** Returns `OK`, or nothing if the key exists. */
  setIfAbsent(key: string, value: string, ttlMs: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
  compareAndDelete(key: string, value: string): Promise<unknown>;
}

function isIoRedis(client: RedisClient): client is IoRedisClient {
  return 'defineCommand' in client;
}

function ioRedis(client: IoRedisClient): Commands {
  return {
    get: (key) => client.get(key),
    set: (key, value, ttlMs) => client.set(key, value, 'PX', ttlMs),
    setIfAbsent: (key, value, ttlMs) => client.set(key, value, 'PX', ttlMs, 'NX'),
    delete: (key) => client.del(key),
    compareAndDelete: (key, value) => client.eval(COMPARE_AND_DELETE, 1, key, value),
  };
}

function nodeRedis(client: NodeRedisClient): Commands {
  return {
    get: (key) => client.get(key) as Promise<string | null>,
    set: (key, value, ttlMs) => client.set(key, value, { PX: ttlMs }),
    setIfAbsent: (key, value, ttlMs) => client.set(key, value, { PX: ttlMs, NX: true }),
    delete: (key) => client.del(key),
    compareAndDelete: (key, value) => client.eval(COMPARE_AND_DELETE, { keys: [key], arguments: [value] }),
  };
}

/** Redis accepts neither fractions nor 0. */
function wholeMs(ms: number): number {
  return Math.max(1, Math.floor(ms));
}

/** Invalid JSON is returned as it is: the caller validates every record, and reports those that it cannot read. */
function parse(value: string | null): EsignonTokenRecord | undefined {
  if (value === null) return undefined;
  try {
    return JSON.parse(value) as EsignonTokenRecord;
  } catch {
    return value as unknown as EsignonTokenRecord;
  }
}
