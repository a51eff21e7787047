import { types } from 'node:util';

import { IsBoolean, IsIn, IsInt, Max, Min, ValidateBy } from 'class-validator';

import { MAX_TIMER_MS } from '../common/clock.js';
import { hasMethods } from '../common/has-methods.js';
import { EsignonConfigError } from '../common/errors.js';
import { readZone, TEN_YEARS } from '../common/time-zone.js';
import { isSafeBaseUrl, isSafeOrigin } from './allowed-origins.js';
import { messageFor, problemsOf, readCredentials } from './credentials.js';
import { DEFAULTS, type ResolvedOptions } from './options.js';

/** A custom check as a class-validator decorator. Unlike `@IsOptional()`, it refuses `null`. */
const Check = (message: string, validate: (value: unknown) => boolean): PropertyDecorator =>
  ValidateBy({ name: 'check', validator: { validate } }, { message: messageFor(message) });

const Fn = (name: string): PropertyDecorator =>
  Check(`${name} must be a function`, (value) => value === undefined || typeof value === 'function');

const Duration = (name: string, least: number, most = MAX_TIMER_MS): PropertyDecorator =>
  Check(`${name} must be a number of ms from ${least} to ${most}`, (value) => {
    return value === undefined || (typeof value === 'number' && value >= least && value <= most);
  });

const isPlainText = (value: unknown): boolean =>
  typeof value === 'string' && /^[\x21-\x7e]{1,256}$/.test(value);

/** All options except the credentials, for class-validator. */
class OptionsShape {
  @Check(
    'baseUrl must be an https URL (http on loopback only) without credentials, query or fragment',
    isSafeBaseUrl,
  )
  baseUrl: unknown = DEFAULTS.baseUrl;

  @IsIn([undefined, 'ko', 'en', 'ja'], { message: "language must be 'ko', 'en' or 'ja'" })
  language: unknown;

  @Check('clientId must be printable ASCII without spaces', (v) => v === undefined || isPlainText(v))
  clientId: unknown;

  @Fn('credentials')
  credentials: unknown;

  @Fn('accounts')
  accounts: unknown;

  @IsInt({ message: 'maxAccounts must be a whole number' })
  @Min(1, { message: 'maxAccounts must be at least 1' })
  maxAccounts: unknown = DEFAULTS.maxAccounts;

  @Duration('loginTimeout', 1)
  loginTimeout: unknown = DEFAULTS.loginTimeout;

  @IsInt({ message: 'loginRetries must be a whole number' })
  @Min(0, { message: 'loginRetries must be at least 0' })
  @Max(10, { message: 'loginRetries must be at most 10' })
  loginRetries: unknown = DEFAULTS.loginRetries;

  @Check('renewAhead must be 0 or more: at most 1 is a share of the lifetime, above it ms', (value) => {
    return value === undefined || (typeof value === 'number' && value >= 0 && value < Infinity);
  })
  renewAhead: unknown;

  @IsBoolean({ message: 'background must be true or false' })
  background: unknown = DEFAULTS.background;

  @IsIn([false, 'background', 'required'], {
    message: "loginOnBootstrap must be false, 'background' or 'required'",
  })
  loginOnBootstrap: unknown = DEFAULTS.loginOnBootstrap;

  @Duration('credentialsCooldown', 0)
  credentialsCooldown: unknown = DEFAULTS.credentialsCooldown;

  @Duration('unavailableCooldown', 0)
  unavailableCooldown: unknown = DEFAULTS.unavailableCooldown;

  @Duration('fallbackLifetime', 1, TEN_YEARS)
  fallbackLifetime: unknown = DEFAULTS.fallbackLifetime;

  @Check("expireDateOffset must be a zone such as '+09:00' or 'Z'", (value) => {
    return typeof value === 'string' && readZone(value) !== undefined;
  })
  expireDateOffset: unknown = DEFAULTS.expireDateOffset;

  @Check(
    'allowedOrigins must be a list of https origins (http on loopback only), such as https://esign.example.com',
    (value) => {
      // Array.from: `every` skips the holes of a sparse array.
      return Array.isArray(value) && Array.from(value as unknown[]).every(isSafeOrigin);
    },
  )
  allowedOrigins: unknown = DEFAULTS.allowedOrigins;

  @Check('isTokenRejected must be a function that is not async', (value) => {
    return value === undefined || (typeof value === 'function' && !types.isAsyncFunction(value));
  })
  isTokenRejected: unknown;

  @Check('store must have the methods get, set and delete (lease is optional)', (value) => {
    return value === undefined || hasMethods(value, ['get', 'set', 'delete']);
  })
  store: unknown;

  @Check(
    'http must be axios settings without auth, baseURL, adapter, socketPath or an Authorization header',
    isHttpSettings,
  )
  http: unknown = DEFAULTS.http;
}

const CREDENTIALS = ['companyId', 'email', 'password'];

/**
 * Returns the options with their defaults.
 *
 * @throws `ESIGNON_CONFIG_INVALID` that names every problem (N1)
 */
export function validateOptions(options: unknown): ResolvedOptions {
  const given = typeof options === 'object' && options !== null ? definedOf(options) : {};
  const shape = new OptionsShape();
  const known = Object.keys(shape);
  for (const name of known)
    if (name in given) (shape as unknown as Record<string, unknown>)[name] = given[name];
  const problems = [
    ...unknownNames(Object.keys(given), [...known, ...CREDENTIALS]),
    ...accountProblems(given),
    ...problemsOf(shape),
  ];
  if (problems.length > 0) throw invalidOptions(problems);
  return { ...DEFAULTS, ...given };
}

/** The properties that have a value; `undefined` means the default. */
function definedOf(options: object): Record<string, unknown> {
  try {
    return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  } catch {
    // The error of the getter is not repeated: it can hold a secret.
    throw invalidOptions(['an option throws when it is read']);
  }
}

function unknownNames(names: readonly string[], known: readonly string[]): string[] {
  return names
    .filter((name) => !known.includes(name))
    .map((whole) => {
      const name = whole.slice(0, 64);
      const meant = known.find((other) => isNear(name.toLowerCase(), other.toLowerCase()));
      return meant ? `${name} is not an option: did you mean ${meant}?` : `${name} is not an option`;
    });
}

/** Whether two names differ in one place only, by at most two letters: a typing error. */
function isNear(one: string, other: string): boolean {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return Math.max(one.length, other.length) - start - end <= 2;
}

/** There must be fixed credentials or `credentials`, but not both, or only `accounts`. */
function accountProblems(given: Record<string, unknown>): string[] {
  const fixed = CREDENTIALS.some((name) => name in given);
  if (fixed && 'credentials' in given) {
    return ['companyId, email and password cannot be combined with credentials(): pass one or the other'];
  }
  if (fixed) {
    const read = readCredentials(given);
    return Array.isArray(read) ? read : [];
  }
  if ('credentials' in given) return [];
  if ('accounts' in given) {
    const atStart = (given['loginOnBootstrap'] ?? false) !== false;
    return atStart ? ['loginOnBootstrap needs a main account, but only accounts() is given'] : [];
  }
  return ['there are no credentials: pass companyId, email and password, or credentials(), or accounts()'];
}

function invalidOptions(problems: readonly string[]): EsignonConfigError {
  const list = problems.map((problem) => `\n  - ${problem}`).join('');
  return new EsignonConfigError(
    `The options of EsignonAuthModule are invalid:${list}\nCorrect them where forRoot() or forRootAsync() is called.`,
    problems,
  );
}

/** axios settings that would change where a request goes, or its Authorization header. */
const NOT_IN_HTTP = [
  'auth',
  'baseURL',
  'adapter',
  'socketPath',
  'url',
  'method',
  'data',
  'params',
  'allowAbsoluteUrls',
];

function isHttpSettings(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { headers = {} } = value as { headers?: unknown };
  if (typeof headers !== 'object' || headers === null) return false;
  // axios also takes headers by method (`common`, `get`, ...), which could hold an Authorization.
  if (Object.values(headers).some((header) => typeof header === 'object')) return false;
  const isSet = (name: string): boolean => (value as Record<string, unknown>)[name] !== undefined;
  return (
    !NOT_IN_HTTP.some(isSet) && !Object.keys(headers).some((name) => name.toLowerCase() === 'authorization')
  );
}
