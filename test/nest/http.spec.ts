import { inspect } from 'node:util';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type ArgumentsHost,
  BadRequestException,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  HttpException,
  Logger,
  NotFoundException,
  Param,
  Res,
  Sse,
  UnauthorizedException,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import axios from 'axios';
import { concat, firstValueFrom, type Observable, of, throwError } from 'rxjs';
import {
  EsignonAbortedError,
  EsignonApiError,
  EsignonAccessToken,
  EsignonAccount,
  EsignonAuthGuard,
  EsignonAuthInterceptor,
  EsignonAuthModule,
  esignonBody,
  EsignonHttpService,
  EsignonUnavailableError,
} from 'nestjs-esignon-auth';

import { variants } from '../support/full.js';
import { moduleOf, PLATFORMS, serve, type Served } from '../support/served.js';
import { kindOf, PASSWORD, startTenantVendor, tenant } from '../support/tenants.js';
import { type Answerer, envelope, json, type Vendor } from '../support/vendor.js';

const TIMEOUT = 500;

const status =
  (code: number, headers: Record<string, string> = {}): Answerer =>
  (_, response) =>
    void response.writeHead(code, headers).end('nope');
const resultCode =
  (code: string): Answerer =>
  (_, response) =>
    json(response, envelope(code));
/** Refuses in two lines, with the token in them. */
const echo: Answerer = ({ headers }, response) => {
  const token = headers.authorization?.split(' ')[1] ?? '';
  json(response, envelope('31', {}, `quota\n${token} used up`));
};
const hang: Answerer = () => undefined;
const reset: Answerer = (_, response) => void response.destroy();
const html: Answerer = (_, response) => void response.end('<html>maintenance</html>');

/** Company → what the vendor does to its login, and what our client is answered. */
const LOGINS: Record<string, [fault: Answerer, status: number, code: string, retryAfter: string | null]> = {
  reset: [reset, 503, 'ESIGNON_UNREACHABLE', '1'],
  hang: [hang, 504, 'ESIGNON_TIMEOUT', null],
  s500: [status(500), 503, 'ESIGNON_HTTP_STATUS', '1'],
  s429: [status(429, { 'retry-after': '7' }), 503, 'ESIGNON_HTTP_STATUS', '7'],
  s401: [status(401), 502, 'ESIGNON_HTTP_STATUS', null],
  s404: [status(404), 502, 'ESIGNON_HTTP_STATUS', null],
  s307: [status(307, { location: 'https://elsewhere.example' }), 502, 'ESIGNON_HTTP_STATUS', null],
  html: [html, 502, 'ESIGNON_INVALID_RESPONSE', null],
  c10: [resultCode('10'), 502, 'ESIGNON_INVALID_CREDENTIALS', null],
  c12: [resultCode('12'), 502, 'ESIGNON_MALFORMED_REQUEST', null],
  c95: [resultCode('95'), 502, 'ESIGNON_COMPANY_NOT_ALLOWED', null],
  c77: [resultCode('77'), 502, 'ESIGNON_LOGIN_FAILED', null],
  c99: [resultCode('99'), 503, 'ESIGNON_SERVER_EXCEPTION', '1'],
  // These three get no further than accounts().
  nobody: [hang, 404, 'ESIGNON_UNKNOWN_ACCOUNT', null],
  unknown: [hang, 503, 'ESIGNON_CREDENTIALS_UNAVAILABLE', '1'],
  wrong: [hang, 500, 'ESIGNON_CONFIG_INVALID', null],
};

/** Company → what the vendor does to its calls, and what our client is answered. */
const CALLS: Record<string, [fault: Answerer, status: number, code: string, retryAfter: string | null]> = {
  call401: [status(401), 502, 'ESIGNON_HTTP_STATUS', null],
  call94: [resultCode('94'), 502, 'ESIGNON_API_FAILED', null],
  call403: [status(403), 502, 'ESIGNON_HTTP_STATUS', null],
  call404: [status(404), 502, 'ESIGNON_HTTP_STATUS', null],
  call408: [status(408), 503, 'ESIGNON_HTTP_STATUS', '1'],
  call429: [status(429, { 'retry-after': '9' }), 503, 'ESIGNON_HTTP_STATUS', '9'],
  call503: [status(503), 503, 'ESIGNON_HTTP_STATUS', '1'],
  callreset: [reset, 503, 'ESIGNON_UNREACHABLE', '1'],
  callhang: [hang, 504, 'ESIGNON_TIMEOUT', null],
  callapi: [resultCode('31'), 502, 'ESIGNON_API_FAILED', null],
  callecho: [echo, 502, 'ESIGNON_API_FAILED', null],
  callhtml: [html, 502, 'ESIGNON_API_FAILED', null],
  // A redirect for ever, and an answer above the client's bound: answers that make no sense.
  callloop: [status(302, { location: '/api/callloop/list' }), 502, 'ESIGNON_INVALID_RESPONSE', null],
  callhuge: [(_, response) => void response.end('x'.repeat(200_000)), 502, 'ESIGNON_INVALID_RESPONSE', null],
};

const byPath = (context: ExecutionContext): string =>
  context.switchToHttp().getRequest<{ params: { account: string } }>().params.account;

/** What was thrown, kept for a look at its insides. */
@Catch()
class CapturingFilter implements ExceptionFilter {
  static kept: unknown;
  catch(exception: unknown, host: ArgumentsHost): void {
    CapturingFilter.kept = exception;
    const code = exception instanceof HttpException ? exception.getStatus() : 500;
    const response = host.switchToHttp().getResponse();
    (response.code ?? response.status).call(response, code).send({});
  }
}

const THROWN: Record<string, () => unknown> = {
  notFound: () => new NotFoundException('no such document'),
  unauthorized: () => new UnauthorizedException('who are you'),
  badRequest: () => new BadRequestException({ fields: ['a'] }),
  error: () => new Error('a defect'),
  string: () => 'a string',
  nothing: () => undefined,
  // Another service's failure that our own HTTP client had nothing to do with.
  otherCall: () => new axios.AxiosError('elsewhere', 'ECONNREFUSED'),
};

@Controller()
class TestController {
  constructor(private readonly http: EsignonHttpService) {}

  @UseGuards(EsignonAuthGuard)
  @EsignonAccount(byPath)
  @Get('guarded/:account')
  guarded(): string {
    return 'let in';
  }

  @UseInterceptors(EsignonAuthInterceptor)
  @EsignonAccount(byPath)
  @Get('called/:account')
  async called(): Promise<unknown> {
    return firstValueFrom(this.http.get('/api/:companyId/list').pipe(esignonBody()));
  }

  @UseInterceptors(EsignonAuthInterceptor)
  @Get('thrown/:what')
  thrown(@Param('what') what: string): Observable<never> {
    return throwError(() => THROWN[what]!());
  }

  @UseInterceptors(EsignonAuthInterceptor)
  @Get('refused')
  refused(): never {
    throw new EsignonApiError('two\r\nlines');
  }

  @UseInterceptors(EsignonAuthInterceptor)
  @EsignonAccount(() => undefined as unknown as string)
  @Get('no-account')
  noAccount(): string {
    return 'not reached';
  }

  @UseGuards(EsignonAuthGuard)
  @EsignonAccount(() => undefined as unknown as string)
  @Get('no-account-guarded')
  noAccountGuarded(): string {
    return 'not reached';
  }

  @UseInterceptors(EsignonAuthInterceptor)
  @Get('aborted')
  aborted(): never {
    throw new EsignonAbortedError('closing');
  }

  @UseInterceptors(EsignonAuthInterceptor)
  @Get('short-wait')
  shortWait(): never {
    const details = { retryable: true, retryAfterMs: 1_001 };
    throw new EsignonUnavailableError('ESIGNON_UNREACHABLE', 'down', details);
  }

  @UseFilters(CapturingFilter)
  @UseInterceptors(EsignonAuthInterceptor)
  @EsignonAccount(byPath)
  @Get('own-client/:account')
  async ownClient(@EsignonAccessToken() token: string): Promise<unknown> {
    const url = `${this.http.axiosRef.defaults.baseURL}/api/call401/list`;
    return (await axios.get(url, { headers: { authorization: `esignon ${token}` } })).data;
  }

  @UseFilters(CapturingFilter)
  @UseInterceptors(EsignonAuthInterceptor)
  @EsignonAccount(byPath)
  @Get('kept/:account')
  async kept(): Promise<unknown> {
    return (await firstValueFrom(this.http.post('/api/:companyId/list', { file: 'contract' }))).data;
  }

  @UseInterceptors(EsignonAuthInterceptor)
  @Sse('stream')
  stream(): Observable<{ data: string }> {
    const failure = new EsignonUnavailableError('ESIGNON_UNREACHABLE', 'down', { retryable: true });
    return concat(
      of({ data: 'first' }),
      throwError(() => failure),
    );
  }

  @UseInterceptors(EsignonAuthInterceptor)
  @UseFilters(CapturingFilter)
  @Get('answered')
  answered(@Res() response: { send(body: string): void }): never {
    response.send('answered by hand');
    throw new EsignonUnavailableError('ESIGNON_UNREACHABLE', 'down', { retryable: true });
  }
}

describe.each(variants(Object.keys(PLATFORMS) as (keyof typeof PLATFORMS)[]))('N2 on %s', (platform) => {
  let vendor: Vendor;
  let served: Served;
  beforeAll(async () => {
    const faultsOf = (table: Record<string, readonly [Answerer, ...unknown[]]>) =>
      Object.fromEntries(Object.entries(table).map(([company, [fault]]) => [company, fault]));
    vendor = await startTenantVendor({ logins: faultsOf(LOGINS), calls: faultsOf(CALLS) });
    const esignon = EsignonAuthModule.forRoot({
      baseUrl: vendor.url,
      ...tenant('main'),
      accounts: (id) => {
        if (kindOf(id) === 'unknown') throw new Error(`vault: ${PASSWORD}`);
        if (kindOf(id) === 'nobody') return undefined;
        return kindOf(id) === 'wrong' ? { ...tenant(id), email: '' } : tenant(id);
      },
      loginTimeout: TIMEOUT,
      loginRetries: 0,
      http: { timeout: TIMEOUT, maxContentLength: 100_000, maxRedirects: 3 },
    });
    served = await serve(moduleOf({ imports: [esignon], controllers: [TestController] }), platform);
  });
  afterAll(async () => {
    await served.app.close();
    await vendor.stop();
  });

  const told = async (path: string) => {
    const { status, body, retryAfter, text } = await served.get(path);
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain('token-of');
    return [status, body['code'], retryAfter];
  };

  describe('a login that fails', () => {
    it.each(Object.keys(LOGINS))('is told by the guard: %s', async (company) => {
      expect(await told(`/guarded/${company}.guarded`)).toEqual(LOGINS[company]!.slice(1));
    });

    it.each(Object.keys(LOGINS))('is told by the interceptor: %s', async (company) => {
      expect(await told(`/called/${company}.called`)).toEqual(LOGINS[company]!.slice(1));
    });

    it('in a cool-down has the remaining wait as Retry-After', async () => {
      await served.get('/guarded/s429.cooling');
      const [, , retryAfter] = await told('/guarded/s429.cooling');
      expect(Number(retryAfter)).toBeGreaterThan(4);
      expect(Number(retryAfter)).toBeLessThanOrEqual(7);
    });
  });

  describe('a call that fails', () => {
    it.each(Object.keys(CALLS))('is told by the interceptor: %s', async (company) => {
      expect(await told(`/called/${company}`)).toEqual(CALLS[company]!.slice(1));
    });

    it('with 401 is sent once more, and becomes 502', async () => {
      const before = vendor.calls.length;
      const account = 'call401';
      expect((await told(`/called/${account}`))[0]).toBe(502);
      expect(vendor.calls.length - before).toBeGreaterThanOrEqual(1);
      expect(vendor.logins.filter(({ url }) => url.includes(account)).length).toBeGreaterThanOrEqual(2);
    });
  });

  describe('N6: a call that eSignon refuses', () => {
    const lines: unknown[] = [];
    const told = (line: unknown): void => void lines.push(line);
    beforeEach(() => {
      lines.length = 0;
      Logger.overrideLogger({ log: told, warn: told, error: told });
    });
    afterEach(() => Logger.overrideLogger(false));

    it('is answered with its result code, and the vendor’s message is logged, in one line', async () => {
      const { body } = await served.get('/called/callecho');
      const message = 'eSignon refused the request or returned an invalid response.';
      expect(body).toEqual({ statusCode: 502, code: 'ESIGNON_API_FAILED', resultCode: '31', message });
      const refusals = lines.filter((line) => /refused the call/.test(String(line)));
      expect(refusals).toHaveLength(1);
      expect(refusals[0]).toMatch(/result code 31 \("quota \*\*\* used up"\)/);
    });

    it('is logged in one line whoever threw it', async () => {
      await served.get('/refused');
      expect(lines).toEqual(['two lines']);
    });

    it.each(['/no-account', '/no-account-guarded'])(
      'is none where the handler names no account (%s), which is logged with its remedy',
      async (path) => {
        const { status, body } = await served.get(path);
        expect([status, body.code]).toEqual([500, 'ESIGNON_CONFIG_INVALID']);
        expect(lines).toEqual([expect.stringContaining('Pass a non-empty string')]);
      },
    );

    it('is answered although the logger throws', async () => {
      Logger.overrideLogger({
        log: told,
        error: told,
        warn: () => {
          throw new Error('the disk is full');
        },
      });
      expect((await served.get('/called/callecho')).body).toMatchObject({ resultCode: '31' });
    });

    it('is none where the account does not exist, and nothing is logged', async () => {
      await served.get('/called/nobody.logged');
      await served.get('/guarded/nobody.logged');
      expect(lines).toEqual([]);
    });
  });

  it('admits a request for which there is a token', async () => {
    expect(await served.get('/guarded/acme')).toMatchObject({ status: 200, text: 'let in' });
  });

  it('answers what the handler of a call that goes well returns', async () => {
    expect((await served.get('/called/acme')).body).toEqual({ ok: true });
  });

  it('converts an abort to 503', async () => {
    expect(await told('/aborted')).toEqual([503, 'ESIGNON_ABORTED', '1']);
  });

  it('rounds Retry-After up to whole seconds', async () => {
    expect(await told('/short-wait')).toEqual([503, 'ESIGNON_UNREACHABLE', '2']);
  });

  describe('an error that does not come from eSignon', () => {
    it.each([
      ['notFound', 404, { statusCode: 404, message: 'no such document', error: 'Not Found' }],
      ['unauthorized', 401, { statusCode: 401, message: 'who are you', error: 'Unauthorized' }],
      ['badRequest', 400, { fields: ['a'] }],
      ['error', 500, { statusCode: 500, message: 'Internal server error' }],
      ['string', 500, { statusCode: 500, message: 'Internal server error' }],
      ['nothing', 500, { statusCode: 500, message: 'Internal server error' }],
      ['otherCall', 500, { statusCode: 500, message: 'Internal server error' }],
    ])('passes unchanged: %s', async (what, code, body) => {
      const reply = await served.get(`/thrown/${what}`);
      expect([reply.status, reply.body, reply.retryAfter]).toEqual([code, body, null]);
    });
  });

  describe('the exception', () => {
    it('for a call through another HTTP client is 502, and holds no token', async () => {
      expect((await served.get('/own-client/acme')).status).toBe(502);
      const insides = inspect(CapturingFilter.kept, { depth: 6 });
      expect(insides).toContain('HTTP status 401');
      expect(insides).not.toContain('token-of');
      expect(insides).not.toContain('authorization');
    });

    it('says what failed, without what was sent', async () => {
      await served.get('/kept/call503');
      const insides = inspect(CapturingFilter.kept, { depth: 6 });
      expect(insides).toContain('HTTP status 503');
      expect(insides).not.toContain('contract');
      expect(JSON.stringify(CapturingFilter.kept)).not.toContain('contract');
    });

    it('of a failed login has the failure as its cause', async () => {
      await served.get('/kept/c10');
      expect((CapturingFilter.kept as HttpException).cause).toMatchObject({
        code: 'ESIGNON_INVALID_CREDENTIALS',
        resultCode: '10',
      });
    });
  });

  describe('a response that has been started', () => {
    it('ends with the failure of a stream, not with one of the header', async () => {
      const { text, status } = await served.get('/stream');
      expect(status).toBe(200);
      expect(text).toContain('data: first');
      expect(text).toContain('data: eSignon is temporarily unavailable');
    });

    it('is unchanged', async () => {
      expect((await served.get('/answered')).text).toBe('answered by hand');
      expect(CapturingFilter.kept).toBeInstanceOf(HttpException);
    });
  });
});
