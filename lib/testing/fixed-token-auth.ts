import { NEVER, type Observable } from 'rxjs';

import type { EsignonAuthCounters } from '../common/counters.js';
import type { EsignonAuthEvent } from '../common/events.js';
import { EsignonToken } from '../token/esignon-token.js';

const HOUR = 3_600_000;

/** What {@link fixedTokenAuth} makes: the methods of `EsignonAuthService`, without a login behind them. */
export interface FixedTokenAuth {
  getToken(): Promise<EsignonToken>;
  getAccessToken(): Promise<string>;
  getAuthorization(): Promise<string>;
  refresh(): Promise<EsignonToken>;
  login(): Promise<EsignonToken>;
  invalidate(): void;
  status(): {
    readonly state: 'fresh';
    readonly renewing: false;
    readonly issuedAt: Date;
    readonly expiresAt: Date;
    readonly counters: EsignonAuthCounters;
  };
  readonly events$: Observable<EsignonAuthEvent>;
  forAccount(id: string): FixedTokenAuth;
  runAs<T>(id: string, fn: () => T): T;
}

/**
 * A stand-in for `EsignonAuthService` in unit tests: one token for every account, and never a login.
 *
 * @example
 * Test.createTestingModule({ imports: [AppModule] })
 *   .overrideProvider(EsignonAuthService)
 *   .useValue(fixedTokenAuth());
 */
export function fixedTokenAuth(accessToken = 'fixed-token'): FixedTokenAuth {
  const issuedAt = new Date();
  const expiresAt = new Date(issuedAt.getTime() + HOUR);
  const account = { companyId: 'testapi', memberEmail: 'guide@example.com', deviceId: 'device' };
  const token = new EsignonToken({ accessToken, issuedAt, expiresAt, ...account });
  const auth: FixedTokenAuth = {
    getToken: () => Promise.resolve(token),
    getAccessToken: () => Promise.resolve(accessToken),
    getAuthorization: () => Promise.resolve(token.authorization),
    refresh: () => Promise.resolve(token),
    login: () => Promise.resolve(token),
    invalidate: () => undefined,
    status: () => ({
      ...{ state: 'fresh', renewing: false, issuedAt, expiresAt },
      counters: { logins: 0, failures: 0, adoptions: 0, rejections: 0 },
    }),
    events$: NEVER,
    forAccount: () => auth,
    runAs: (_id, fn) => fn(),
  };
  return auth;
}
