import 'reflect-metadata';
import assert from 'node:assert/strict';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EsignonAuthModule } from 'nestjs-esignon-auth';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { DocumentsService } from './documents.service.js';

@Module({ providers: [DocumentsService] })
class AppModule {}

/** An application for compilers to compile: `ok` says that what they made injects our classes, and calls. */
async function main(): Promise<void> {
  const simulator = await EsignonSimulator.start();
  const options = { baseUrl: simulator.url, ...EsignonSimulator.defaultAccount };
  const root = { module: AppModule, imports: [EsignonAuthModule.forRoot(options)] };
  const app = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });

  const documents = app.get(DocumentsService);
  assert.equal(await documents.total(), 3);
  assert.equal(documents.logins(), 1);
  await app.close();
  await simulator.stop();
  console.log('ok');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
