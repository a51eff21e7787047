import {
  type EsignonAuthError,
  EsignonInvalidResponseError,
  EsignonUnavailableError,
} from '../common/errors.js';
import { ownProperty } from './envelope.js';

/** The largest answer to a login that is read, in bytes after decompression. A real one has a few hundred. */
export const MAX_RESPONSE_BYTES = 64 * 1024;

/**
 * What a login attempt that brought no answer failed with. Of what was thrown only a code of capital letters is
 * told: the rest of an axios error holds the password.
 */
export function transportFailure(thrown: unknown, origin: string): EsignonAuthError {
  const code = ownProperty(thrown, 'code');
  const message = ownProperty(thrown, 'message');
  if (typeof message === 'string' && message.startsWith('maxContentLength')) {
    return new EsignonInvalidResponseError(
      `eSignon's answer to the login is larger than ${MAX_RESPONSE_BYTES} bytes. Check that \`baseUrl\` is the API.`,
    );
  }
  const told = typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,48}$/.test(code) ? ` (${code})` : '';
  if (/^ \((HPE_|Z_|ERR__ERROR_|ERR_BROTLI|ERR_PADDING)/.test(told)) {
    return new EsignonInvalidResponseError(
      `eSignon's answer to the login is not valid HTTP${told}. Check that \`baseUrl\` is the API and no proxy alters it.`,
    );
  }
  return new EsignonUnavailableError(
    'ESIGNON_UNREACHABLE',
    `The eSignon login could not reach ${origin}${told}. Check the network, DNS, TLS, the proxy and \`baseUrl\`.`,
    { retryable: true },
  );
}

export function loginTimedOut(origin: string, timeout: number): EsignonAuthError {
  return new EsignonUnavailableError(
    'ESIGNON_TIMEOUT',
    `The eSignon login at ${origin} did not finish within ${timeout} ms. Check the network, or raise \`loginTimeout\`.`,
    { retryable: true },
  );
}
