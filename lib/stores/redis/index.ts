export { RedisTokenStore } from './redis-token-store.js';
export type { RedisClient, RedisTokenStoreOptions } from './redis-token-store.js';
