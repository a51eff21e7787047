import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, type DynamicModule, Injectable, Post, Scope, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { EsignonAuthModule } from 'nestjs-esignon-auth';
import {
  EsignonCallback,
  type EsignonCallbackEvent,
  EsignonCallbackGuard,
  EsignonCallbacks,
  EsignonCallbacksModule,
  type EsignonCallbacksOptions,
  getEsignonCallbacksToken,
  InjectEsignonCallbacks,
} from 'nestjs-esignon-auth/callbacks';

import { CALLBACKS_CLOCK } from '../../lib/callbacks/callbacks.module.js';
import { freePort } from '../support/free-port.js';
import { moduleOf, PLATFORMS } from '../support/served.js';
import { tenant } from '../support/tenants.js';
import { VirtualClock } from '../support/virtual-clock.js';
import {
  CallbackApp,
  DocumentVendor,
  event,
  KEY,
  OTHER_KEY,
  PATH,
  PLATFORM_NAMES,
  post,
} from './callback-app.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const DAY = 24 * 60 * 60_000;

let vendor: DocumentVendor;
beforeEach(async () => {
  vendor = await DocumentVendor.start();
  vendor.statuses.set('main/901', 'Playing');
});
afterEach(() => vendor.vendor.stop());

const contextOf = (module: DynamicModule) =>
  NestFactory.createApplicationContext(moduleOf({ imports: [module] }), {
    logger: false,
    abortOnError: false,
  });

const OPTIONS = { keys: [KEY], baseUrl: 'https://app.example.com', confirm: false };

describe('EsignonCallbacksModule', () => {
  @Injectable()
  class Settings {
    createEsignonCallbacksOptions(): EsignonCallbacksOptions {
      return OPTIONS;
    }
  }

  it.each<[string, () => DynamicModule]>([
    ['forRoot', () => EsignonCallbacksModule.forRoot(OPTIONS)],
    ['useFactory', () => EsignonCallbacksModule.forRootAsync({ useFactory: async () => OPTIONS })],
    [
      'useFactory with inject',
      () =>
        EsignonCallbacksModule.forRootAsync({
          imports: [moduleOf({ providers: [Settings], exports: [Settings] })],
          inject: [Settings],
          useFactory: (settings: Settings) => settings.createEsignonCallbacksOptions(),
        }),
    ],
    ['useClass', () => EsignonCallbacksModule.forRootAsync({ useClass: Settings })],
    [
      'useExisting',
      () =>
        EsignonCallbacksModule.forRootAsync({
          imports: [moduleOf({ providers: [Settings], exports: [Settings] })],
          useExisting: Settings,
        }),
    ],
  ])('takes its options by %s', async (_, module) => {
    const context = await contextOf(module());
    const { url } = await context.get(EsignonCallbacks).exportApiInfo({ path: '/cb' });
    expect(url).toBe('https://app.example.com/cb');
    await context.close();
  });

  it('N1: wrong options fail the start, also those of a factory', async () => {
    const wrong = { ...OPTIONS, keys: ['short'] };
    await expect(contextOf(EsignonCallbacksModule.forRoot(wrong))).rejects.toThrow(/keys must/);
    const later = EsignonCallbacksModule.forRootAsync({ useFactory: async () => wrong });
    await expect(contextOf(later)).rejects.toThrow(/keys must/);
    expect(() => EsignonCallbacksModule.forRootAsync({})).toThrow(/Pass one of useFactory/);
    expect(() =>
      EsignonCallbacksModule.forRootAsync({ useFactory: () => OPTIONS, useClass: Settings }),
    ).toThrow(/Pass one of useFactory/);
  });

  it('is global where it is told to be', () => {
    expect(EsignonCallbacksModule.forRoot(OPTIONS).global).toBe(false);
    expect(EsignonCallbacksModule.forRoot({ ...OPTIONS, isGlobal: true }).global).toBe(true);
    const useFactory = () => OPTIONS;
    expect(EsignonCallbacksModule.forRootAsync({ useFactory }).global).toBe(false);
    expect(EsignonCallbacksModule.forRootAsync({ useFactory, isGlobal: true }).global).toBe(true);
  });

  it('can be imported as a class where it has its instance elsewhere', async () => {
    const context = await NestFactory.createApplicationContext(EsignonCallbacksModule, { logger: false });
    await context.close();
  });

  it('N1: options of a request-scoped provider fail the start', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Source {
      createEsignonCallbacksOptions() {
        return OPTIONS;
      }
    }
    await expect(contextOf(EsignonCallbacksModule.forRootAsync({ useClass: Source }))).rejects.toThrow(
      /come from a request-scoped provider/,
    );
  });

  it('N1: to confirm events without an instance to ask through fails the start', async () => {
    const confirming = { ...OPTIONS, confirm: true };
    await expect(contextOf(EsignonCallbacksModule.forRoot(confirming))).rejects.toThrow(
      /the eSignon instance without a name, which does not exist\. Import EsignonAuthModule/,
    );
    await expect(contextOf(EsignonCallbacksModule.forRoot({ ...confirming, name: 'crm' }))).rejects.toThrow(
      /the eSignon instance 'crm'/,
    );
  });

  it('makes the export_api_info of a start', async () => {
    const context = await contextOf(
      EsignonCallbacksModule.forRoot({ ...OPTIONS, baseUrl: 'https://a.example/below/' }),
    );
    const callbacks = context.get(EsignonCallbacks);
    expect(await callbacks.exportApiInfo({ path: '/cb' })).toEqual({
      url: 'https://a.example/below/cb',
      authorization: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      api_type: 'ALL',
    });
    expect(
      await callbacks.exportApiInfo({
        path: '/cb',
        apiType: 'StartAndEnd',
        embed: true,
        fieldNames: { Text_1: 'my_text' },
      }),
    ).toMatchObject({
      api_type: 'StartAndEnd',
      is_embed: true,
      field_names: [{ field_name: 'Text_1', new_name: 'my_text' }],
    });
    await expect(callbacks.exportApiInfo({ path: 'cb' })).rejects.toMatchObject({
      code: 'ESIGNON_CONFIG_INVALID',
    });
    await context.close();
  });

  it('makes a token that says account, context and expiry, and differs each time', async () => {
    const context = await contextOf(EsignonCallbacksModule.forRoot(OPTIONS));
    const callbacks = context.get(EsignonCallbacks);
    const claims = async (options: object) => {
      const { authorization } = await callbacks.exportApiInfo({ path: '/cb', ...options });
      return authorization
        .split('.')
        .slice(0, 2)
        .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
    };
    const [header, payload] = await claims({ account: 'acme', context: '주문 7', expiresIn: DAY });
    expect(header).toEqual({
      alg: 'HS256',
      typ: 'esignon-callback+jwt',
      kid: expect.stringMatching(/^[\w-]{8}$/),
    });
    expect(payload).toEqual({
      aud: 'https://app.example.com/cb',
      sub: 'acme',
      ctx: '주문 7',
      exp: expect.any(Number),
      jti: expect.stringMatching(/^[\w-]{36}$/),
    });
    expect(Math.abs(payload.exp * 1000 - Date.now() - DAY)).toBeLessThan(60_000);
    const [, plain] = await claims({});
    expect(Object.keys(plain).sort()).toEqual(['aud', 'exp', 'jti']);
    expect(Math.abs(plain.exp * 1000 - Date.now() - 180 * DAY)).toBeLessThan(60_000);
    expect(plain.jti).not.toBe(payload.jti);
    await context.close();
  });
});

describe('key rotation', () => {
  it('the first key signs, all verify, and one that is gone no longer does', async () => {
    const port = await freePort();
    const start = (...keys: string[]) => CallbackApp.start({ vendor, port, options: { keys } });
    const kinds: Record<string, string> = {};
    const statuses = async (app: CallbackApp) => {
      const entries = Object.entries(kinds).map(async ([kind, authorization]) => {
        return [kind, (await app.post(event(), { authorization })).status];
      });
      return Object.fromEntries(await Promise.all(entries));
    };
    const before = await start(OTHER_KEY);
    kinds['old'] = await before.token();
    await before.app.close();
    const during = await start(KEY, OTHER_KEY);
    kinds['new'] = await during.token();
    expect(await statuses(during)).toEqual({ old: 200, new: 200 });
    await during.app.close();
    const after = await start(KEY);
    expect(await statuses(after)).toEqual({ old: 401, new: 200 });
    await after.app.close();
  });
});

describe('the end of a token', () => {
  it('is by the clock: 401 from then on', async () => {
    const clock = new VirtualClock();
    const port = await freePort();
    const baseUrl = `http://127.0.0.1:${port}`;

    @Controller()
    class ClockedController {
      @UseGuards(EsignonCallbackGuard)
      @Post(PATH)
      handle(@EsignonCallback() { documentId }: EsignonCallbackEvent): string {
        return documentId;
      }
    }
    const testing = await Test.createTestingModule({
      imports: [EsignonCallbacksModule.forRoot({ ...OPTIONS, baseUrl })],
      controllers: [ClockedController],
    })
      .overrideProvider(CALLBACKS_CLOCK)
      .useValue(clock)
      .compile();
    const app = testing.createNestApplication({ logger: false });
    await app.listen(port, '127.0.0.1');
    const { authorization } = await app
      .get(EsignonCallbacks)
      .exportApiInfo({ path: PATH, expiresIn: 10_000 });
    const send = () => post(baseUrl + PATH, JSON.stringify(event()), { ...JSON_TYPE, authorization });
    await clock.advance(9_000);
    expect((await send()).status).toBe(200);
    await clock.advance(1_000);
    expect((await send()).status).toBe(401);
    await app.close();
  });
});

describe.each(PLATFORM_NAMES)('where the application is, on %s', (platform) => {
  it.each([
    ['its path taken away by a proxy', '/below', '', '/below/esignon/callback', PATH],
    ['its path a global prefix', '/below', 'below', '/below/esignon/callback', '/below/esignon/callback'],
    ['a prefix that is in the path', '', 'api', '/api/esignon/callback', '/api/esignon/callback'],
  ])('%s', async (_, base, prefix, pathname, requested) => {
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const app = await CallbackApp.start({
      platform,
      vendor,
      options: { baseUrl: origin + base, confirm: false },
      port,
      prepare: (it) => it.setGlobalPrefix(prefix),
    });
    const info = await app.callbacks.exportApiInfo({ path: pathname.slice(base.length) });
    expect(info.url).toBe(origin + pathname);
    const { authorization } = info;
    expect((await app.post(event(), { authorization, path: requested })).status).toBe(200);
    // The second one comes when the path is known, before the body parser.
    expect((await app.post(event(), { authorization, path: requested })).status).toBe(200);
    expect((await app.post(event(), { authorization: 'forged', path: requested })).status).toBe(401);
    await app.app.close();
  });
});

describe('N3: named instances', () => {
  it('have keys of their own, and handle as accounts of their own', async () => {
    const port = await freePort();
    const baseUrl = `http://127.0.0.1:${port}`;
    const events: EsignonCallbackEvent[] = [];
    vendor.statuses.set('crm/901', 'Complete');

    @Controller()
    class NamedController {
      constructor(@InjectEsignonCallbacks('crm') readonly callbacks: EsignonCallbacks) {}

      @UseGuards(EsignonCallbackGuard)
      @Post('plain')
      plain(@EsignonCallback() received: EsignonCallbackEvent): void {
        events.push(received);
      }

      @UseGuards(EsignonCallbackGuard.for('crm'))
      @Post('crm')
      crm(@EsignonCallback() received: EsignonCallbackEvent): void {
        events.push(received);
      }
    }
    const base = { baseUrl: vendor.vendor.url, background: false };
    const module = moduleOf({
      imports: [
        EsignonAuthModule.forRoot({ ...base, ...tenant('main') }),
        EsignonAuthModule.forRoot({ ...base, ...tenant('crm'), name: 'crm' }),
        EsignonCallbacksModule.forRoot({ keys: [KEY], baseUrl }),
        EsignonCallbacksModule.forRoot({ keys: [OTHER_KEY], baseUrl, name: 'crm' }),
      ],
      controllers: [NamedController],
    });
    const app = await NestFactory.create(module, await PLATFORMS.Express(), {
      logger: false,
      abortOnError: false,
    });
    await app.listen(port, '127.0.0.1');
    const [plain, crm] = [
      app.get(EsignonCallbacks),
      app.get<EsignonCallbacks>(getEsignonCallbacksToken('crm')),
    ];
    const send = async (from: EsignonCallbacks, made: string, to: string) => {
      const { authorization } = await from.exportApiInfo({ path: made });
      return (await post(baseUrl + to, JSON.stringify(event()), { ...JSON_TYPE, authorization })).status;
    };
    expect(await send(plain, '/plain', '/plain')).toBe(200);
    expect(await send(crm, '/crm', '/crm')).toBe(200);
    expect(await send(plain, '/crm', '/crm')).toBe(401);
    expect(await send(crm, '/plain', '/plain')).toBe(401);
    while (events.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(events.map(({ status }) => status).sort()).toEqual(['complete', 'playing']);
    await app.close();
  });
});
