// One instance of an application that receives callbacks.
import 'reflect-metadata';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

import { Controller, Module, Post, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Redis } from 'ioredis';
import { EsignonAuthModule } from 'nestjs-esignon-auth';
import { EsignonCallback, EsignonCallbackGuard, EsignonCallbacksModule } from 'nestjs-esignon-auth/callbacks';
import { RedisTokenStore } from 'nestjs-esignon-auth/redis';

import { BASE_URL, credentialsOf, PATH } from './tokens.mjs';

const { keys, vendorUrl, redisPort, platform } = JSON.parse(process.argv[2]);

const waiting = new Map();
let lastId = 0;

/** A row in a database that both instances share, as it were. */
function write(written) {
  const id = ++lastId;
  process.send({ id, written });
  return new Promise((resolve) => waiting.set(id, resolve));
}

class Callbacks {
  async handle({ documentId, account, status, context, fields, step }) {
    // Handlers take their time, each another one: what was asked first need not be written first.
    await sleep(Math.random() * 40);
    if (await write({ documentId, account, status, context, step, fields })) throw new Error('asked to fail');
  }
}
EsignonCallback()(Callbacks.prototype, 'handle', 0);
const handle = Object.getOwnPropertyDescriptor(Callbacks.prototype, 'handle');
UseGuards(EsignonCallbackGuard)(Callbacks.prototype, 'handle', handle);
Post(PATH)(Callbacks.prototype, 'handle', handle);
Controller()(Callbacks);

const redis = new Redis(redisPort, '127.0.0.1');

class App {}
Module({
  imports: [
    EsignonAuthModule.forRoot({ baseUrl: vendorUrl, accounts: credentialsOf, http: { timeout: 30_000 } }),
    EsignonCallbacksModule.forRoot({
      keys,
      baseUrl: BASE_URL,
      seen: new RedisTokenStore(redis, { prefix: 'seen:' }),
    }),
  ],
  controllers: [Callbacks],
})(App);

const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
const app = await NestFactory.create(App, adapter, { logger: false });
await app.listen(0, '127.0.0.1');
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

process.on('message', async ({ id, fail, stop }) => {
  if (!stop) {
    waiting.get(id)?.(fail);
    waiting.delete(id);
    return;
  }
  await app.close();
  redis.disconnect();
  const rss = Math.round(process.memoryUsage().rss / 2 ** 20);
  process.send({ usage: { rss, delay: Math.round(delay.percentile(99) / 1e6) } });
});
process.send({ port: new URL(await app.getUrl()).port });
