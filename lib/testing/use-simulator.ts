import { type EsignonSimulatorAccount, EsignonSimulator } from '../../simulator/index.js';
import type { EsignonAuthOptions } from '../options/options.js';
import { OPTIONS_OVERRIDE, type OptionsOverride } from '../options/options-override.js';

/** The part of the builder of `@nestjs/testing` that is used. */
export interface ProviderOverrides {
  overrideProvider(token: symbol): { useValue(value: unknown): unknown };
}

/**
 * Connects every instance of `EsignonAuthModule` in a testing module to the simulator, whatever options `forRoot()` or
 * `forRootAsync()` were given, so that no test reaches eSignon. The main account becomes an account of the simulator.
 * `accounts` is kept, so the simulator must have its companies.
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
  accountOf: (name: string | undefined) => EsignonSimulatorAccount = () => EsignonSimulator.defaultAccount,
): Builder {
  const override: OptionsOverride = (options, name) => ({
    ...withMainAccount(options, accountOf(name)),
    baseUrl: simulator.url,
    // The simulator runs on this machine, which a proxy cannot reach.
    http: { ...options.http, proxy: false },
  });
  builder.overrideProvider(OPTIONS_OVERRIDE).useValue(override);
  return builder;
}

/** Returns the options with `account` as the main account; unchanged if they have `accounts` and no main account. */
function withMainAccount(options: EsignonAuthOptions, account: EsignonSimulatorAccount): EsignonAuthOptions {
  const { companyId, email, password, credentials, ...others } = options;
  const hasMain = [companyId, email, password, credentials].some((given) => given !== undefined);
  return others.accounts && !hasMain ? options : { ...others, ...account };
}
