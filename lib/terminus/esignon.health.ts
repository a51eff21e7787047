import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import * as terminus from '@nestjs/terminus';

import { EsignonConfigError } from '../common/errors.js';
import type { EsignonAuthService } from '../esignon-auth.service.js';
import { getEsignonAuthToken } from '../esignon-auth.tokens.js';
import { type EsignonHealth, type EsignonHealthOptions, healthOf } from './health.js';
import { knowsDegraded, report, type TerminusApi } from './report.js';

/**
 * Reports the state of the eSignon token to `@nestjs/terminus` (10 to 12). It reads `status()` only: a probe never sends a
 * login.
 *
 * @example
 * @Module({ imports: [TerminusModule], controllers: [HealthController], providers: [EsignonHealthIndicator] })
 *
 * @HealthCheck()
 * @Get('health')
 * check() {
 *   return this.health.check([() => this.esignon.isHealthy('esignon')]);
 * }
 */
@Injectable()
export class EsignonHealthIndicator {
  readonly #moduleRef: ModuleRef;

  constructor(@Inject(ModuleRef) moduleRef: ModuleRef) {
    this.#moduleRef = moduleRef;
  }

  /**
   * Returns `up` while calls get a token or would log in; `down` in a cool-down after a failed login and after shutdown;
   * `degraded` while renewals fail and the token is still valid (`up` with a terminus before 12.1). With terminus 10 it
   * rejects with a `HealthCheckError` instead of returning `down`.
   *
   * @param key the name of the result
   * @throws `ESIGNON_CONFIG_INVALID` if there is no such instance or account
   */
  // eslint-disable-next-line @typescript-eslint/require-await -- terminus wants failures as rejections
  async isHealthy<const Key extends string>(
    key: Key,
    options: EsignonHealthOptions = {},
  ): Promise<Record<Key, EsignonHealth>> {
    const service = this.#service(options.name);
    const { account, requireToken } = options;
    const status = (account === undefined ? service : service.forAccount(account)).status();
    const api = terminus as TerminusApi;
    return report(key, healthOf(status, { requireToken, knowsDegraded: knowsDegraded(api) }), api);
  }

  /** Looks in the whole application, so that the health module does not have to import the eSignon module. */
  #service(name: string | undefined): EsignonAuthService {
    try {
      return this.#moduleRef.get(getEsignonAuthToken(name), { strict: false });
    } catch {
      throw new EsignonConfigError(
        `The health check reads ${name === undefined ? 'the eSignon instance without a name' : `the eSignon instance '${name}'`}, which does not exist. Import EsignonAuthModule, and pass its name to isHealthy().`,
      );
    }
  }
}
