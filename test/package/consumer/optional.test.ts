import 'reflect-metadata';
import { expect, it } from '@jest/globals';
import { TerminusModule } from '@nestjs/terminus';
import { Test } from '@nestjs/testing';
import { Redis } from 'ioredis';
import { Keyv } from 'keyv';
import { EsignonAuthModule } from 'nestjs-esignon-auth';
import { KeyvTokenStore } from 'nestjs-esignon-auth/keyv';
import { RedisTokenStore } from 'nestjs-esignon-auth/redis';
import { EsignonCallbacksModule } from 'nestjs-esignon-auth/callbacks';
import { SealedTokenStore } from 'nestjs-esignon-auth/sealed';
import { EsignonHealthIndicator } from 'nestjs-esignon-auth/terminus';
import { createClient } from 'redis';

it('loads the optional packages, and the subpaths that are for them', async () => {
  const keys = [Buffer.alloc(32, 7).toString('base64')];
  const store = new SealedTokenStore(new KeyvTokenStore(new Keyv()), { keys });
  const record = {
    accessToken: 'token',
    expiresAt: Date.now() + 60_000,
    issuedAt: Date.now(),
    companyId: 'a',
  };
  await store.set('key', record, 60_000);
  expect(await store.get('key')).toEqual(record);
  expect(() => new RedisTokenStore(new Redis({ lazyConnect: true }))).not.toThrow();
  expect(() => new RedisTokenStore(createClient())).not.toThrow();
  expect(EsignonCallbacksModule).toBeDefined();

  const esignon = EsignonAuthModule.forRoot({ companyId: 'a', email: 'a@a.kr', password: 'x' });
  const app = await Test.createTestingModule({
    imports: [TerminusModule, esignon],
    providers: [EsignonHealthIndicator],
  }).compile();
  expect(await app.get(EsignonHealthIndicator).isHealthy('esignon')).toMatchObject({
    esignon: { status: 'up' },
  });
  await app.close();
});
