import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isEsignonConfigError } from '../../lib/common/errors.js';
import { validateOptions } from '../../lib/options/options-validation.js';
import { RUNS } from '../support/fuzz.js';
import { leaksOf } from '../support/leaks.js';
import { CREDENTIALS } from '../support/login.js';

const FN = (): undefined => undefined;

/** Of each option values that are right. */
const RIGHT: Readonly<Record<string, readonly unknown[]>> = {
  baseUrl: [
    undefined,
    'https://docs.esignon.net',
    'https://h.kr/path/',
    'http://localhost:1',
    'http://127.1',
  ],
  language: [undefined, 'ko', 'en', 'ja'],
  clientId: [undefined, 'client-1'],
  accounts: [undefined, FN],
  maxAccounts: [undefined, 1, 100_000],
  loginTimeout: [undefined, 1, 2 ** 31 - 1, 0.5 + 1],
  loginRetries: [undefined, 0, 10],
  renewAhead: [undefined, 0, 0.5, 1, 60_000],
  background: [undefined, true, false],
  loginOnBootstrap: [undefined, false, 'background', 'required'],
  credentialsCooldown: [undefined, 0, 1_000],
  unavailableCooldown: [undefined, 0, 1_000],
  fallbackLifetime: [undefined, 1, 1_000],
  expireDateOffset: [undefined, 'Z', '+09:00', '-0330'],
  allowedOrigins: [undefined, [], ['https://h.kr'], ['http://127.0.0.1:1', 'https://a.b:444/']],
  isTokenRejected: [undefined, FN],
  store: [undefined, { get: FN, set: FN, delete: FN }],
  http: [undefined, {}, { headers: { a: 'b' }, timeout: 1 }],
};

/** Of each option values that are wrong. */
const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  baseUrl: [
    null,
    '',
    7,
    'http://h.kr',
    'ftp://h.kr',
    'https://u:p@h.kr',
    'https://h.kr?a',
    'https://h.kr#',
    'h.kr',
  ],
  language: ['', 'KO', 'fr', 7, {}, ['ko']],
  clientId: ['', ' ', 'a b', 'ㄱ', 7, 'x'.repeat(257)],
  credentials: [null, 7, {}, 'x'],
  accounts: [null, 7, {}, new Map()],
  maxAccounts: [null, 0, -1, 1.5, '5', Number.NaN, Infinity, 5n],
  loginTimeout: [null, 0, -1, 2 ** 31, '1', Number.NaN, Infinity],
  loginRetries: [null, -1, 11, 1.5, '2', Number.NaN],
  renewAhead: [null, -1, '1', Number.NaN, Infinity],
  background: [null, 0, 'true', {}],
  loginOnBootstrap: [null, true, '', 'yes'],
  credentialsCooldown: [null, -1, '1', Number.NaN],
  unavailableCooldown: [null, -1, 2 ** 31, []],
  fallbackLifetime: [null, 0, '12h', Number.NaN],
  expireDateOffset: [null, '', 9, 'KST', '+15:00'],
  allowedOrigins: [
    null,
    'https://h.kr',
    ['h.kr'],
    ['https://h.kr/path'],
    ['http://h.kr'],
    [7],
    [undefined],
    {},
  ],
  isTokenRejected: [null, true, {}],
  store: [null, {}, { get: FN, set: FN }, FN, 'redis'],
  http: [
    null,
    7,
    FN,
    { auth: {} },
    { baseURL: '/' },
    { adapter: FN },
    { socketPath: '/' },
    { headers: { AUTHORIZATION: 'x' } },
  ],
};

const choices = fc.record(
  Object.fromEntries(
    Object.keys(WRONG).map((name) => {
      const right = fc
        .constantFrom(...(RIGHT[name] ?? [undefined]))
        .map((value) => ({ value, isWrong: false }));
      const wrong = fc.constantFrom(...(WRONG[name] as unknown[])).map((value) => ({ value, isWrong: true }));
      return [name, fc.oneof({ weight: 5, arbitrary: right }, { weight: 1, arbitrary: wrong })];
    }),
  ),
);

/** What is said of options; `undefined` where they are taken. Fails on any other error. */
function complaintOf(options: unknown): string | undefined {
  try {
    validateOptions(options);
    return undefined;
  } catch (error) {
    if (!isEsignonConfigError(error)) throw error;
    expect(leaksOf(error, CREDENTIALS.password)).toEqual([]);
    return error.message;
  }
}

describe('N1: any options', () => {
  it('are accepted, or exactly the invalid ones are named', () => {
    fc.assert(
      fc.property(choices, (chosen) => {
        const names = Object.keys(chosen);
        const options = Object.fromEntries(names.map((name) => [name, chosen[name]?.value]));
        const complaint = complaintOf({
          ...('credentials' in options && options['credentials'] !== undefined ? {} : CREDENTIALS),
          ...options,
        });
        const lines = complaint?.split('\n').filter((line) => line.startsWith('  - ')) ?? [];
        const named = names.filter((name) => lines.some((line) => line.startsWith(`  - ${name} `)));
        expect(named).toEqual(names.filter((name) => chosen[name]?.isWrong));
        expect(lines).toHaveLength(named.length);
      }),
      RUNS,
    );
  });

  it('of any type are accepted or refused, without showing a password', () => {
    const names = fc.constantFrom(
      ...Object.keys(WRONG),
      'companyId',
      'email',
      'password',
      '__proto__',
      'Password',
    );
    const values = fc.oneof(
      fc.anything({ withBigInt: true, withMap: true, withNullPrototype: true, withSparseArray: true }),
      fc.constant(CREDENTIALS.password),
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.dictionary(names, values)), (options) => {
        complaintOf(options);
        complaintOf({ ...CREDENTIALS, ...(options as object) });
      }),
      RUNS,
    );
  });

  it('that are accepted keep what was given, with all defaults', () => {
    fc.assert(
      fc.property(
        fc.record(
          Object.fromEntries(Object.entries(RIGHT).map(([name, of]) => [name, fc.constantFrom(...of)])),
        ),
        (options) => {
          const resolved = validateOptions({ ...CREDENTIALS, ...options }) as unknown as Record<
            string,
            unknown
          >;
          for (const [name, value] of Object.entries(options))
            if (value !== undefined) expect(resolved[name]).toBe(value);
          expect(resolved).toMatchObject({ baseUrl: expect.any(String), loginTimeout: expect.any(Number) });
        },
      ),
      RUNS,
    );
  });
});
