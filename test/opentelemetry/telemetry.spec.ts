import { AsyncLocalStorage } from 'node:async_hooks';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Context,
  context,
  type ContextManager,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { Histogram } from '@opentelemetry/sdk-metrics';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  EsignonAuthModule,
  type EsignonAuthOptions,
  EsignonAuthService,
  EsignonHttpService,
  getEsignonAuthToken,
} from 'nestjs-esignon-auth';
import { EsignonTelemetryModule, type EsignonTelemetryOptions } from 'nestjs-esignon-auth/opentelemetry';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';
import { firstValueFrom } from 'rxjs';

import { leaksOf } from '../support/leaks.js';
import { moduleOf } from '../support/served.js';
import { Sdk } from './sdk.js';

/** As the SDK's own for Node: the context goes along every `await`. */
class Contexts implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();
  active = () => this.#storage.getStore() ?? ROOT_CONTEXT;
  with: ContextManager['with'] = (entered, fn, self, ...args) =>
    this.#storage.run(entered, () => fn.call(self as never, ...args));
  bind: ContextManager['bind'] = (_, target) => target;
  enable = () => this;
  disable = () => this;
}

const account = EsignonSimulator.defaultAccount;

describe('EsignonTelemetryModule', () => {
  let simulator: EsignonSimulator;
  let sdk: Sdk;
  let app: INestApplicationContext | undefined;
  beforeEach(async () => {
    simulator = await EsignonSimulator.start();
    sdk = new Sdk();
    context.setGlobalContextManager(new Contexts());
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
    await sdk.stop();
    await simulator.stop();
  });

  async function start(
    options: Partial<EsignonAuthOptions> = {},
    telemetry: EsignonTelemetryOptions = {},
  ): Promise<EsignonAuthService> {
    const fixed = 'accounts' in options && !('email' in options) ? {} : account;
    const all = { baseUrl: simulator.url, loginRetries: 0, ...fixed, ...options } as EsignonAuthOptions;
    const { meterProvider, tracerProvider } = sdk;
    app = await NestFactory.createApplicationContext(
      moduleOf({
        imports: [
          EsignonAuthModule.forRoot({ ...all, name: telemetry.name }),
          EsignonTelemetryModule.forRoot({ meterProvider, tracerProvider, ...telemetry }),
        ],
      }),
      { logger: false, abortOnError: false },
    );
    return app.get<EsignonAuthService>(getEsignonAuthToken(telemetry.name));
  }

  const server = () => ({
    'server.address': '127.0.0.1',
    'server.port': Number(new URL(simulator.url).port),
  });
  const countOf = async (name: string) =>
    (await sdk.points(name)).map(({ attributes, value }) => [value, attributes]);

  describe('metrics', () => {
    it('count logins, with error.type for those that failed', async () => {
      const auth = await start({ credentialsCooldown: 0 });
      await auth.getToken();
      await auth.refresh();
      simulator.setPassword({ ...account, password: 'changed' });
      await auth.refresh().catch(() => undefined);
      expect(await countOf('esignon.client.logins')).toEqual([
        [2, server()],
        [1, { ...server(), 'error.type': 'ESIGNON_INVALID_CREDENTIALS' }],
      ]);
      expect(await countOf('esignon.client.renewal.failures')).toEqual([
        [1, { ...server(), 'error.type': 'ESIGNON_INVALID_CREDENTIALS' }],
      ]);
      expect(await countOf('esignon.client.cooldowns')).toEqual([
        [1, { ...server(), 'error.type': 'ESIGNON_INVALID_CREDENTIALS' }],
      ]);
    });

    it('measure logins in seconds', async () => {
      simulator.latency = 80;
      const auth = await start();
      await auth.getToken();
      const [point] = await sdk.points('esignon.client.login.duration');
      const { sum, count, buckets } = point!.value as Histogram;
      expect(count).toBe(1);
      expect(sum).toBeGreaterThan(0.075);
      expect(sum).toBeLessThan(5);
      expect(buckets.boundaries[0]).toBe(0.005);
    });

    it('measure how long callers without a cached token waited', async () => {
      simulator.latency = 80;
      const auth = await start();
      await Promise.all(
        [auth.getToken(), auth.getToken(), auth.getToken({ signal: AbortSignal.timeout(10) })].map((wait) =>
          wait.catch(() => undefined),
        ),
      );
      await auth.getToken();
      const [point] = await sdk.points('esignon.client.token.wait.duration');
      const { sum, count, max } = point!.value as Histogram;
      expect([count, point!.attributes]).toEqual([3, server()]);
      expect(max).toBeGreaterThan(0.075);
      expect(sum).toBeLessThan(3 * max! - 0.05);
    });

    it('count rejections and contention', async () => {
      await start();
      const http = app!.get(EsignonHttpService);
      for (let call = 0; call < 4; call++) {
        simulator.revokeAll();
        await firstValueFrom(http.get('/worklists/new'));
      }
      expect(await countOf('esignon.client.token.rejections')).toEqual([[3, server()]]);
      expect(await countOf('esignon.client.contentions')).toEqual([[1, server()]]);
    });

    it('count failures of the store and unreadable dates', async () => {
      const fail = () => Promise.reject(new Error('redis://:secret@store'));
      simulator.expireDateFormat = () => 'soon';
      const auth = await start({ store: { get: fail, set: fail, delete: fail } });
      await auth.getToken();
      expect(await countOf('esignon.client.store.failures')).toContainEqual([
        1,
        { ...server(), 'esignon.store.operation': 'get', 'error.type': 'failed' },
      ]);
      expect(await countOf('esignon.client.expire_date.failures')).toEqual([
        [1, { ...server(), 'error.type': 'unreadable' }],
      ]);
      expect(leaksOf(await sdk.collect(), 'redis://:secret@store')).toEqual([]);
    });

    it('count calls that were sent with a token, and those sent again', async () => {
      await start({ ...account, accounts: () => account });
      const http = app!.get(EsignonHttpService);
      await firstValueFrom(http.get('/worklists/new'));
      await firstValueFrom(http.forAccount('tenant').get('/worklists/new'));
      await firstValueFrom(http.get('/worklists/new', { headers: { Authorization: 'own' } })).catch(
        () => undefined,
      );
      expect(await countOf('esignon.client.calls')).toEqual([[2, server()]]);
      expect(await countOf('esignon.client.call.resends')).toEqual([[0, server()]]);
      simulator.revokeAll();
      await firstValueFrom(http.get('/worklists/new'));
      expect(await countOf('esignon.client.calls')).toEqual([[3, server()]]);
      expect(await countOf('esignon.client.call.resends')).toEqual([[1, server()]]);
    });

    it('observe the remaining lifetime of the token, and nothing without a token', async () => {
      simulator.tokenLifetime = 100_000;
      const auth = await start();
      expect(await sdk.points('esignon.client.token.time_to_expiry')).toEqual([]);
      await auth.getToken();
      const [point] = await sdk.points('esignon.client.token.time_to_expiry');
      expect(point!.attributes).toEqual(server());
      expect(point!.value).toBeGreaterThan(95);
      expect(point!.value).toBeLessThanOrEqual(100);
    });

    it('have the conventions’ units', async () => {
      const auth = await start();
      await auth.getToken();
      const units = (await sdk.collect()).map(({ descriptor: { name, unit } }) => [name, unit]);
      expect(units).toEqual(
        expect.arrayContaining([
          ['esignon.client.logins', '{login}'],
          ['esignon.client.login.duration', 's'],
          ['esignon.client.token.time_to_expiry', 's'],
        ]),
      );
      for (const [name, unit] of units) {
        expect(name).toMatch(/^esignon(\.[a-z_]+)+$/);
        expect(unit).toMatch(/^(s|\{[a-z]+\})$/);
      }
    });
  });

  describe('spans', () => {
    it('last from the start of a login to its end', async () => {
      simulator.latency = 50;
      const auth = await start();
      const before = Date.now();
      await auth.getToken();
      const [span, ...more] = sdk.spans;
      expect(more).toEqual([]);
      expect(span).toMatchObject({ name: 'esignon login', kind: SpanKind.CLIENT, attributes: server() });
      expect(span!.status).toEqual({ code: SpanStatusCode.UNSET });
      expect(span!.instrumentationScope.name).toBe('nestjs-esignon-auth');
      const [seconds, nanoseconds] = span!.duration;
      expect(seconds * 1000 + nanoseconds / 1e6).toBeGreaterThan(45);
      expect(Math.abs(span!.startTime[0] - before / 1000)).toBeLessThan(2);
    });

    it('have the error type and the vendor’s code of a failure', async () => {
      const auth = await start({ password: 'wrong' });
      await auth.getToken().catch(() => undefined);
      expect(sdk.spans[0]).toMatchObject({
        status: { code: SpanStatusCode.ERROR },
        attributes: {
          ...server(),
          'error.type': 'ESIGNON_INVALID_CREDENTIALS',
          'esignon.result_code': '10',
        },
      });
    });

    it('are root spans, since a login serves many callers', async () => {
      const auth = await start();
      const request = sdk.tracerProvider.getTracer('test').startSpan('GET /documents');
      await context.with(trace.setSpan(ROOT_CONTEXT, request), () => auth.getToken());
      request.end();
      const login = sdk.spans.find(({ name }) => name === 'esignon login');
      expect(login!.parentSpanContext).toBeUndefined();
      expect(login!.spanContext().traceId).not.toBe(request.spanContext().traceId);
    });

    it('link to the callers that waited, those that joined the pending login too', async () => {
      simulator.latency = 80;
      const auth = await start({ ...account, accounts: () => account });
      const tracer = sdk.tracerProvider.getTracer('test');
      const requests = ['first', 'second', 'late', 'other account', 'after'].map((name) =>
        tracer.startSpan(name),
      );
      const [first, second, late, other, after] = requests as [Span, Span, Span, Span, Span];
      const inside = <T>(span: Span, fn: () => T): T => context.with(trace.setSpan(ROOT_CONTEXT, span), fn);
      const waits = [
        inside(first, () => auth.getToken()),
        inside(second, () => auth.getToken()),
        auth.getToken(),
      ];
      await new Promise((resolve) => setTimeout(resolve, 40));
      waits.push(inside(late, () => auth.getToken()));
      await Promise.all(waits);
      await inside(other, () => auth.forAccount('tenant').getToken());
      await inside(after, () => auth.getToken());
      simulator.latency = 0;
      await auth.refresh();
      const linked = sdk.spans
        .filter(({ name }) => name === 'esignon login')
        .map(({ links }) => links.map(({ context: { spanId } }) => spanId));
      const idOf = (span: Span): string => span.spanContext().spanId;
      expect(linked).toEqual([[first, second, late].map(idOf), [idOf(other)], []]);
    });

    it('end at shutdown, even of a pending login', async () => {
      simulator.fault({ kind: 'hang', on: 'login' });
      const auth = await start();
      const waiting = auth.getToken().catch((error: { code: string }) => error.code);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(sdk.spans).toEqual([]);
      await app!.close();
      expect(await waiting).toBe('ESIGNON_ABORTED');
      expect(sdk.spans[0]).toMatchObject({ attributes: { 'error.type': 'ESIGNON_ABORTED' }, ended: true });
    });
  });

  describe('secrets', () => {
    it.each([false, true])('are in no metric and no span (account IDs: %p)', async (accountId) => {
      const auth = await start({ accounts: () => account }, { accountId });
      const { accessToken } = await auth.forAccount('tenant-1').getToken();
      simulator.setPassword({ ...account, password: 'another-password' });
      await auth
        .forAccount('tenant-2')
        .getToken()
        .catch(() => undefined);
      const told = [
        ...(await sdk.collect()),
        ...sdk.spans.map(({ attributes, events, name }) => ({ attributes, events, name })),
      ];
      for (const secret of [account.password, account.email, accessToken])
        expect(leaksOf(told, secret)).toEqual([]);
      expect(JSON.stringify(told)).not.toContain(account.companyId);
      expect(JSON.stringify(told).includes('tenant-1')).toBe(accountId);
      expect(sdk.spans).toHaveLength(2);
    });
  });

  describe('instances', () => {
    it('are distinguished by name', async () => {
      const auth = await start({}, { name: 'crm' });
      await auth.getToken();
      expect(sdk.spans[0]!.attributes).toEqual({ ...server(), 'esignon.instance.name': 'crm' });
      expect(await countOf('esignon.client.logins')).toEqual([
        [1, { ...server(), 'esignon.instance.name': 'crm' }],
      ]);
    });

    it('with accounts alone have no time to expiry, and everything else', async () => {
      const auth = await start({ ...account, accounts: () => account });
      await auth.forAccount('one').getToken();
      expect(await countOf('esignon.client.logins')).toEqual([[1, server()]]);
      expect(await sdk.points('esignon.client.token.time_to_expiry')).toEqual([]);
    });

    it('imported without forRoot() fail the start', async () => {
      const started = NestFactory.createApplicationContext(moduleOf({ imports: [EsignonTelemetryModule] }), {
        logger: false,
        abortOnError: false,
      });
      await expect(started).rejects.toThrow('Import EsignonTelemetryModule.forRoot().');
    });

    it('that do not exist fail the start', async () => {
      const started = NestFactory.createApplicationContext(
        moduleOf({ imports: [EsignonTelemetryModule.forRoot({ name: 'typo' })] }),
        { logger: false, abortOnError: false },
      );
      await expect(started).rejects.toThrow("the eSignon instance 'typo', which does not exist");
    });
  });

  it('does nothing without an SDK', async () => {
    app = await NestFactory.createApplicationContext(
      moduleOf({
        imports: [
          EsignonAuthModule.forRoot({ baseUrl: simulator.url, ...account }),
          EsignonTelemetryModule.forRoot(),
        ],
      }),
      { logger: false },
    );
    await expect(app.get(EsignonAuthService).getAccessToken()).resolves.toMatch(/./);
  });
});
