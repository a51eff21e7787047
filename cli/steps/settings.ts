import {
  ENV_NAMES,
  ENV_VARIABLES,
  type EnvVariable,
  problemsOfEnv,
  REQUIRED_ENV,
} from '../../lib/options/env-schema.js';
import { DEFAULTS } from '../../lib/options/options.js';
import { type Finding, found } from '../findings.js';
import type { CheckSettings, Target } from '../target.js';

/** Reads the account from the environment and validates it as the module does. */
export function checkSettings(settings: CheckSettings): { finding: Finding; target?: Target } {
  const { env, file, hasDotEnv } = settings;
  const given = ENV_NAMES.filter((name) => env[name] || file[name]);
  const missing = REQUIRED_ENV.filter((name) => !given.includes(name));
  if (missing.length > 0) {
    return { finding: found('failed', 'settings.missing', { variables: missing, hasDotEnv }) };
  }
  const variables = Object.fromEntries(given.map((name) => [name, env[name] || file[name]]));
  const invalid = [...problemsOfEnv(variables).keys()];
  if (invalid.length > 0) return { finding: found('failed', 'settings.invalid', { variables: invalid }) };
  const values = Object.fromEntries(given.map((name) => [ENV_VARIABLES[name], variables[name]]));
  return { finding: readFinding(given, settings), target: targetOf(values) };
}

function readFinding(given: readonly EnvVariable[], { env, file }: CheckSettings): Finding {
  const valueOf = (name: EnvVariable): string => env[name] || file[name] || '';
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
