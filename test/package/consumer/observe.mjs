import 'reflect-metadata';

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

import { Controller, Get, Inject, Module, UseGuards, UseInterceptors } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createObserveModule } from '@nestjs/observe';
import {
  esignonBody,
  EsignonAuthGuard,
  EsignonAuthInterceptor,
  EsignonAuthModule,
  EsignonAuthService,
  EsignonHttpService,
} from 'nestjs-esignon-auth';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

/** Takes the place of observe.nestjs.com, and keeps what the agent sends. */
const recorded = [];
const collector = createServer(async (request, response) => {
  const body = await buffer(request);
  const isZipped = request.headers['content-encoding'] === 'gzip';
  recorded.push(`${request.url} ${(isZipped ? gunzipSync(body) : body).toString()}`);
  response.writeHead(201, { 'content-type': 'application/json' }).end('{}');
});
await new Promise((resolve) => collector.listen(0, '127.0.0.1', resolve));

/** Sends calls, and uses the token itself. */
class DocumentsController {
  constructor(esignon, auth) {
    this.esignon = esignon;
    this.auth = auth;
  }
  list() {
    return this.esignon.get('/worklists/new').pipe(esignonBody());
  }
  async token() {
    return { length: (await this.auth.getAccessToken()).length };
  }
}
const handler = (name, path) => {
  const descriptor = Object.getOwnPropertyDescriptor(DocumentsController.prototype, name);
  Get(path)(DocumentsController.prototype, name, descriptor);
};
handler('list', 'documents');
handler('token', 'token');
Controller()(DocumentsController);
UseGuards(EsignonAuthGuard)(DocumentsController);
UseInterceptors(EsignonAuthInterceptor)(DocumentsController);
Inject(EsignonHttpService)(DocumentsController, undefined, 0);
Inject(EsignonAuthService)(DocumentsController, undefined, 1);

const simulator = await EsignonSimulator.start();
const account = EsignonSimulator.defaultAccount;
const { ObserveModule, ObserveInstrument } = createObserveModule();

class AppModule {}
Module({
  imports: [
    ObserveModule.forRoot({
      appKey: 'key',
      appSecret: 'secret',
      serviceId: 'esignon',
      endpoint: `http://127.0.0.1:${collector.address().port}`,
      flushInterval: 1000,
      forwardLogs: true,
      http: { capture: { slowerThanMs: 1, body: true, headers: ['authorization', 'user-agent'] } },
    }),
    EsignonAuthModule.forRoot({
      baseUrl: simulator.url,
      ...account,
      loginRetries: 0,
      unavailableCooldown: 0,
    }),
  ],
  controllers: [DocumentsController],
})(AppModule);

const app = await NestFactory.create(AppModule, { logger: ['error'], instrument: ObserveInstrument });
await app.listen(0, '127.0.0.1');
const url = await app.getUrl();
const statusOf = async (path) => (await fetch(url + path)).status;

const tokens = new Set();
const collect = () => simulator.tokens.forEach(({ accessToken }) => tokens.add(accessToken));

assert.equal(await statusOf('/documents'), 200);
collect();
simulator.revokeAll();
assert.equal(await statusOf('/documents'), 200, 'a rejected token is replaced under the instrumentation');
assert.equal(await statusOf('/token'), 200);
collect();
simulator.fault({ kind: 'status', status: 500, on: 'calls', times: 1 });
assert.equal(await statusOf('/documents'), 503);
simulator.setPassword({ ...account, password: 'changed' });
simulator.revokeAll();
assert.equal(await statusOf('/documents'), 502);

// What was recorded of all five requests, spans of this package's providers among it.
const text = () => recorded.join('\n');
for (let wait = 0; wait < 100 && !/EsignonAuthService/.test(text()); wait++)
  await new Promise((resolve) => setTimeout(resolve, 100));
await app.close();
await simulator.stop();
collector.close();

assert.match(text(), /documents/);
assert.match(text(), /EsignonAuthService/, 'the providers of this package are instrumented');
assert.equal(tokens.size, 2);
for (const secret of [...tokens, account.password, account.email]) {
  for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
    assert.ok(!text().includes(form), 'what is recorded holds a secret');
}
console.log('ok');
process.exit(0);
