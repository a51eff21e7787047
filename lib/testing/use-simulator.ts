import { type EsignonAccount, EsignonSimulator } from '../../simulator/index.js';
import type { EsignonAuthOptions } from '../options/options.js';
import { OPTIONS_OVERRIDE, type OptionsOverride } from '../options/options-override.js';

/** What is used of the builder of `@nestjs/testing`. */
export interface ProviderOverrides {
  overrideProvider(token: symbol): { useValue(value: unknown): unknown };
}

/**
 * Connects every instance of `EsignonAuthModule` in a testing module to the simulator, whatever `forRoot()` or
 * `forRootAsync()` say: options that were read from the environment when a file was imported cannot reach eSignon. The
 * main account becomes the simulator's; `accounts` stays, and its companies must be known to the simulator.
 *
 * @param accountOf the account of the instance with this `name`. Default: `EsignonSimulator.defaultAccount`
 *
 * @example
 * const builder = Test.createTestingModule({ imports: [AppModule] });
 * const app = (await useSimulator(builder, simulator).compile()).createNestApplication();
 */
export function useSimulator<Builder extends ProviderOverrides>(
  builder: Builder,
  simulator: Pick<EsignonSimulator, 'url'>,
  accountOf: (name: string | undefined) => EsignonAccount = () => EsignonSimulator.defaultAccount,
): Builder {
  const override: OptionsOverride = (options, name) => ({
    ...withMainAccount(options, accountOf(name)),
    baseUrl: simulator.url,
    // The simulator is on this machine, where no proxy leads.
    http: { ...options.http, proxy: false },
  });
  builder.overrideProvider(OPTIONS_OVERRIDE).useValue(override);
  return builder;
}

/** With `account` as the main one; as they are where there is none beside `accounts`. */
function withMainAccount(options: EsignonAuthOptions, account: EsignonAccount): EsignonAuthOptions {
  const { companyId, email, password, credentials, ...others } = options;
  const hasMain = [companyId, email, password, credentials].some((given) => given !== undefined);
  return others.accounts && !hasMain ? options : { ...others, ...account };
}
