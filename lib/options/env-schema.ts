import { isEsignonConfigError } from '../common/errors.js';
import { DEFAULTS } from './options.js';
import { validateOptions } from './options-validation.js';

/** The option that each environment variable sets. */
export const ENV_VARIABLES = {
  ESIGNON_BASE_URL: 'baseUrl',
  ESIGNON_COMPANY_ID: 'companyId',
  ESIGNON_EMAIL: 'email',
  ESIGNON_PASSWORD: 'password',
  ESIGNON_CLIENT_ID: 'clientId',
} as const;

export type EnvVariable = keyof typeof ENV_VARIABLES;
export const ENV_NAMES = Object.keys(ENV_VARIABLES) as EnvVariable[];
export const REQUIRED_ENV: readonly EnvVariable[] = [
  'ESIGNON_COMPANY_ID',
  'ESIGNON_EMAIL',
  'ESIGNON_PASSWORD',
];

/** The variables of the environment that this package documents, validated. */
export interface EsignonEnv {
  readonly ESIGNON_COMPANY_ID: string;
  readonly ESIGNON_EMAIL: string;
  readonly ESIGNON_PASSWORD: string;
  /** The default URL if the variable is empty or absent. */
  readonly ESIGNON_BASE_URL: string;
  readonly ESIGNON_CLIENT_ID?: string | undefined;
}

/** A problem of one variable. The message never repeats a value. */
export interface EsignonEnvIssue {
  readonly message: string;
  /** The name of the variable, as the only element; absent if the environment is not an object. */
  readonly path?: readonly [string];
}

/** A [Standard Schema](https://standardschema.dev), version 1, whose `validate` is synchronous. */
export interface EsignonEnvSchema {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: 'nestjs-esignon-auth';
    readonly validate: (
      value: unknown,
    ) =>
      | { readonly value: EsignonEnv; readonly issues?: undefined }
      | { readonly issues: readonly EsignonEnvIssue[] };
    readonly types?: { readonly input: Record<string, unknown>; readonly output: EsignonEnv } | undefined;
  };
}

/**
 * Validates the `ESIGNON_*` variables for `ConfigModule` of `@nestjs/config`. An empty variable counts as absent; every
 * problem is named; variables of other names are kept as they are.
 *
 * For applications with one fixed account: it requires company ID, e-mail and password.
 *
 * @example
 * ConfigModule.forRoot({ validationSchema: esignonEnvSchema })
 */
export const esignonEnvSchema: EsignonEnvSchema = {
  '~standard': { version: 1, vendor: 'nestjs-esignon-auth', validate },
};

function validate(value: unknown): ReturnType<EsignonEnvSchema['~standard']['validate']> {
  if (typeof value !== 'object' || value === null) {
    return { issues: [{ message: 'the environment must be an object of variables' }] };
  }
  const env = value as Readonly<Record<string, unknown>>;
  const given = ENV_NAMES.filter((name) => env[name] !== undefined && env[name] !== '');
  const issues = [...missingOf(given), ...invalidOf(env, given)];
  if (issues.length > 0) return { issues };
  const empty = ENV_NAMES.filter((name) => !given.includes(name));
  return {
    value: {
      ...env,
      // `undefined` overrides the empty string: `ConfigModule` merges this result over the variables that it read.
      ...Object.fromEntries(empty.map((name) => [name, undefined])),
      ...(!given.includes('ESIGNON_BASE_URL') && { ESIGNON_BASE_URL: DEFAULTS.baseUrl }),
    } as unknown as EsignonEnv,
  };
}

function missingOf(given: readonly EnvVariable[]): EsignonEnvIssue[] {
  return REQUIRED_ENV.filter((name) => !given.includes(name)).map((name) => ({
    message: 'is empty or not set. Set it in the environment or in .env',
    path: [name],
  }));
}

function invalidOf(env: Readonly<Record<string, unknown>>, given: readonly EnvVariable[]): EsignonEnvIssue[] {
  const problems = problemsOfEnv(Object.fromEntries(given.map((name) => [name, env[name]])));
  return given.flatMap((name) => {
    const message = problems.get(name);
    return message === undefined ? [] : [{ message, path: [name] as const }];
  });
}

/** Returns the problem of each given variable whose option the module would refuse. */
export function problemsOfEnv(
  given: Readonly<Partial<Record<EnvVariable, unknown>>>,
): Map<EnvVariable, string> {
  const options = Object.entries(given).map(([name, value]) => [ENV_VARIABLES[name as EnvVariable], value]);
  try {
    validateOptions(Object.fromEntries(options));
    return new Map();
  } catch (error) {
    if (!isEsignonConfigError(error)) throw error;
    const { problems } = error;
    return new Map(
      ENV_NAMES.filter((name) => name in given).flatMap((name) => {
        // Each problem begins with the option's name.
        const problem = problems.find((text) => text.startsWith(`${ENV_VARIABLES[name]} `));
        return problem === undefined ? [] : [[name, problem] as const];
      }),
    );
  }
}
