import { expect } from '@jest/globals';

import { type EsignonAuthError, type EsignonErrorCode, isEsignonAuthError } from '../../lib/common/errors.js';
import { leaksOf } from './leaks.js';
import { CREDENTIALS, logIn, type LoginTrial } from './login.js';

const LOGIN_TIMEOUT = 300;
/** What a busy machine may add to the deadline. */
const SLACK = 500;

/** Logs in, and expects one of our failures in time that holds no password. */
export async function expectLoginFailure(
  trial: LoginTrial,
  ...codes: readonly EsignonErrorCode[]
): Promise<EsignonAuthError> {
  const { error, events, ms } = await logIn({ loginTimeout: LOGIN_TIMEOUT, ...trial });
  if (!isEsignonAuthError(error)) throw new Error('No failure of ours', { cause: error });
  const { password } = trial.credentials ?? CREDENTIALS;
  if (codes.length > 0) expect(codes).toContain(error.code);
  expect(ms).toBeLessThan((trial.loginTimeout ?? LOGIN_TIMEOUT) + SLACK);
  expect(leaksOf(error, password)).toEqual([]);
  expect(leaksOf(events, password)).toEqual([]);
  expect(error.cause).toBeUndefined();
  expect(events.map(({ type }) => type)).toEqual(['login.started', 'login.failed']);
  return error;
}
