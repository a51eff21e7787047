import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, type INestApplication, Logger, Module } from '@nestjs/common';
import { ModuleRef, NestFactory } from '@nestjs/core';
import {
  EsignonAuthModule,
  type EsignonAuthEvent,
  type EsignonAuthOptions,
  EsignonAuthService,
  esignonBody,
  EsignonHttpService,
} from 'nestjs-esignon-auth';
import { firstValueFrom } from 'rxjs';

import { CapturedLog } from '../support/captured-log.js';
import { formsOf, pathsTo, printed, secretsIn } from '../support/deep-search.js';
import { inFull } from '../support/full.js';
import { type Answerer, envelope, json, Vendor } from '../support/vendor.js';

const COMPANY_ID = 'acme';
const EMAIL = 'api@acme.kr';
const PASSWORD = 'pa$$ "word"/+비밀\\end';
const TOKEN = 'tok/+"1%=\\secret-of-the-vendor';

@Controller()
class CallerController {
  constructor(
    private readonly http: EsignonHttpService,
    private readonly auth: EsignonAuthService,
  ) {}

  @Get('call')
  call() {
    return firstValueFrom(this.http.get('/a').pipe(esignonBody()));
  }

  @Get('bare')
  async bare() {
    return (await this.http.axiosRef.post('/a', { a: 1 })).status;
  }

  @Get('token')
  async token() {
    return { token: await this.auth.getToken(), status: this.auth.status() };
  }
}

/** What a hostile vendor can echo, named without the secret: a test's name can be reached from a promise. */
const echoesOf = (name: string, secret: string): [string, string][] =>
  [...new Set(formsOf(secret))].map((form, n) => [
    `the ${name} in ${['plain', 'JSON', 'a URL', 'base64', 'base64url'][n]}`,
    form,
  ]);
const OF_LOGIN = [...echoesOf('password', PASSWORD), ...echoesOf('credentials', `${EMAIL}:${PASSWORD}`)];
const OF_CALL = [...echoesOf('token', TOKEN), ...echoesOf('header', `esignon ${TOKEN}`)];

interface Fault {
  readonly name: string;
  readonly onLogin?: Answerer;
  readonly onCall?: Answerer;
  readonly options?: Partial<EsignonAuthOptions>;
}

const login = (body: object = {}, header: object = {}): object => {
  const { header: h, body: b } = envelope('00', { access_token: TOKEN, ...body }) as Record<string, object>;
  return { header: { ...h, ...header }, body: b };
};
const answer =
  (value: unknown, status?: number): Answerer =>
  (_, response) =>
    json(response, value, status);

const FAULTS: Fault[] = [
  { name: 'none' },
  { name: 'a wrong password', onLogin: answer(envelope('10', {}, '비밀번호가 틀립니다.')) },
  { name: 'an outage of the login', onLogin: answer({}, 500) },
  { name: 'a login that hangs', onLogin: () => undefined, options: { loginTimeout: 40 } },
  { name: 'a login that is reset', onLogin: (_, response) => void response.destroy() },
  { name: 'a maintenance page', onLogin: (_, response) => void response.end('<html>') },
  { name: 'a login that redirects', onLogin: (_, r) => void r.writeHead(307, { location: '/x' }).end() },
  { name: 'a token that no header can carry', onLogin: answer(login({ access_token: `${TOKEN} x` })) },
  { name: 'an end that cannot be read', onLogin: answer(login({ expire_date: 'soon' })) },
  { name: 'an outage of the calls', onCall: answer({}, 500) },
  { name: 'calls that hang', onCall: () => undefined, options: { http: { timeout: 40 } } },
  { name: 'calls that are reset', onCall: (_, response) => void response.destroy() },
  { name: 'a page instead of an envelope', onCall: (_, response) => void response.end('<html>') },
  { name: 'tokens that are rejected', onCall: answer(envelope('94')) },
  { name: 'tokens that are refused with 401', onCall: answer(envelope('94'), 401) },
];

/** What a hostile vendor says, and where. */
const ECHOES: {
  readonly name: string;
  readonly echoes: [string, string][];
  readonly fault: (echo: string) => Omit<Fault, 'name'>;
}[] = [
  {
    name: 'a refused login',
    echoes: OF_LOGIN,
    fault: (echo) => ({ onLogin: answer(envelope('10', {}, `no: ${echo}.`)) }),
  },
  {
    name: 'an outage of the login',
    echoes: OF_LOGIN,
    fault: (echo) => ({ onLogin: answer(envelope('99', {}, echo), 500) }),
  },
  {
    name: 'a result code of the login',
    echoes: OF_LOGIN,
    fault: (echo) => ({ onLogin: answer(envelope(echo.slice(0, 32))) }),
  },
  {
    name: 'an end that cannot be read',
    echoes: [...OF_LOGIN, ...OF_CALL],
    fault: (echo) => ({ onLogin: answer(login({ expire_date: echo })) }),
  },
  {
    name: 'the member of a login',
    echoes: [...OF_LOGIN, ...OF_CALL],
    fault: (echo) => ({ onLogin: answer(login({ memb_email: echo, comp_id: echo })) }),
  },
  {
    name: 'a refused call',
    echoes: OF_CALL,
    fault: (echo) => ({ onCall: answer(envelope('31', {}, `no: ${echo}.`)) }),
  },
  {
    name: 'a result code of a call',
    echoes: OF_CALL,
    fault: (echo) => ({ onCall: answer(envelope(echo)) }),
  },
];

let vendor: Vendor;
let log: CapturedLog;
let app: INestApplication;

beforeEach(async () => {
  log = new CapturedLog();
  vendor = await Vendor.start();
  vendor.tokens.add(TOKEN);
  vendor.onLogin = answer(login());
});
afterEach(async () => {
  await app.close();
  log.stop();
  await vendor.stop();
});

async function serve(options: Partial<EsignonAuthOptions> = {}): Promise<string> {
  const account = { companyId: COMPANY_ID, email: EMAIL, password: PASSWORD };
  const esignon = EsignonAuthModule.forRoot({
    ...account,
    baseUrl: vendor.url,
    loginRetries: 0,
    unavailableCooldown: 0,
    ...options,
  } as EsignonAuthOptions);
  @Module({ imports: [esignon], controllers: [CallerController] })
  class AppModule {}
  app = await NestFactory.create(AppModule, { logger: log.logger });
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

type Try = () => Promise<unknown>;

/** The failure, or else the outcome, of each. */
async function outcomesOf(tries: Try[]): Promise<unknown[]> {
  const outcomes: unknown[] = [];
  for (const one of tries) outcomes.push(await one().catch((error: unknown) => error));
  return outcomes;
}

const visits = (url: string): Try[] =>
  ['call', 'bare', 'token', 'call'].map((path) => async () => (await fetch(`${url}/${path}`)).text());

function ownCalls(): Try[] {
  const [auth, http] = [app.get(EsignonAuthService), app.get(EsignonHttpService)];
  return [
    () => auth.getToken(),
    () => auth.refresh(),
    () => auth.login({ companyId: COMPANY_ID, email: EMAIL, password: PASSWORD }),
    () => firstValueFrom(http.get('/a').pipe(esignonBody())),
    () => http.forAccount('stranger').axiosRef.get('/a'),
  ];
}

function bareCalls(): Try[] {
  const http = app.get(EsignonHttpService);
  return [
    () => firstValueFrom(http.get('/a')),
    () => http.axiosRef.post('/a', { a: 1 }, { maxRedirects: 0 }),
  ];
}

describe('X1: password and token appear nowhere', () => {
  let events: EsignonAuthEvent[];
  const listen = (): void => {
    events = [];
    app.get(EsignonAuthService).events$.subscribe((event) => events.push(event));
  };

  const expectNoSecret = (outcomes: unknown[], why = ''): void => {
    for (const outcome of outcomes) new Logger('Test').error(outcome);
    const left = [...outcomes, events, app.get(EsignonAuthService).status()];
    const found = pathsTo([PASSWORD, TOKEN], left, [vendor]);
    // `pathsTo` has searched all that inspect can show, so a small depth is enough.
    const seen = [...left.map((one) => printed(one, 5)), log.text].flatMap((text) =>
      secretsIn(text, [PASSWORD, TOKEN]),
    );
    expect({ why, found, seen }).toEqual({ why, found: [], seen: [] });
    expect(log.text).toContain('EsignonAuth');
  };

  it.each(FAULTS)('with $name', async ({ onLogin, onCall, options }) => {
    Object.assign(vendor, onLogin && { onLogin }, onCall && { onCall });
    const url = await serve(options);
    listen();
    expectNoSecret(await outcomesOf([...visits(url), ...ownCalls(), ...bareCalls()]));
    expect(vendor.logins[0]?.body).toContain(JSON.stringify(PASSWORD).slice(1, -1));
  });

  it.each(ECHOES)('where the vendor echoes it in $name', async ({ echoes, fault }) => {
    for (const [form, echo] of echoes.filter((_, n) => n % inFull(1, 4) === 0)) {
      Object.assign(vendor, fault(echo));
      // Afresh for each: logins of one instance keep a pace (K7).
      const url = await serve({ credentialsCooldown: 0 });
      listen();
      expectNoSecret(await outcomesOf([...ownCalls(), visits(url)[0]!]), form);
      expect(events.length).toBeGreaterThan(0);
      await app.close();
    }
  });

  it('with contention', async () => {
    vendor.onCall = answer(envelope('94'));
    const url = await serve();
    for (let n = 0; n < 4; n++) await fetch(`${url}/call`);
    expect(log.text).toContain('Tokens are rejected soon after they were issued');
    expect(secretsIn(log.text, [PASSWORD, TOKEN])).toEqual([]);
  });

  it('in the application’s own objects', async () => {
    await serve();
    await app.get(EsignonHttpService).axiosRef.get('/a');
    for (const type of [ModuleRef, EsignonAuthService, EsignonHttpService]) {
      const one: unknown = app.get(type);
      expect(pathsTo([PASSWORD, TOKEN], one, [vendor])).toEqual([]);
      expect(secretsIn(printed(one), [PASSWORD, TOKEN])).toEqual([]);
    }
    expect(pathsTo([PASSWORD, TOKEN], app, [vendor])).toEqual([]);
  });
});
