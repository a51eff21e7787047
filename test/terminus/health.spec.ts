import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import * as terminus from '@nestjs/terminus';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { EsignonAuthModule, EsignonAuthService, getEsignonAuthToken } from 'nestjs-esignon-auth';
import { type EsignonHealthOptions, EsignonHealthIndicator } from 'nestjs-esignon-auth/terminus';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { knowsDegraded, report } from '../../lib/terminus/report.js';
import { healthOf } from '../../lib/terminus/health.js';
import { leaksOf } from '../support/leaks.js';
import { moduleOf, serve, type Served } from '../support/served.js';

let options: EsignonHealthOptions | undefined;

@Controller()
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly esignon: EsignonHealthIndicator,
  ) {}

  @HealthCheck()
  @Get('health')
  check() {
    return this.health.check([() => this.esignon.isHealthy('esignon', options)]);
  }
}

describe('EsignonHealthIndicator', () => {
  let simulator: EsignonSimulator;
  let served: Served;
  let auth: EsignonAuthService;
  const account = EsignonSimulator.defaultAccount;
  beforeEach(async () => {
    options = undefined;
    simulator = await EsignonSimulator.start();
    const base = { baseUrl: simulator.url, loginRetries: 0, background: false };
    served = await serve(
      moduleOf({
        imports: [
          EsignonAuthModule.forRoot({ ...base, ...account, accounts: () => account }),
          EsignonAuthModule.forRoot({ ...base, ...account, password: 'wrong', name: 'broken' }),
          TerminusModule.forRoot({ logger: false }),
        ],
        controllers: [HealthController],
        providers: [EsignonHealthIndicator],
      }),
    );
    auth = served.app.get(EsignonAuthService);
  });
  afterEach(async () => {
    await served.app.close();
    await simulator.stop();
  });

  it('is up before the first login, and sends none', async () => {
    for (let probe = 0; probe < 20; probe++) expect((await served.get('/health')).status).toBe(200);
    expect((await served.get('/health')).body['details']).toEqual({
      esignon: { status: 'up', state: 'empty' },
    });
    expect(simulator.logins).toBe(0);
  });

  it('is up with a valid token, and shows its expiry but no secret', async () => {
    const token = await auth.getToken();
    const { status, body, text } = await served.get('/health');
    expect(status).toBe(200);
    expect(body['details']).toEqual({
      esignon: {
        status: 'up',
        state: 'fresh',
        expiresAt: token.expiresAt.toISOString(),
        renewAt: auth.status().renewAt?.toISOString(),
      },
    });
    for (const secret of [token.accessToken, account.password, account.email])
      expect(leaksOf({ text }, secret)).toEqual([]);
  });

  it('is down in the cool-down of a failed login, shows its code, and sends no login', async () => {
    const broken = served.app.get<EsignonAuthService>(getEsignonAuthToken('broken'));
    await expect(broken.getToken()).rejects.toThrow('result code 10');
    options = { name: 'broken' };
    const { status, body } = await served.get('/health');
    expect(status).toBe(503);
    expect(body['error']).toEqual({
      esignon: {
        status: 'down',
        state: 'cooling-down',
        cooldownUntil: broken.status().cooldownUntil?.toISOString(),
        lastErrorCode: 'ESIGNON_INVALID_CREDENTIALS',
      },
    });
    for (let probe = 0; probe < 20; probe++) await served.get('/health');
    expect(simulator.logins).toBe(1);
  });

  it('N5: is degraded while renewals fail and the token is still valid', async () => {
    await auth.getToken();
    simulator.setPassword({ ...account, password: 'changed' });
    await auth.refresh().catch(() => undefined);
    const { status, body } = await served.get('/health');
    expect({ status, overall: body['status'] }).toEqual({ status: 200, overall: 'degraded' });
    expect(body['details']).toEqual({
      esignon: {
        status: 'degraded',
        state: 'fresh',
        expiresAt: auth.status().expiresAt?.toISOString(),
        renewAt: auth.status().renewAt?.toISOString(),
        renewalRetryAt: auth.status().renewalRetryAt?.toISOString(),
        cooldownUntil: auth.status().cooldownUntil?.toISOString(),
        lastErrorCode: 'ESIGNON_INVALID_CREDENTIALS',
      },
    });
  });

  it('reads one instance or account only', async () => {
    await auth.forAccount('tenant').getToken();
    expect((await served.get('/health')).body['details']).toMatchObject({ esignon: { state: 'empty' } });
    options = { account: 'tenant' };
    expect((await served.get('/health')).body['details']).toMatchObject({ esignon: { state: 'fresh' } });
  });

  it('with requireToken is down until there is a token', async () => {
    options = { requireToken: true };
    expect((await served.get('/health')).status).toBe(503);
    await auth.getToken();
    expect((await served.get('/health')).status).toBe(200);
  });

  it('fails with the remedy for a name that no instance has', async () => {
    const indicator = served.app.get(EsignonHealthIndicator);
    await expect(indicator.isHealthy('esignon', { name: 'typo' })).rejects.toThrow(
      /the eSignon instance 'typo', which does not exist\. Import EsignonAuthModule/,
    );
  });
});

describe('healthOf', () => {
  const counters = { logins: 0, failures: 0, adoptions: 0, rejections: 0 };
  it.each([
    ['empty', 'up', 'down'],
    ['fresh', 'up', 'up'],
    ['renewable', 'up', 'up'],
    ['ended', 'up', 'down'],
    ['cooling-down', 'down', 'down'],
    ['closed', 'down', 'down'],
  ] as const)('%s is %s, and %s with requireToken', (state, plain, required) => {
    const status = { state, renewing: false, counters };
    for (const knows of [true, false]) {
      expect(healthOf(status, { knowsDegraded: knows }).status).toBe(plain);
      expect(healthOf(status, { knowsDegraded: knows, requireToken: true }).status).toBe(required);
    }
  });

  it.each([
    ['fresh', 'degraded', 'up'],
    ['renewable', 'degraded', 'up'],
    ['cooling-down', 'down', 'down'],
  ] as const)(
    '%s after a failed renewal is %s, and %s where terminus knows up and down only',
    (state, now, before) => {
      const status = { state, renewing: false, counters, renewalRetryAt: new Date() };
      expect(healthOf(status, { knowsDegraded: true }).status).toBe(now);
      expect(healthOf(status, { knowsDegraded: false }).status).toBe(before);
    },
  );
});

describe('report', () => {
  class HealthCheckError extends Error {
    constructor(
      message: string,
      readonly causes: unknown,
    ) {
      super(message);
    }
  }
  /** Of terminus 11 and 12.0. */
  class Service11 {
    check = () => ({ up: () => undefined, down: () => undefined });
  }
  const down = { status: 'down', state: 'cooling-down', lastErrorCode: 'ESIGNON_TIMEOUT' } as const;
  const up = { status: 'up', state: 'fresh' } as const;

  it('throws a result that is down for terminus 10 only', () => {
    const thrown = (() => {
      try {
        return report('esignon', down, { HealthCheckError });
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(HealthCheckError);
    expect(thrown).toMatchObject({ message: 'eSignon is down: ESIGNON_TIMEOUT', causes: { esignon: down } });
    expect(report('esignon', up, { HealthCheckError })).toEqual({ esignon: up });
    expect(report('esignon', down, { HealthCheckError, HealthIndicatorService: Service11 })).toEqual({
      esignon: down,
    });
    expect(report('esignon', down, { HealthIndicatorService: Service11 })).toEqual({ esignon: down });
  });

  it('knows from the installed terminus whether degraded counts as a success', () => {
    expect(knowsDegraded(terminus)).toBe(true);
    expect(knowsDegraded({ HealthIndicatorService: Service11, HealthCheckError })).toBe(false);
    expect(knowsDegraded({ HealthCheckError })).toBe(false);
  });
});
