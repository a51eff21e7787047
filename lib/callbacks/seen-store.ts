/**
 * Where handled events are remembered. `RedisTokenStore` of `nestjs-esignon-auth/redis` is one: its lease is `SET NX`.
 */
export interface EsignonSeenStore {
  /**
   * Sets `key` for `ttlMs` unless it is set already, in one step for all processes. Returns the function that unsets it
   * again, or `undefined` where it was set.
   */
  lease(key: string, ttlMs: number): Promise<(() => Promise<void>) | undefined>;
}
