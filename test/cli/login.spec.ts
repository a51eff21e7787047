import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { type EsignonFault, EsignonSimulator } from '../../lib/testing/index.js';
import { leaksOf } from '../support/leaks.js';
import { ACCOUNT, environment, report, run } from './run.js';

describe('esignon-auth check, against the simulator', () => {
  let simulator: EsignonSimulator;
  let env: NodeJS.ProcessEnv;
  beforeEach(async () => {
    simulator = await EsignonSimulator.start();
    env = environment(simulator.url);
  });
  afterEach(() => simulator.stop());

  it('is well where everything is, with one login', async () => {
    const { exitCode, ok, account, steps } = await report(env);
    expect({ exitCode, ok }).toEqual({ exitCode: 0, ok: true });
    expect(account).toEqual({
      baseUrl: simulator.url,
      companyId: ACCOUNT.companyId,
      email: 'g***@example.com',
      hasClientId: false,
    });
    expect(steps.map(({ step, code }) => [step, code])).toEqual([
      ['settings', 'settings.read'],
      ['proxy', 'proxy.none'],
      ['dns', 'dns.address'],
      ['tcp', 'tcp.connected'],
      ['tls', 'tls.none'],
      ['login', 'login.succeeded'],
      ['clock', 'clock.agrees'],
      ['expire-date', 'expire-date.read'],
    ]);
    expect(simulator.logins).toBe(1);
  });

  const evil = `${ACCOUNT.email} ${ACCOUNT.password}`;
  const faults: Record<string, [EsignonFault, code: string, facts?: object]> = {
    'a wrong format': [{ kind: 'resultCode', resultCode: '12' }, 'login.malformed'],
    'a company without the API': [{ kind: 'resultCode', resultCode: '95' }, 'login.company-not-allowed'],
    'an exception': [{ kind: 'resultCode', resultCode: '99' }, 'login.server-exception'],
    'an unknown code': [
      { kind: 'resultCode', resultCode: '77', resultMessage: evil },
      'login.refused',
      { resultCode: '77', message: '*** ***' },
    ],
    'an outage': [{ kind: 'status', status: 503 }, 'login.status', { status: 503 }],
    'a code with a status': [
      { kind: 'resultCode', resultCode: '99', status: 500 },
      'login.status',
      { status: 500, resultCode: '99' },
    ],
    'a wrong path': [{ kind: 'status', status: 404 }, 'login.not-found'],
    'too many requests': [
      { kind: 'status', status: 429, headers: { 'Retry-After': '90' } },
      'login.too-many',
      { retryAfterMs: 90_000 },
    ],
    HTML: [{ kind: 'malformed' }, 'login.html'],
    'JSON that is none': [
      { kind: 'malformed', contentType: 'application/json', body: '{}' },
      'login.nonsense',
    ],
    'a redirect': [
      { kind: 'redirect', status: 307, location: '//elsewhere.example/login' },
      'login.redirect',
      { status: 307, location: 'http://elsewhere.example' },
    ],
    'a server that hangs': [{ kind: 'hang' }, 'login.timeout', { timeoutMs: 500 }],
    'a body that drips': [{ kind: 'slow-body' }, 'login.timeout'],
    'a reset': [{ kind: 'reset' }, 'login.unreachable', { reason: 'ECONNRESET' }],
  };
  it.each(Object.entries(faults))('tells %s, after one login', async (_, [fault, code, facts = {}]) => {
    simulator.fault({ ...fault, on: 'login' });
    const { exitCode, bad } = await report(env);
    expect(exitCode).toBe(1);
    expect(bad).toHaveLength(1);
    expect(bad[0]).toMatchObject({ step: 'login', status: 'failed', code, facts });
    expect(simulator.logins).toBe(1);
  });

  it.each([
    ['password', { ESIGNON_PASSWORD: 'wrong' }],
    ['e-mail', { ESIGNON_EMAIL: 'nobody@example.com' }],
    ['company ID', { ESIGNON_COMPANY_ID: 'nobody' }],
  ])('tells a wrong %s, after one login', async (_, wrong) => {
    const { bad, codes } = await report({ ...env, ...wrong });
    expect(bad).toMatchObject([{ code: 'login.wrong-credentials', facts: { resultCode: '10' } }]);
    expect(codes).toContain('clock.agrees');
    expect(simulator.logins).toBe(1);
  });

  describe('the clock', () => {
    it.each([
      [7_000, 'clock.differs', 0],
      [-125_000, 'clock.wrong', 1],
      [3_600_000, 'clock.wrong', 1],
    ] as const)('that is %d ms off is %s', async (skew, code, warnings) => {
      simulator.fault({ kind: 'clock', skew, on: 'login' });
      const { exitCode, steps, bad } = await report(env);
      const clock = steps.find(({ step }) => step === 'clock');
      expect(clock?.code).toBe(code);
      expect(Math.abs(Number(clock?.facts['aheadMs']) - skew)).toBeLessThan(3_000);
      expect(bad).toHaveLength(warnings);
      expect(exitCode).toBe(0);
    });
  });

  describe('expire_date', () => {
    const vendorDate = (date: Date) => date.toISOString().replace('T', ' ').slice(0, 19);
    it.each([
      ['vendor', 'expire-date.read', { format: 'vendor', zone: 'assumed' }],
      ['iso', 'expire-date.read', { format: 'iso', zone: 'named' }],
      ['compact', 'expire-date.read', { format: 'compact', zone: 'assumed' }],
      ['epoch-seconds', 'expire-date.read', { format: 'epoch-seconds', zone: 'none' }],
      ['epoch-ms', 'expire-date.read', { format: 'epoch-ms', zone: 'none' }],
      [vendorDate, 'expire-date.maybe-utc', { format: 'vendor', zone: 'assumed' }],
      [() => 'soon', 'expire-date.unreadable', { received: '"soon"', reason: 'unreadable' }],
      [() => '2001-01-01', 'expire-date.unreadable', { reason: 'implausible' }],
      [() => undefined, 'expire-date.unreadable', { received: 'nothing' }],
    ] as const)('as %s is %s', async (format, code, facts) => {
      simulator.expireDateFormat = format;
      const { exitCode, steps } = await report(env);
      const last = steps.at(-1);
      expect(last).toMatchObject({ step: 'expire-date', code, facts });
      expect(exitCode).toBe(0);
    });

    it('that was read ends when the token does', async () => {
      const { steps } = await report(env);
      const { received, expiresAt, lifetimeMs } = steps.at(-1)!.facts as Record<string, string>;
      expect(received).toMatch(/^"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.0"$/);
      expect(Date.parse(expiresAt!)).toBe(
        Date.parse(`${(JSON.parse(received!) as string).replace(' ', 'T')}+09:00`),
      );
      expect(Math.round(Number(lifetimeMs) / 86_400_000)).toBe(30);
    });
  });

  it('prints no secret, in any outcome, language or form', async () => {
    simulator.expireDateFormat = () => `${ACCOUNT.password} ${ACCOUNT.email}`;
    const printed: string[] = [];
    for (const args of [['--json'], ['--lang', 'en'], ['--lang', 'ko']]) {
      for (const password of [ACCOUNT.password, 'a wrong-password']) {
        const { out, err } = await run({ ...env, ESIGNON_PASSWORD: password }, ['check', ...args]);
        printed.push(out, err);
        for (const secret of [
          password,
          ACCOUNT.password,
          ...simulator.tokens.map((token) => token.accessToken),
        ])
          expect(leaksOf({ out, err }, secret)).toEqual([]);
        expect(out).not.toContain(ACCOUNT.email);
      }
    }
    expect(printed.join('')).toContain('***@example.com');
  });

  it('asks for the vendor’s messages in the language of the report', async () => {
    await report(env, '--lang', 'en');
    await report(env, '--lang', 'ko');
    expect(simulator.journal.map(({ query }) => query['lang'])).toEqual(['en', 'ko']);
  });

  it('sends the client ID where there is one', async () => {
    await report({ ...env, ESIGNON_CLIENT_ID: 'client-1' });
    expect(simulator.journal[0]?.body).toContain('"client_id":"client-1"');
  });
});
