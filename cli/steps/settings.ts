import { isEsignonConfigError } from '../../lib/common/errors.js';
import { DEFAULTS } from '../../lib/options/options.js';
import { validateOptions } from '../../lib/options/options-validation.js';
import { type Finding, found } from '../findings.js';
import type { CheckSettings, Target } from '../target.js';

/** The variables, and the options they are for. */
const VARIABLES = {
  ESIGNON_BASE_URL: 'baseUrl',
  ESIGNON_COMPANY_ID: 'companyId',
  ESIGNON_EMAIL: 'email',
  ESIGNON_PASSWORD: 'password',
  ESIGNON_CLIENT_ID: 'clientId',
} as const;

type Variable = keyof typeof VARIABLES;
const NAMES = Object.keys(VARIABLES) as Variable[];
const REQUIRED: readonly Variable[] = ['ESIGNON_COMPANY_ID', 'ESIGNON_EMAIL', 'ESIGNON_PASSWORD'];

/** Reads the account from the environment, by the module's own validation. */
export function checkSettings(settings: CheckSettings): { finding: Finding; target?: Target } {
  const { env, file, hasDotEnv } = settings;
  const given = NAMES.filter((name) => env[name] || file[name]);
  const missing = REQUIRED.filter((name) => !given.includes(name));
  if (missing.length > 0) {
    return { finding: found('failed', 'settings.missing', { variables: missing, hasDotEnv }) };
  }
  const values = Object.fromEntries(given.map((name) => [VARIABLES[name], env[name] || file[name]]));
  const invalid = invalidVariables(values);
  if (invalid.length > 0) return { finding: found('failed', 'settings.invalid', { variables: invalid }) };
  return { finding: readFinding(given, settings), target: targetOf(values) };
}

/** The variables whose options the module would refuse. */
function invalidVariables(values: Record<string, unknown>): Variable[] {
  try {
    validateOptions(values);
    return [];
  } catch (error) {
    if (!isEsignonConfigError(error)) throw error;
    // Each problem begins with the option's name.
    const options = error.problems.map((problem) => /^\w+/.exec(problem)?.[0]);
    return NAMES.filter((name) => options.includes(VARIABLES[name]));
  }
}

function readFinding(given: readonly Variable[], { env, file }: CheckSettings): Finding {
  const valueOf = (name: Variable): string => env[name] || file[name] || '';
  const padded = given.filter((name) => /^\s|\s$|^(["']).*\1$/.test(valueOf(name)));
  const overridden = given.filter((name) => env[name] && file[name] && env[name] !== file[name]);
  if (padded.length + overridden.length > 0) {
    return found('warning', 'settings.doubtful', { padded, overridden });
  }
  return found('ok', 'settings.read', { variables: given });
}

function targetOf(values: Record<string, string | undefined>): Target {
  const { baseUrl = DEFAULTS.baseUrl, companyId = '', email = '', password = '', clientId } = values;
  return { baseUrl: new URL(baseUrl), credentials: { companyId, email, password }, clientId };
}
