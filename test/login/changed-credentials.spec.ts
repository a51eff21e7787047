import { describe, expect, it } from '@jest/globals';

import {
  EsignonAuthError,
  EsignonLoginRejectedError,
  EsignonUnavailableError,
} from '../../lib/common/errors.js';
import { isRefusal, withChangedCredentials } from '../../lib/login/changed-credentials.js';
import type { LoginContext } from '../../lib/login/login.js';
import type { EsignonCredentials } from '../../lib/options/credentials.js';
import { CREDENTIALS, TOKEN } from '../support/login.js';

const wrongPassword = (): Error => new EsignonLoginRejectedError('ESIGNON_INVALID_CREDENTIALS', 'wrong');
const withPassword = (password: string): EsignonCredentials => ({ ...CREDENTIALS, password });

/** Logs in where eSignon knows the password 'new', and `changed` are what `onRefused` returns, in turn. */
async function logIn(failure: Error, ...changed: readonly EsignonCredentials[]) {
  const queue = [...changed];
  const tried: string[] = [];
  const refused: unknown[] = [];
  const login = withChangedCredentials(({ password }) => {
    tried.push(password);
    return password === 'new' ? Promise.resolve(TOKEN) : Promise.reject(failure);
  });
  const context: LoginContext = {
    signal: new AbortController().signal,
    emit: () => undefined,
    onRefused: ({ password }, error) => {
      refused.push([password, error]);
      return Promise.resolve(queue.shift());
    },
  };
  const result = await login(withPassword('old'), context).catch((error: unknown) => error);
  return { result, tried, refused };
}

describe('K5: a login whose credentials are refused', () => {
  it('is repeated with changed ones', async () => {
    const refusal = wrongPassword();
    const { result, tried, refused } = await logIn(refusal, withPassword('new'));
    expect(result).toBe(TOKEN);
    expect(tried).toEqual(['old', 'new']);
    expect(refused).toEqual([['old', refusal]]);
  });

  it('fails with the refusal where they have not changed', async () => {
    const refusal = wrongPassword();
    const { result, tried } = await logIn(refusal);
    expect(result).toBe(refusal);
    expect(tried).toEqual(['old']);
  });

  it('reports each that is refused', async () => {
    const refusal = wrongPassword();
    const { result, refused } = await logIn(refusal, withPassword('newer'));
    expect(result).toBe(refusal);
    expect(refused).toEqual([
      ['old', refusal],
      ['newer', refusal],
    ]);
  });
});

describe('K5: a login that fails otherwise', () => {
  it.each<[string, Error]>([
    ['an outage', new EsignonUnavailableError('ESIGNON_TIMEOUT', 'down', { retryable: true })],
    ['another result code', new EsignonLoginRejectedError('ESIGNON_COMPANY_NOT_ALLOWED', 'no')],
    ['an error of other code', Object.assign(new Error('x'), { code: 'ESIGNON_INVALID_CREDENTIALS' })],
  ])('is not repeated, and does not count as a refusal: %s', async (_, failure) => {
    const { result, tried, refused } = await logIn(failure, withPassword('new'));
    expect(result).toBe(failure);
    expect(tried).toEqual(['old']);
    expect(refused).toEqual([]);
  });
});

describe('K5: a refusal', () => {
  it.each<[string, unknown, boolean]>([
    ['a wrong password', wrongPassword(), true],
    ['any error with its code', new EsignonAuthError('ESIGNON_INVALID_CREDENTIALS', 'wrong'), true],
    ['another code', new EsignonAuthError('ESIGNON_LOGIN_FAILED', 'no'), false],
    ['an error of other code', { code: 'ESIGNON_INVALID_CREDENTIALS' }, false],
    ['nothing', undefined, false],
  ])('is an EsignonAuthError that says so: %s', (_, error, expected) => {
    expect(isRefusal(error)).toBe(expected);
  });
});
