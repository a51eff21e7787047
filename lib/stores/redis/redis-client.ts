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

/** Deletes a key only while it holds a given value. */
const COMPARE_AND_DELETE =
  "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0";

/** The commands that the store uses, the same for both kinds of client. */
export interface Commands {
  get(key: string): Promise<string | null>;
  set(key: string, value: string, ttlMs: number): Promise<unknown>;
  /** Returns `OK`, or nothing if the key exists. */
  setIfAbsent(key: string, value: string, ttlMs: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
  compareAndDelete(key: string, value: string): Promise<unknown>;
}

/** Returns the commands for a client of either kind. */
export function commandsOf(client: RedisClient): Commands {
  return isIoRedis(client) ? ioRedis(client) : nodeRedis(client);
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
