import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  Controller,
  Get,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleInit,
  UseGuards,
} from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { firstValueFrom, toArray } from 'rxjs';
import {
  EsignonAccessToken,
  EsignonAuthGuard,
  EsignonAuthModule,
  type EsignonAuthOptions,
  EsignonAuthService,
  EsignonHttpService,
} from 'nestjs-esignon-auth';

import { DEPENDENCIES } from '../../lib/esignon-auth.module.js';
import { get, moduleOf, PLATFORMS, serve } from '../support/served.js';
import { tenant } from '../support/tenants.js';
import { type Answerer, envelope, json, Vendor } from '../support/vendor.js';
import { VirtualClock } from '../support/virtual-clock.js';

const aborted = expect.objectContaining({ code: 'ESIGNON_ABORTED' });

let vendor: Vendor;
let clock: VirtualClock;
const running: TestingModule[] = [];
beforeEach(async () => {
  vendor = await Vendor.start();
  clock = new VirtualClock(Date.now());
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((moduleRef) => moduleRef.close()));
  await vendor.stop();
});

/** The application, not yet started. */
async function compile(options: Partial<EsignonAuthOptions> = {}): Promise<TestingModule> {
  const esignon = EsignonAuthModule.forRoot({
    baseUrl: vendor.url,
    loginRetries: 0,
    ...tenant('acme'),
    ...options,
  } as EsignonAuthOptions);
  const moduleRef = await Test.createTestingModule({ imports: [esignon] })
    .overrideProvider(DEPENDENCIES)
    .useValue({ clock, random: Math.random })
    .compile();
  moduleRef.useLogger(false);
  running.push(moduleRef);
  return moduleRef;
}

async function start(options: Partial<EsignonAuthOptions> = {}): Promise<EsignonAuthService> {
  const moduleRef = await compile(options);
  await moduleRef.init();
  return moduleRef.get(EsignonAuthService);
}

const stop = (): Promise<void> => running.pop()!.close();

describe('loginOnBootstrap', () => {
  it('false: the first call logs in, not the start', async () => {
    const auth = await start();
    expect(auth.status().state).toBe('empty');
    expect(vendor.received).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('background: the start does not wait for the login', async () => {
    vendor.onLogin = () => undefined;
    const auth = await start({ loginOnBootstrap: 'background' });
    expect(auth.status()).toMatchObject({ state: 'empty', renewing: true });
  });

  it('background: the token is there for the first call', async () => {
    const auth = await start({ loginOnBootstrap: 'background' });
    await clock.until(() => auth.status().state === 'fresh');
    await auth.getToken();
    expect(vendor.logins).toHaveLength(1);
  });

  it('background: a failed login is logged, and the application runs', async () => {
    vendor.onLogin = (_, response) => json(response, envelope('10'));
    const moduleRef = await compile({ loginOnBootstrap: 'background' });
    const lines: string[] = [];
    const note = (line: string): void => void lines.push(line);
    Logger.overrideLogger({ log: note, warn: note, error: note });
    await moduleRef.init();
    const auth = moduleRef.get(EsignonAuthService);
    await clock.until(() => auth.status().state === 'cooling-down');
    Logger.overrideLogger(false);
    expect(lines).toEqual([
      expect.stringMatching(/^The login failed \(ESIGNON_INVALID_CREDENTIALS, result code 10\); calls fail/),
    ]);
  });

  it('required: the start waits for the token', async () => {
    const auth = await start({ loginOnBootstrap: 'required' });
    expect(auth.status().state).toBe('fresh');
  });

  it.each([
    ['10', 'ESIGNON_INVALID_CREDENTIALS'],
    ['99', 'ESIGNON_SERVER_EXCEPTION'],
  ])('required: the start fails with the login (result code %s)', async (resultCode, code) => {
    vendor.onLogin = (_, response) => json(response, envelope(resultCode));
    await expect(start({ loginOnBootstrap: 'required' })).rejects.toMatchObject({ code });
  });

  it('any: a hook of the application that runs before can log in itself', async () => {
    @Injectable()
    class Early implements OnModuleInit, OnApplicationBootstrap {
      tokens: string[] = [];
      constructor(private readonly auth: EsignonAuthService) {}
      async onModuleInit(): Promise<void> {
        this.tokens.push(await this.auth.getAccessToken());
      }
      async onApplicationBootstrap(): Promise<void> {
        this.tokens.push(await this.auth.getAccessToken());
      }
    }
    const options = { baseUrl: vendor.url, ...tenant('acme'), loginOnBootstrap: 'required' } as const;
    const moduleRef = await Test.createTestingModule({
      imports: [EsignonAuthModule.forRoot(options)],
      providers: [Early],
    }).compile();
    moduleRef.useLogger(false);
    running.push(moduleRef);
    await moduleRef.init();
    expect(moduleRef.get(Early).tokens).toEqual(['token-1-secret', 'token-1-secret']);
  });
});

describe('K4: app.close()', () => {
  it('aborts a pending login, and closes its connection', async () => {
    let hungUp = false;
    vendor.onLogin = (_, response) => void response.on('close', () => (hungUp = true));
    const auth = await start();
    const waits = [auth.getToken(), auth.refresh(), auth.getAuthorization()];
    const outcomes = Promise.allSettled(waits);
    await clock.until(() => vendor.logins.length === 1);
    await stop();
    expect(await outcomes).toEqual(waits.map(() => ({ status: 'rejected', reason: aborted })));
    await clock.until(() => hungUp);
  });

  it('aborts the login of another account, and a login()', async () => {
    vendor.onLogin = () => undefined;
    const auth = await start({ accounts: tenant });
    const waits = [auth.forAccount('globex').getToken(), auth.login(tenant('initech'))];
    const outcomes = Promise.allSettled(waits);
    await clock.until(() => vendor.logins.length === 2);
    await stop();
    expect(await outcomes).toEqual(waits.map(() => ({ status: 'rejected', reason: aborted })));
  });

  it('ends the wait between two attempts', async () => {
    vendor.onLogin = (_, response) => void response.writeHead(503, { 'retry-after': '5' }).end();
    const auth = await start({ loginRetries: 2 });
    const wait = auth.getToken().catch((error: unknown) => error);
    await clock.until(() => clock.waits.some((ms) => ms >= 5_000 && ms < 10_000));
    await stop();
    expect(await wait).toEqual(aborted);
    expect(clock.pending).toBe(0);
  });

  it('fails every later call', async () => {
    const auth = await start({ accounts: tenant });
    const http = running[0]!.get(EsignonHttpService);
    await auth.getToken();
    await stop();
    const calls = [
      auth.getToken(),
      auth.getAccessToken(),
      auth.getAuthorization(),
      auth.refresh(),
      auth.login(tenant('acme')),
      auth.forAccount('globex').getToken(),
      auth.runAs('globex', () => auth.getToken()),
      firstValueFrom(http.get('/list')),
    ];
    for (const outcome of await Promise.allSettled(calls))
      expect(outcome).toEqual({ status: 'rejected', reason: aborted });
    expect(auth.status().state).toBe('closed');
    expect(vendor.received).toHaveLength(1);
  });

  it('completes events$, for current and for later subscribers', async () => {
    const auth = await start({ accounts: tenant });
    const heard = firstValueFrom(auth.events$.pipe(toArray()));
    const ofAccount = firstValueFrom(auth.forAccount('globex').events$.pipe(toArray()));
    await auth.getToken();
    await stop();
    expect((await heard).map(({ type }) => type)).toEqual(['login.started', 'login.succeeded']);
    expect(await ofAccount).toEqual([]);
    expect(await firstValueFrom(auth.events$.pipe(toArray()))).toEqual([]);
  });

  it.each<[string, boolean, Answerer]>([
    ['a token in service', true, (_, response) => json(response, vendor.loginAnswer())],
    ['an outage', true, (_, response) => void response.writeHead(503).end()],
    ['a wrong password', true, (_, response) => json(response, envelope('10'))],
    ['a login under way', false, () => undefined],
  ])('leaves no timer (%s)', async (_, settles, onLogin) => {
    vendor.onLogin = onLogin;
    const auth = await start({ background: true });
    const wait = auth.getToken().catch(() => undefined);
    await clock.until(() => vendor.logins.length === 1);
    if (settles) await wait;
    await stop();
    await wait;
    expect(clock.pending).toBe(0);
  });

  it('before it, only timers that let an idle process exit are set', async () => {
    const auth = await start({ background: true });
    await auth.getToken();
    expect({ pending: clock.pending, keepingAlive: clock.keepingAlive }).toEqual({
      pending: 1,
      keepingAlive: 0,
    });
  });

  it('can be called twice', async () => {
    const auth = await start();
    await running[0]!.close();
    await stop();
    expect(auth.status().state).toBe('closed');
  });

  it('can be called before the start has finished', async () => {
    const moduleRef = await compile();
    await moduleRef.close();
    running.pop();
    expect(vendor.received).toEqual([]);
  });
});

@Controller()
class SlowController {
  @UseGuards(EsignonAuthGuard)
  @Get()
  async get(@EsignonAccessToken() token: string): Promise<string> {
    await sleep(20);
    return token;
  }
}

describe.each(Object.keys(PLATFORMS) as (keyof typeof PLATFORMS)[])(
  'K4 on %s: app.close() and a request that is being answered',
  (platform) => {
    it('still provides it with a token', async () => {
      let answer = (): void => undefined;
      vendor.onLogin = (_, response) => void (answer = () => json(response, vendor.loginAnswer()));
      const esignon = EsignonAuthModule.forRoot({ baseUrl: vendor.url, ...tenant('acme') });
      const { app, url } = await serve(
        moduleOf({ imports: [esignon], controllers: [SlowController] }),
        platform,
      );
      const auth = app.get(EsignonAuthService);
      const reply = get(url);
      await clock.until(() => vendor.logins.length === 1);
      const closed = app.close();
      await sleep(20);
      answer();
      expect(await reply).toMatchObject({ status: 200, text: 'token-1-secret' });
      await closed;
      await expect(auth.getToken()).rejects.toMatchObject({ code: 'ESIGNON_ABORTED' });
    });
  },
);
