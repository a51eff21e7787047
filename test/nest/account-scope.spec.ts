import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type CallHandler,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  type NestInterceptor,
  type OnModuleInit,
  Param,
  Sse,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import {
  type Observable,
  concatMap,
  defer,
  endWith,
  firstValueFrom,
  from,
  fromEvent,
  map,
  mergeMap,
  Subject,
  take,
} from 'rxjs';
import {
  EsignonAccessToken,
  EsignonAccount,
  EsignonAuthGuard,
  EsignonAuthInterceptor,
  EsignonAuthModule,
  EsignonAuthService,
  EsignonHttpService,
} from 'nestjs-esignon-auth';

import { moduleOf, PLATFORMS, serve, type Served } from '../support/served.js';
import { senderOf, startTenantVendor, tenant } from '../support/tenants.js';
import { json, type Vendor } from '../support/vendor.js';

const paramOf = (name: string) => (context: ExecutionContext) =>
  context.switchToHttp().getRequest<{ params: Record<string, string> }>().params[name] as string;

@UseInterceptors(EsignonAuthInterceptor)
@EsignonAccount('of-the-class')
@Controller('scoped')
class ScopedController {
  handled = 0;

  constructor(
    private readonly http: EsignonHttpService,
    private readonly auth: EsignonAuthService,
  ) {}

  @Get('class')
  ofTheClass(): Promise<unknown> {
    return this.#sender();
  }

  @EsignonAccount('of-the-handler')
  @Get('handler')
  ofTheHandler(): Promise<unknown> {
    return this.#sender();
  }

  @EsignonAccount(paramOf('tenant'))
  @Get('promise/:tenant')
  async promise(): Promise<unknown> {
    await sleep(Math.random() * 5);
    const before = await this.#sender();
    await new Promise((done) => setImmediate(done));
    return { before, sender: await this.#sender() };
  }

  @EsignonAccount(paramOf('tenant'))
  @Get('observable/:tenant')
  observable(): Observable<unknown> {
    return this.http.get('/who').pipe(map(({ data }) => data as unknown));
  }

  @EsignonAccount(paramOf('tenant'))
  @Get('promised-observable/:tenant')
  async promisedObservable(): Promise<Observable<unknown>> {
    await sleep(1);
    return defer(() => from(this.#sender()));
  }

  /** Answers when somebody publishes, which a stranger does. */
  @EsignonAccount(paramOf('tenant'))
  @Get('subject/:tenant')
  behindSubject(): Observable<unknown> {
    return this.#published.pipe(
      mergeMap(() => this.http.get('/who')),
      map(({ data }) => data as unknown),
      take(1),
      endWith({ sender: 'the end' }),
      take(1),
    );
  }

  @EsignonAccount(paramOf('tenant'))
  @Sse('events/:tenant')
  events(): Observable<{ data: object }> {
    return fromEvent(this.#emitter, 'published').pipe(
      concatMap(() => this.http.get<object>('/who')),
      map(({ data }) => ({ data })),
      take(1),
    );
  }

  /** Publishes to all that have subscribed, as the account `stranger`. */
  publish(): void {
    this.auth.runAs('stranger', () => {
      this.#published.next();
      this.#emitter.emit('published');
    });
  }

  subscribers(): number {
    return this.#emitter.listenerCount('published') + (this.#published.observed ? 1 : 0);
  }

  readonly #published = new Subject<void>();
  readonly #emitter = new EventEmitter();

  @EsignonAccount(paramOf('tenant'))
  @Get('token/:tenant')
  async token(@EsignonAccessToken() token: string): Promise<unknown> {
    return { param: token, service: await this.auth.getAccessToken() };
  }

  @EsignonAccount(paramOf('missing'))
  @Get('missing')
  missing(): Promise<unknown> {
    this.handled += 1;
    return this.#sender();
  }

  @EsignonAccount((() => Promise.resolve('acme')) as never)
  @Get('promised-id')
  promisedId(): Promise<unknown> {
    this.handled += 1;
    return this.#sender();
  }

  @EsignonAccount((() => Promise.reject(new Error('no such tenant'))) as never)
  @Get('rejected-id')
  rejectedId(): Promise<unknown> {
    this.handled += 1;
    return this.#sender();
  }

  @EsignonAccount(undefined as never)
  @Get('no-id')
  noId(): Promise<unknown> {
    this.handled += 1;
    return this.#sender();
  }

  async #sender(): Promise<unknown> {
    return (await firstValueFrom(this.http.get('/who'))).data;
  }
}

class Inherited {
  constructor(protected readonly http: EsignonHttpService) {}

  @Get('inherited/:tenant')
  inherited(): Observable<unknown> {
    return this.http.get('/who').pipe(map(({ data }) => data as unknown));
  }
}

/** The interceptor is forgotten: a guard opens no scope. */
@UseGuards(EsignonAuthGuard)
@EsignonAccount(paramOf('tenant'))
@Controller('forgotten')
class ForgottenController extends Inherited implements OnModuleInit {
  started: unknown;

  constructor(
    http: EsignonHttpService,
    private readonly auth: EsignonAuthService,
  ) {
    super(http);
  }

  /** No handler: it acts as the main account. */
  async onModuleInit(): Promise<void> {
    this.started = (await firstValueFrom(this.http.get('/who'))).data;
  }

  @Get('promise/:tenant')
  async promise(): Promise<unknown> {
    await sleep(1);
    return (await firstValueFrom(this.http.get('/who'))).data as unknown;
  }

  @Get('observable/:tenant')
  observable(): Observable<unknown> {
    return this.http.get('/who').pipe(map(({ data }) => data as unknown));
  }

  @Get('deferred/:tenant')
  deferred(): Observable<unknown> {
    return defer(() => this.http.get('/who')).pipe(map(({ data }) => data as unknown));
  }

  @Get('axios/:tenant')
  async axios(): Promise<unknown> {
    return (await this.http.axiosRef.get<unknown>('/who')).data;
  }

  @Get('token/:tenant')
  token(): Promise<string> {
    return this.auth.getAccessToken();
  }

  @EsignonAccount(paramOf('tenant'))
  @Get('below/:tenant')
  below(): Promise<string> {
    return this.auth.getAccessToken();
  }

  @Get('above/:tenant')
  @EsignonAccount(paramOf('tenant'))
  above(): Promise<string> {
    return this.auth.getAccessToken();
  }

  @Get('handle/:tenant')
  async handle(@Param('tenant') tenant: string): Promise<unknown> {
    return (await firstValueFrom(this.http.forAccount(tenant).get('/who'))).data;
  }

  @Get('run-as/:tenant')
  runAs(@Param('tenant') tenant: string): Observable<unknown> {
    return this.auth.runAs(tenant, () => this.observable());
  }
}

/** The interceptor is forgotten, and the account is on a class that the controller is derived from. */
@UseGuards(EsignonAuthGuard)
@EsignonAccount(paramOf('tenant'))
class ForgottenBase {
  constructor(protected readonly auth: EsignonAuthService) {}
}

class ForgottenBetween extends ForgottenBase {}

@Controller('forgotten/derived')
class ForgottenDerivedController extends ForgottenBetween {
  @Get(':tenant')
  get(): Promise<string> {
    return this.auth.getAccessToken();
  }
}

/** The interceptor is forgotten, and the account is on one handler alone. */
@UseGuards(EsignonAuthGuard)
@Controller('forgotten/on-handler')
class ForgottenHandlerController {
  constructor(private readonly auth: EsignonAuthService) {}

  @EsignonAccount(paramOf('tenant'))
  @Get(':tenant')
  get(): Promise<string> {
    return this.auth.getAccessToken();
  }
}

@UseGuards(EsignonAuthGuard)
@Controller('guarded')
class GuardedController {
  handled = 0;

  @EsignonAccount(paramOf('tenant'))
  @Get('token/:tenant')
  token(@EsignonAccessToken() param: string, @Param('tenant') tenant: string): unknown {
    return { param, tenant };
  }

  @EsignonAccount(paramOf('missing'))
  @Get('missing')
  missing(): string {
    this.handled += 1;
    return 'served';
  }
}

/** Sends a call of its own once the handler is through. */
@Injectable()
class AuditInterceptor implements NestInterceptor {
  constructor(private readonly http: EsignonHttpService) {}

  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    const audit = async (handled: unknown) => ({
      handled,
      audit: (await firstValueFrom(this.http.get('/who'))).data as unknown,
    });
    return next.handle().pipe(mergeMap(audit));
  }
}

@UseInterceptors(AuditInterceptor, EsignonAuthInterceptor)
@EsignonAccount('acme')
@Controller('audited')
class AuditedController {
  constructor(private readonly http: EsignonHttpService) {}

  @Get()
  get(): Observable<unknown> {
    return this.http.get('/who').pipe(map(({ data }) => data as unknown));
  }
}

describe.each(Object.keys(PLATFORMS) as (keyof typeof PLATFORMS)[])('A1 on %s: the account', (platform) => {
  let vendor: Vendor;
  let served: Served;
  beforeAll(async () => {
    vendor = await startTenantVendor();
    vendor.onCall = (request, response) => json(response, { sender: senderOf(request) });
    const esignon = EsignonAuthModule.forRoot({ baseUrl: vendor.url, ...tenant('main'), accounts: tenant });
    const app = moduleOf({
      imports: [esignon],
      controllers: [
        ...[ScopedController, GuardedController, AuditedController],
        ...[ForgottenController, ForgottenHandlerController, ForgottenDerivedController],
      ],
    });
    served = await serve(app, platform);
  });
  afterAll(async () => {
    await served.app.close();
    await vendor.stop();
  });

  it('on the class is the account of its handlers', async () => {
    expect((await served.get('/scoped/class')).body).toEqual({ sender: 'of-the-class' });
  });

  it('on the handler takes precedence over the one on the class', async () => {
    expect((await served.get('/scoped/handler')).body).toEqual({ sender: 'of-the-handler' });
  });

  it('is kept across await', async () => {
    const { body } = await served.get('/scoped/promise/acme');
    expect(body).toEqual({ before: { sender: 'acme' }, sender: { sender: 'acme' } });
  });

  it('holds for an Observable that the handler returns and Nest subscribes to', async () => {
    expect((await served.get('/scoped/observable/acme')).body).toEqual({ sender: 'acme' });
  });

  it('holds for an Observable that the handler promises', async () => {
    expect((await served.get('/scoped/promised-observable/acme')).body).toEqual({ sender: 'acme' });
  });

  it.each(['subject', 'events'])(
    'holds behind what all requests share, whoever publishes there (%s)',
    async (path) => {
      const controller = served.app.get(ScopedController);
      const waiting = served.get(`/scoped/${path}/acme`);
      while (controller.subscribers() === 0) await sleep(1);
      controller.publish();
      expect((await waiting).text).toContain('{"sender":"acme"}');
    },
  );

  it('does not reach the interceptors around the handler', async () => {
    const { body } = await served.get('/audited');
    expect(body).toEqual({ handled: { sender: 'acme' }, audit: { sender: 'main' } });
  });

  it('is also the account of @EsignonAccessToken()', async () => {
    const { body } = await served.get('/scoped/token/acme');
    expect(body['param']).toMatch(/^token-of-acme-/);
    expect(body['service']).toBe(body['param']);
  });

  it('is the account whose token the guard provides', async () => {
    const { body } = await served.get('/guarded/token/globex');
    expect(body).toEqual({ param: expect.stringMatching(/^token-of-globex-/), tenant: 'globex' });
  });

  it.each(['promise', 'observable', 'token'])(
    'is each request’s own where fifty run side by side (%s)',
    async (way) => {
      const ids = Array.from({ length: 50 }, (_, i) => `t${i}`);
      const replies = await Promise.all(ids.map((id) => served.get(`/scoped/${way}/${id}`)));
      replies.forEach(({ status, text }, i) => {
        expect(status).toBe(200);
        expect(text.match(/token-of-t\d+|"sender":"[^"]*"/g)?.map((hit) => /t\d+/.exec(hit)?.[0])).toEqual(
          way === 'observable' ? [`t${i}`] : [`t${i}`, `t${i}`],
        );
      });
    },
  );

  it.each([
    ...['promise', 'observable', 'deferred', 'axios', 'token'],
    ...['below', 'above', 'inherited', 'on-handler', 'derived'],
  ])('is never the main one where the interceptor is missing (%s)', async (path) => {
    const before = vendor.received.length;
    const { status } = await served.get(`/forgotten/${path}/acme`);
    expect(status).toBe(500);
    expect(
      vendor.received
        .slice(before)
        .map(senderOf)
        .filter((sender) => sender === 'main'),
    ).toEqual([]);
  });

  it.each(['handle', 'run-as'])(
    'can be opened by hand where the interceptor is missing (%s)',
    async (way) => {
      expect((await served.get(`/forgotten/${way}/acme`)).body).toEqual({ sender: 'acme' });
    },
  );

  it('does not affect methods of the controller that are not handlers', () => {
    expect(served.app.get(ForgottenController).started).toEqual({ sender: 'main' });
  });

  describe('without an ID', () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    beforeAll(() => void process.on('unhandledRejection', note));
    afterAll(() => void process.off('unhandledRejection', note));

    it.each(['missing', 'promised-id', 'rejected-id', 'no-id'])(
      'fails the request before the handler runs, and is never the main one (interceptor, %s)',
      async (path) => {
        const before = vendor.received.length;
        const { status, body } = await served.get(`/scoped/${path}`);
        expect({ status, code: body['code'] }).toEqual({ status: 500, code: 'ESIGNON_CONFIG_INVALID' });
        expect(served.app.get(ScopedController).handled).toBe(0);
        expect(vendor.received).toHaveLength(before);
        expect(unhandled).toEqual([]);
      },
    );

    it('fails the request at the guard', async () => {
      const before = vendor.received.length;
      const { status, body } = await served.get('/guarded/missing');
      expect({ status, code: body['code'] }).toEqual({ status: 500, code: 'ESIGNON_CONFIG_INVALID' });
      expect(served.app.get(GuardedController).handled).toBe(0);
      expect(vendor.received).toHaveLength(before);
    });
  });
});
