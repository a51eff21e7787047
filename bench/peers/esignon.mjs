import { Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Redis } from 'ioredis';
import { EsignonAuthModule, EsignonAuthService, EsignonHttpService } from '../../dist/esm/lib/index.js';
import { RedisTokenStore } from '../../dist/esm/lib/stores/redis/index.js';

import { nestCall } from './support.mjs';

export const name = 'ours';
export const packages = ['nestjs-esignon-auth'];
export const settings = [
  'EsignonHttpService, every option at its default; RedisTokenStore for the 8 processes',
];
export const renews = true;

/** The default window is the last 20 % of the lifetime. */
export const lifetimeFor = (renewEvery) => renewEvery / 0.8;

export async function create({ url, account, axiosAdapter, redisPort }) {
  const redis = redisPort === undefined ? undefined : new Redis(redisPort, '127.0.0.1');
  const store = redis && new RedisTokenStore(redis);
  const dynamicModule = EsignonAuthModule.forRoot({ baseUrl: url, ...account, store });
  const building = Test.createTestingModule({ imports: [dynamicModule] });
  if (axiosAdapter) {
    const { provide, useValue } = dependenciesOf(dynamicModule);
    building.overrideProvider(provide).useValue({ ...useValue, adapter: axiosAdapter });
  }
  const module = await building.compile();
  Logger.overrideLogger(false);
  await module.init();
  const auth = module.get(EsignonAuthService);
  return {
    call: nestCall(module.get(EsignonHttpService)),
    token: () => auth.getAccessToken(),
    close: async () => {
      await module.close();
      redis?.disconnect();
    },
  };
}

/** The provider of what the module takes from outside. Its token is not exported. */
const dependenciesOf = ({ providers }) => providers.find(({ useValue }) => useValue?.clock !== undefined);
