import { EsignonAuthError } from '../common/errors.js';
import type { Login } from './login.js';

/**
 * Repeats a login that the vendor refused, if the credentials have changed meanwhile (K5). A shared login wraps this
 * function, so the lease is still held: without it the next process would also try the refused password.
 */
export function withChangedCredentials(login: Login): Login {
  return async (credentials, context) => {
    for (let tried = credentials; ;) {
      try {
        return await login(tried, context);
      } catch (error) {
        const changed = isRefusal(error) ? await context.onRefused(tried, error) : undefined;
        if (!changed) throw error;
        tried = changed;
      }
    }
  };
}

/** Whether the vendor said that the password is wrong (code 10). */
export function isRefusal(error: unknown): error is EsignonAuthError {
  return error instanceof EsignonAuthError && error.code === 'ESIGNON_INVALID_CREDENTIALS';
}
