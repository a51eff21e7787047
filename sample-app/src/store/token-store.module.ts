import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';

import type { OpenStore } from './redis.js';

/** Injects the {@link OpenStore}, or `undefined` where each process keeps its own tokens. */
export const TOKEN_STORE = Symbol('token store');

/** Where processes share tokens, and the end of its connection. */
@Module({})
export class TokenStoreModule implements OnApplicationShutdown {
  constructor(@Inject(TOKEN_STORE) private readonly opened: OpenStore | undefined) {}

  static register(redisUrl: string | undefined): DynamicModule {
    const provider = {
      provide: TOKEN_STORE,
      // Loaded only here: without REDIS_URL no client of Redis is needed.
      useFactory: async () => redisUrl && (await import('./redis.js')).openRedis(redisUrl),
    };
    return { module: TokenStoreModule, global: true, providers: [provider], exports: [TOKEN_STORE] };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.opened?.close();
  }
}
