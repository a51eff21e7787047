import type { DynamicModule } from '@nestjs/common';
import type { AxiosResponse } from 'axios';
import {
  EsignonApiError,
  EsignonAuthError,
  type EsignonAuthEvent,
  EsignonAuthModule,
  type EsignonAuthOptions,
  type EsignonAuthOptionsFactory,
  type EsignonAuthService,
  type EsignonAuthStatus,
  esignonBody,
  type EsignonCredentials,
  type EsignonErrorCode,
  type EsignonHttpService,
  type EsignonToken,
  EsignonUnavailableError,
  isEsignonApiError,
  isEsignonAuthError,
  isEsignonUnavailableError,
  type LoginFailedEvent,
  type LoginSucceededEvent,
  type StoreFailedEvent,
} from 'nestjs-esignon-auth';
import type { Observable, OperatorFunction } from 'rxjs';

// What the public API promises to compilers. Checked, never run: against the source by `npm run typecheck`, and
// against the packed tarball by `npm run test:package -- --only types`.

// The two `T` are what makes the comparison exact, and tell `any` from everything else.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `exactly<Expected>()(value)` compiles only where the type of `value` is `Expected`, neither wider nor narrower. */
declare function exactly<Expected>(): <Actual>(
  value: Actual,
  ...same: Equal<Actual, Expected> extends true ? [] : [never]
) => void;

const account: EsignonCredentials = { companyId: 'acme', email: 'api@acme.kr', password: 'secret' };

export function forRootTakesOneSourceOfCredentials(): void {
  exactly<DynamicModule>()(EsignonAuthModule.forRoot(account));
  EsignonAuthModule.forRoot({
    ...account,
    baseUrl: process.env.ESIGNON_BASE_URL,
    name: 'crm',
    isGlobal: true,
  });
  EsignonAuthModule.forRoot({ credentials: () => account });
  EsignonAuthModule.forRoot({ credentials: async () => account });
  EsignonAuthModule.forRoot({ accounts: (id: string) => (id === 'acme' ? account : undefined) });
  EsignonAuthModule.forRoot({ ...account, accounts: async () => undefined });
  EsignonAuthModule.forRoot({ credentials: () => account, accounts: () => account });

  // @ts-expect-error -- no source of credentials
  EsignonAuthModule.forRoot({});
  // @ts-expect-error -- half of the credentials
  EsignonAuthModule.forRoot({ companyId: 'acme', email: 'api@acme.kr' });
  // @ts-expect-error -- half of the credentials, from a function
  EsignonAuthModule.forRoot({ credentials: () => ({ companyId: 'acme' }) });
  // @ts-expect-error -- fixed credentials and a function
  EsignonAuthModule.forRoot({ ...account, credentials: () => account });
  // @ts-expect-error -- an option that there is not
  EsignonAuthModule.forRoot({ ...account, loginTimeOut: 1 });
  // @ts-expect-error -- a language that the vendor does not speak
  EsignonAuthModule.forRoot({ ...account, language: 'fr' });
  // @ts-expect-error -- the address is the option `baseUrl`
  EsignonAuthModule.forRoot({ ...account, http: { baseURL: 'https://example.com' } });
}

class Options implements EsignonAuthOptionsFactory {
  createEsignonAuthOptions(): EsignonAuthOptions {
    return account;
  }
}

export function forRootAsyncTakesOptionsFromElsewhere(): void {
  exactly<DynamicModule>()(EsignonAuthModule.forRootAsync({ useFactory: () => account }));
  EsignonAuthModule.forRootAsync({
    inject: ['KEY', { token: 'ID', optional: true }],
    useFactory: async (password: string) => ({ ...account, password }),
  });
  EsignonAuthModule.forRootAsync({ imports: [], useClass: Options, name: 'crm', isGlobal: true });
  EsignonAuthModule.forRootAsync({ useExisting: Options });

  // @ts-expect-error -- half of the credentials
  EsignonAuthModule.forRootAsync({ useFactory: () => ({ companyId: 'acme' }) });
  // @ts-expect-error -- no EsignonAuthOptionsFactory
  EsignonAuthModule.forRootAsync({ useClass: Date });
  // @ts-expect-error -- a source that there is not
  EsignonAuthModule.forRootAsync({ useValue: account });
}

export async function theServiceServesTokens(auth: EsignonAuthService, signal: AbortSignal): Promise<void> {
  exactly<string>()(await auth.getAccessToken({ signal }));
  exactly<string>()(await auth.getAuthorization());
  exactly<EsignonToken>()(await auth.getToken());
  exactly<EsignonToken>()(await auth.refresh());
  exactly<EsignonToken>()(await auth.login(account, { signal }));
  exactly<EsignonAuthStatus>()(auth.status());
  exactly<Observable<EsignonAuthEvent>>()(auth.events$);
  exactly<EsignonAuthService>()(auth.forAccount('acme'));
  exactly<Promise<string>>()(auth.runAs('acme', () => auth.getAccessToken()));
  exactly<number>()(auth.runAs('acme', () => 1));
  // @ts-expect-error -- an ID that may be missing must not come to mean the main account
  auth.forAccount(process.env.ACCOUNT_THAT_MAY_BE_MISSING);
}

export function aTokenTellsItsLife(token: EsignonToken): void {
  exactly<string>()(token.accessToken);
  exactly<string>()(token.authorization);
  exactly<Date>()(token.expiresAt);
  exactly<Date>()(token.issuedAt);
  exactly<string>()(token.companyId);
  exactly<string>()(token.memberEmail);
  exactly<string | undefined>()(token.deviceId);
  // @ts-expect-error -- a token does not change
  token.expiresAt = new Date();
}

interface Worklist {
  total: number;
}

export function aCallGivesTheBodyOfItsEnvelope(http: EsignonHttpService): void {
  exactly<OperatorFunction<AxiosResponse<unknown>, Worklist>>()(esignonBody<Worklist>());
  exactly<Observable<Worklist>>()(http.get('/worklists/new').pipe(esignonBody<Worklist>()));
  exactly<EsignonHttpService>()(http.forAccount('acme'));
  exactly<() => void>()(http.authorize(http));
}

export function anEventIsToldByItsType(event: EsignonAuthEvent): void {
  switch (event.type) {
    case 'login.succeeded':
      exactly<LoginSucceededEvent>()(event);
      exactly<Date>()(event.expiresAt);
      break;
    case 'login.failed':
      exactly<LoginFailedEvent>()(event);
      exactly<EsignonErrorCode>()(event.code);
      break;
    case 'store.failed':
      exactly<StoreFailedEvent>()(event);
      break;
    case 'login.started':
    case 'token.adopted':
    case 'token.rejected':
    case 'renewal.failed':
    case 'cooldown.started':
    case 'expire-date.unreadable':
    case 'contention':
      exactly<Date>()(event.at);
      break;
    default:
      exactly<never>()(event);
  }
}

export function guardsTellErrors(error: unknown): void {
  if (isEsignonApiError(error)) exactly<EsignonApiError>()(error);
  if (isEsignonUnavailableError(error)) exactly<EsignonUnavailableError>()(error);
  // @ts-expect-error -- a code that there is not
  isEsignonAuthError(error, 'ESIGNON_TIME_OUT');
  if (!isEsignonAuthError(error, 'ESIGNON_TIMEOUT', 'ESIGNON_UNREACHABLE')) return;
  exactly<EsignonAuthError>()(error);
  exactly<EsignonErrorCode>()(error.code);
  exactly<boolean>()(error.retryable);
  exactly<number | undefined>()(error.retryAfterMs);
  exactly<string | undefined>()(error.resultCode);
}
