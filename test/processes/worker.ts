import 'reflect-metadata';

import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { firstValueFrom } from 'rxjs';

import {
  credentialsFromFile,
  type EsignonAuthEvent,
  EsignonAuthModule,
  type EsignonAuthOptions,
  EsignonAuthService,
  EsignonHttpService,
  type EsignonTokenStore,
} from '../../lib/index.js';
import { RedisTokenStore } from '../../lib/stores/redis/index.js';
import type { Asked, Called, Commands, Settings, Told } from './commands.js';

/**
 * An application process: does what the test asks of it, and passes on what happens in it. Each `start` is a cold
 * application, with a Redis client as a user would make it.
 */
class Application implements Commands {
  #context: INestApplicationContext | undefined;
  #disconnect = (): void => undefined;
  #calling: Promise<Called> | undefined;
  #stopped = false;

  async start({ redis, client, user, passwordFile, ...options }: Settings): Promise<void> {
    await this.stop();
    const store = redis === undefined ? undefined : await this.#connect(redis, client, user);
    const account = passwordFile === undefined ? options : fromFile(options, passwordFile);
    const all = { ...account, ...(store && { store }) } as EsignonAuthOptions;
    this.#context = await NestFactory.createApplicationContext(EsignonAuthModule.forRoot(all), {
      logger: false,
    });
    this.#auth.events$.subscribe(tell);
  }

  async stop(): Promise<void> {
    await this.#context?.close();
    this.#context = undefined;
    this.#disconnect();
  }

  async ask(callers: number): Promise<Asked> {
    const start = performance.now();
    const asked = await Promise.allSettled(
      Array.from({ length: callers }, () => this.#auth.getAccessToken()),
    );
    const tokens = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const failures = asked.flatMap((one) => (one.status === 'rejected' ? [codeOf(one.reason)] : []));
    return { tokens: [...new Set(tokens)], failures, ms: performance.now() - start };
  }

  async refresh(): Promise<string> {
    return (await this.#auth.refresh()).accessToken;
  }

  async invalidate(): Promise<void> {
    this.#auth.invalidate(await this.#auth.getAccessToken());
  }

  /** Calls eSignon, one call after another. */
  async beginCalls(pause: number): Promise<void> {
    this.#stopped = false;
    this.#calling = this.#call(pause);
  }

  async endCalls(): Promise<Called> {
    this.#stopped = true;
    return (await this.#calling) ?? { results: {}, longest: 0 };
  }

  async #call(pause: number): Promise<Called> {
    const results: Record<string, number> = {};
    let longest = 0;
    while (!this.#stopped) {
      const start = performance.now();
      const result = await firstValueFrom(this.#http.get('/worklists/new')).then(
        ({ data }) => String((data as { header?: { result_code?: unknown } }).header?.result_code),
        codeOf,
      );
      results[result] = (results[result] ?? 0) + 1;
      longest = Math.max(longest, performance.now() - start);
      await new Promise((next) => setTimeout(next, pause));
    }
    return { results, longest };
  }

  async #connect(
    port: number,
    client: Settings['client'],
    user: Settings['user'],
  ): Promise<EsignonTokenStore> {
    // What happens to the connection is for the user to tell; the store's failures are the module's.
    const ignore = (): void => undefined;
    if (client === 'node-redis') {
      const { createClient } = await import('redis');
      const redis = createClient({ ...user, socket: { host: '127.0.0.1', port } });
      redis.on('error', ignore).connect().catch(ignore);
      this.#disconnect = () => redis.destroy();
      return new RedisTokenStore(redis);
    }
    const { Redis } = await import('ioredis');
    const redis = new Redis(port, '127.0.0.1', { ...user }).on('error', ignore);
    this.#disconnect = () => redis.disconnect();
    return new RedisTokenStore(redis);
  }

  get #auth(): EsignonAuthService {
    return this.#context!.get(EsignonAuthService);
  }

  get #http(): EsignonHttpService {
    return this.#context!.get(EsignonHttpService);
  }
}

function fromFile(settings: Omit<Settings, 'passwordFile'>, passwordFile: string): object {
  const { companyId, email } = settings;
  const fixed = { companyId: undefined, email: undefined, password: undefined };
  return { ...settings, ...fixed, credentials: credentialsFromFile({ companyId, email, passwordFile }) };
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code ?? error);
}

function tell(event: EsignonAuthEvent): void {
  const { type } = event;
  const told: Told = type === 'store.failed' ? `${type} ${event.operation} ${event.reason}` : type;
  process.send?.({ told });
}

const application = new Application();
process.on('message', ({ id, name, args }: { id: number; name: keyof Commands; args: never[] }) => {
  (application[name] as (...args: never[]) => Promise<unknown>)(...args).then(
    (result) => process.send?.({ id, result }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
process.send?.({ id: 0 });
