/**
 * Where handled events are remembered. `RedisTokenStore` of `nestjs-esignon-auth/redis` is one: its lease is `SET NX`.
 */
export interface EsignonSeenStore {
  /**
   * Sets `key` for `ttlMs` milliseconds if it is not set, in one step for all processes. Returns a function that removes
   * it again, or `undefined` if it was already set.
   */
  lease(key: string, ttlMs: number): Promise<(() => Promise<void>) | undefined>;
}
