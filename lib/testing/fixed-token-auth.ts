import { NEVER, type Observable } from 'rxjs';

import type { EsignonAuthCounters } from '../common/counters.js';
import type { EsignonAuthEvent } from '../common/events.js';
import { EsignonToken } from '../token/esignon-token.js';

const HOUR = 3_600_000;

/** The result of {@link fixedTokenAuth}: all members of `EsignonAuthService`, without a login. */
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
  /** Always `undefined`, so that the HTTP client calls `getToken()`, which a test may replace. @internal */
  getCachedToken(): undefined;
  /** Always `undefined`, so that the caller gets the response that rejected the token. @internal */
  replaceRejected(): Promise<undefined>;
  /** @internal */
  bindAccount(): <T>(fn: () => T) => T;
  /** @internal */
  currentAccount(): undefined;
  /** @internal */
  readonly waits$: Observable<never>;
}

/**
 * Returns a complete replacement for `EsignonAuthService` in unit tests: the same token for every account, and no login.
 *
 * Replace single methods to test failures: `{ ...fixedTokenAuth(), getToken: () => Promise.reject(error) }`.
 * `EsignonHttpService` calls `getToken()`, the guard `getAccessToken()`.
 *
 * @example
 * Test.createTestingModule({ imports: [AppModule] })
 *   .overrideProvider(EsignonAuthService)
 *   .useValue(fixedTokenAuth());
 */
export function fixedTokenAuth(accessToken = 'fixed-token'): FixedTokenAuth {
  const issuedAt = new Date();
  const expiresAt = new Date(issuedAt.getTime() + HOUR);
  const token = new EsignonToken({
    accessToken,
    issuedAt,
    expiresAt,
    companyId: 'testapi',
    memberEmail: 'guide@example.com',
    deviceId: 'device',
  });
  const auth: FixedTokenAuth = {
    getToken: () => Promise.resolve(token),
    getAccessToken: () => Promise.resolve(accessToken),
    getAuthorization: () => Promise.resolve(token.authorization),
    refresh: () => Promise.resolve(token),
    login: () => Promise.resolve(token),
    invalidate: () => undefined,
    status: () => ({
      state: 'fresh',
      renewing: false,
      issuedAt,
      expiresAt,
      counters: { logins: 0, failures: 0, adoptions: 0, rejections: 0 },
    }),
    events$: NEVER,
    forAccount: () => auth,
    runAs: (_id, fn) => fn(),
    getCachedToken: () => undefined,
    replaceRejected: () => Promise.resolve(undefined),
    bindAccount: () => (fn) => fn(),
    currentAccount: () => undefined,
    waits$: NEVER,
  };
  return auth;
}
