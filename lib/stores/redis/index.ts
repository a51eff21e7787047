export { RedisTokenStore } from './redis-token-store.js';
export type {
  IoRedisClient,
  NodeRedisClient,
  RedisClient,
  RedisTokenStoreOptions,
} from './redis-token-store.js';
