import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import type { Redis } from 'ioredis';
import { EsignonAuthModule, EsignonAuthService, type EsignonTokenStore } from 'nestjs-esignon-auth';
import { RedisTokenStore } from 'nestjs-esignon-auth/redis';
import { SealedTokenStore } from 'nestjs-esignon-auth/sealed';
import { EsignonSimulator, MemoryTokenStore } from 'nestjs-esignon-auth/testing';

import { compiled } from '../support/compiled.js';
import { freePort } from '../support/free-port.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';

let simulator: EsignonSimulator;
beforeEach(async () => {
  simulator = await EsignonSimulator.start();
});
afterEach(() => simulator.stop());

async function start(store: EsignonTokenStore | Promise<EsignonTokenStore>) {
  const options = { baseUrl: simulator.url, ...EsignonSimulator.defaultAccount };
  const useFactory = async () => ({ ...options, store: await store });
  return Test.createTestingModule({ imports: [EsignonAuthModule.forRootAsync({ useFactory })] }).compile();
}

describeWithRedis('RedisTokenStore.connect()', () => {
  let redis: RedisServer;
  let control: Redis;
  beforeAll(async () => {
    redis = await RedisServer.start();
    control = redis.client();
  });
  afterAll(async () => {
    await control.quit();
    await redis.stop();
  });
  beforeEach(() => control.flushall());

  const url = () => `redis://127.0.0.1:${redis.port}`;
  const clients = async () =>
    String(await control.client('LIST'))
      .trim()
      .split('\n').length;
  const keys = (kind: string) => control.keys(`esignon:${kind}:*`);

  async function until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await sleep(5);
  }

  it.each([
    ['plain', (store: EsignonTokenStore) => store],
    [
      'sealed',
      (store: EsignonTokenStore) =>
        new SealedTokenStore(store, { keys: [Buffer.alloc(32, 7).toString('base64')] }),
    ],
  ])('shares a login, and closes its client with the application: %s', async (_, wrap) => {
    const apps = [];
    for (let i = 0; i < 2; i++) apps.push(await start(RedisTokenStore.connect(url()).then(wrap)));
    expect(await clients()).toBe(1);
    for (const app of apps) await app.get(EsignonAuthService).getToken();
    expect(simulator.logins).toBe(1);
    expect(await clients()).toBe(3);
    for (const app of apps) await app.close();
    await until(async () => (await clients()) === 1);
  });

  it('takes a prefix', async () => {
    const app = await start(RedisTokenStore.connect(url(), { prefix: 'other:' }));
    await app.get(EsignonAuthService).getToken();
    await app.close();
    expect(await control.keys('*')).toEqual([expect.stringMatching(/^other:token:/)]);
  });

  it('gives the lease of a login back that the shutdown aborts', async () => {
    simulator.fault({ kind: 'hang', on: 'login' });
    const app = await start(RedisTokenStore.connect(url()));
    const login = app
      .get(EsignonAuthService)
      .getToken()
      .catch((error: unknown) => error);
    await until(async () => (await keys('lease')).length === 1);
    await app.close();
    expect(await login).toMatchObject({ code: 'ESIGNON_ABORTED' });
    expect(await keys('lease')).toEqual([]);
  });

  it('that cannot connect has the system code in its event', async () => {
    const port = await freePort();
    const app = await start(RedisTokenStore.connect(`redis://:pa55-word@127.0.0.1:${port}`));
    const auth = app.get(EsignonAuthService);
    const events: object[] = [];
    auth.events$.subscribe((event) => void events.push(event));
    await auth.getToken();
    await app.close();
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'store.failed', reason: 'failed', systemCode: 'ECONNREFUSED' }),
    );
    expect(JSON.stringify(events)).not.toContain('pa55-word');
  });

  it('leaves a client that it was given open', async () => {
    const client = redis.client();
    const app = await start(new RedisTokenStore(client));
    await app.get(EsignonAuthService).getToken();
    await app.close();
    await expect(client.ping()).resolves.toBe('PONG');
    await client.quit();
  });
});

describe('RedisTokenStore.connect() in a process of its own', () => {
  /** Has a token, closes the application, and does nothing to end the process. */
  const program = `
    import 'reflect-metadata';
    import { NestFactory } from '@nestjs/core';
    import { EsignonAuthModule, EsignonAuthService } from 'nestjs-esignon-auth';
    import { RedisTokenStore } from 'nestjs-esignon-auth/redis';
    const app = await NestFactory.createApplicationContext(EsignonAuthModule.forRootAsync({
      useFactory: async () => ({
        ...JSON.parse(process.env.ACCOUNT),
        store: await RedisTokenStore.connect(process.env.REDIS_URL),
      }),
    }), { logger: false });
    await app.get(EsignonAuthService).getToken();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await app.close();
    // jest complains of a process that lives on for a second.
    const closed = performance.now();
    process.on('exit', () => console.log(performance.now() - closed < 1_000 ? 'ended' : 'ended late'));`;

  async function runProgram(port: number) {
    return promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      cwd: compiled(),
      timeout: 20_000,
      env: {
        ...process.env,
        ACCOUNT: JSON.stringify({ baseUrl: simulator.url, ...EsignonSimulator.defaultAccount }),
        REDIS_URL: `redis://127.0.0.1:${port}`,
      },
    });
  }

  it('lets the process end at once, and prints nothing, where Redis is down', async () => {
    expect(await runProgram(await freePort())).toEqual({ stdout: 'ended\n', stderr: '' });
    expect(simulator.logins).toBe(1);
  });

  describeWithRedis('with Redis', () => {
    it('lets the process end', async () => {
      const redis = await RedisServer.start();
      expect(await runProgram(redis.port)).toEqual({ stdout: 'ended\n', stderr: '' });
      await redis.stop();
    });
  });
});

describe('a store of the application', () => {
  it('is closed after the last login, and its failure fails no shutdown', async () => {
    let closed = 0;
    class Store extends MemoryTokenStore {
      async close(): Promise<void> {
        closed += 1;
        throw new Error('too late');
      }
    }
    const app = await start(new Store());
    await app.get(EsignonAuthService).getToken();
    await app.close();
    expect(closed).toBe(1);
  });
});
