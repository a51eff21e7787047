import { randomBytes } from 'node:crypto';

import type { EsignonCredentials } from 'nestjs-esignon-auth';

import type { Tenant } from './accounts/accounts.js';
import { readTenants } from './accounts/read-tenants.js';

/** An eSignon account and the URL of its server. */
export interface EsignonAccount extends EsignonCredentials {
  readonly baseUrl: string;
}

/** Everything this application reads from its environment. */
export interface Settings {
  port: number;
  /** Absent: the embedded simulator is used. */
  account?: EsignonAccount;
  /** Further accounts on the same server. */
  tenants: Tenant[];
  /** The variables that are missing although others of the account are set. */
  missing: string[];
  /** The Redis in which processes share tokens. Absent: each process has its own token. */
  redisUrl?: string;
  /** Where eSignon reaches this application. Absent: it cannot, unless it is the simulator. */
  callbackUrl?: string;
  /** What callbacks are signed and verified with. */
  callbackKeys: string[];
}

/** Injects {@link Settings}. */
export const SETTINGS = Symbol('settings');

const accountVariables = ['ESIGNON_COMPANY_ID', 'ESIGNON_EMAIL', 'ESIGNON_PASSWORD'] as const;

/** Reads the settings. Throws if one is invalid. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const port = readPort(env['PORT'] || undefined);
  const redis = readRedisUrl(env['REDIS_URL']);
  const tenants = readTenants(env['ESIGNON_ACCOUNTS']);
  const common = { port, ...redis, ...readCallbacks(env) };
  const [companyId, email, password] = accountVariables.map((name) => env[name]);
  if (companyId && email && password) {
    const baseUrl = env['ESIGNON_BASE_URL'] || 'https://docs.esignon.net';
    return { ...common, account: { baseUrl, companyId, email, password }, tenants, missing: [] };
  }
  const missing = accountVariables.filter((name) => !env[name]);
  const given = Boolean(env['ESIGNON_BASE_URL']) || missing.length < accountVariables.length;
  const meant = given || tenants.length > 0;
  return { ...common, tenants: [], missing: meant ? missing : [] };
}

function readPort(text = '3000'): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new Error(`PORT is '${text}': set it to a number from 0 to 65535.`);
  }
  return port;
}

/** The module itself says what is wrong with a URL or a key, before the application listens. */
function readCallbacks(env: NodeJS.ProcessEnv): Pick<Settings, 'callbackUrl' | 'callbackKeys'> {
  const callbackUrl = env['ESIGNON_CALLBACK_URL'];
  const keys = env['ESIGNON_CALLBACK_KEYS'];
  return {
    ...(callbackUrl && { callbackUrl }),
    // A random key: callbacks of documents that were started before a restart are then refused. In your application,
    // store the keys with the passwords.
    callbackKeys: keys ? keys.split(',') : [randomBytes(32).toString('base64')],
  };
}

/** The URL is not repeated in the message, since it can contain a password. */
function readRedisUrl(text: string | undefined): { redisUrl?: string } {
  if (!text) return {};
  if (/^rediss?:\/\/[^/]/.test(text) && URL.canParse(text)) return { redisUrl: text };
  throw new Error('REDIS_URL is not the URL of a Redis: set it to one such as redis://localhost:6379.');
}
