// One application process: calls eSignon at a constant rate, with the credentials of a file that is replaced.
import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Redis } from 'ioredis';
import { EsignonAuthModule, EsignonAuthService, EsignonHttpService } from 'nestjs-esignon-auth';
import { RedisTokenStore } from 'nestjs-esignon-auth/redis';
import { firstValueFrom } from 'rxjs';

const { baseUrl, file, redisPort, rate, readTime } = JSON.parse(process.argv[2]);

/** As slow as a secret manager: what it returns may be old when it arrives. */
async function credentials() {
  const secret = JSON.parse(await readFile(file, 'utf8'));
  const [least, most] = readTime;
  await sleep(least + Math.random() * (most - least));
  return secret;
}

const redis = new Redis(redisPort, '127.0.0.1');

class App {}
Module({
  imports: [EsignonAuthModule.forRoot({ baseUrl, credentials, store: new RedisTokenStore(redis) })],
})(App);

const app = await NestFactory.createApplicationContext(App, { logger: false });
const auth = app.get(EsignonAuthService);
const http = app.get(EsignonHttpService);
auth.events$.subscribe(({ type }) => process.send({ event: type }));

const pending = new Set();
let due = performance.now();
let stopped = false;

async function call() {
  const started = performance.now();
  const result = await firstValueFrom(http.get('/worklists/new')).then(
    ({ data }) => data.header.result_code,
    ({ code }) => code,
  );
  process.send({ result, ms: performance.now() - started });
}

async function load() {
  while (!stopped) {
    const calling = call().finally(() => pending.delete(calling));
    pending.add(calling);
    due += 1000 / rate;
    await sleep(Math.max(0, due - performance.now()));
  }
  await Promise.all(pending);
}

await auth.getAccessToken();
const loading = load();

process.on('message', async (command) => {
  if (command === 'renew') await auth.refresh().catch(() => undefined);
  if (command !== 'stop') return;
  stopped = true;
  await loading;
  await app.close();
  redis.disconnect();
  process.disconnect();
});
process.send({ ready: true });
