/** What the types allow and refuse (N1): checked by the compiler, never run. */
import {
  EsignonAuthModule,
  type EsignonAuthOptions,
  type EsignonAuthOptionsFactory,
} from 'nestjs-esignon-auth';

const fixed = { companyId: 'acme', email: 'api@acme.kr', password: 'secret' };
const credentials = () => fixed;
const accounts = (id: string) => ({ ...fixed, companyId: id });

export const right: EsignonAuthOptions[] = [
  fixed,
  { ...fixed, accounts },
  { credentials },
  { credentials: async () => fixed },
  { credentials, accounts },
  { accounts },
  { accounts: async (id) => (id === 'acme' ? fixed : undefined) },
  { ...fixed, language: undefined, loginTimeout: undefined, store: undefined, accounts: undefined as never },
  { ...fixed, http: { headers: { 'X-Trace': 'on' }, timeout: 1_000, proxy: false } },
];

// @ts-expect-error there is no account
export const none: EsignonAuthOptions = {};
// @ts-expect-error the password is missing
export const half: EsignonAuthOptions = { companyId: 'acme', email: 'api@acme.kr' };
// @ts-expect-error fixed credentials beside credentials()
export const both: EsignonAuthOptions = { ...fixed, credentials };
// @ts-expect-error one of them beside credentials()
export const mixed: EsignonAuthOptions = { email: 'api@acme.kr', credentials };
// @ts-expect-error credentials() returns half of them
export const short: EsignonAuthOptions = { credentials: () => ({ companyId: 'acme' }) };
// @ts-expect-error a language the vendor has not
export const french: EsignonAuthOptions = { ...fixed, language: 'fr' };
// @ts-expect-error `true` is no way to log in at the start
export const atStart: EsignonAuthOptions = { ...fixed, loginOnBootstrap: true };
// @ts-expect-error the adapter is the package's
export const adapter: EsignonAuthOptions = { ...fixed, http: { adapter: 'fetch' } };
// @ts-expect-error no such option
export const unknownName: EsignonAuthOptions = { ...fixed, loginTimeouts: 1 };

class Factory implements EsignonAuthOptionsFactory {
  createEsignonAuthOptions(): Promise<EsignonAuthOptions> {
    return Promise.resolve({ credentials });
  }
}

export const modules = [
  EsignonAuthModule.forRoot({ ...fixed, isGlobal: true, name: 'crm' }),
  EsignonAuthModule.forRoot({ accounts, name: undefined }),
  EsignonAuthModule.forRootAsync({ useFactory: () => fixed }),
  EsignonAuthModule.forRootAsync({
    inject: ['A'],
    useFactory: async (a: typeof fixed) => Promise.resolve(a),
  }),
  EsignonAuthModule.forRootAsync({ useClass: Factory, isGlobal: true }),
  EsignonAuthModule.forRootAsync({ useExisting: Factory, name: 'crm', imports: [] }),
  // @ts-expect-error no account
  EsignonAuthModule.forRoot({ isGlobal: true }),
  // @ts-expect-error the class makes no options
  EsignonAuthModule.forRootAsync({ useClass: Map }),
  // @ts-expect-error the factory returns none
  EsignonAuthModule.forRootAsync({ useFactory: () => ({ email: 'api@acme.kr' }) }),
];
