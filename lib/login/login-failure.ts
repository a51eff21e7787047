import {
  type EsignonAuthError,
  EsignonInvalidResponseError,
  EsignonUnavailableError,
} from '../common/errors.js';
import { systemCodeOf } from '../common/system-code.js';
import { ownProperty } from './envelope.js';

/** The most bytes that are read of a response to a login, after decompression. A real one has a few hundred. */
export const MAX_RESPONSE_BYTES = 64 * 1024;

/** Codes of Node's HTTP parser (llhttp) and of its decompression, for received bytes that are not an HTTP response. */
const INVALID_HTTP = /^(HPE_|Z_|ERR__ERROR_|ERR_BROTLI|ERR_PADDING)/;

/**
 * Returns the error for a login attempt without a response. It keeps only the code of `thrown`, since an axios error also
 * holds the password.
 */
export function transportFailure(thrown: unknown, origin: string): EsignonAuthError {
  const message = ownProperty(thrown, 'message');
  // Recognised by the message: axios uses the same code for other failures.
  if (typeof message === 'string' && message.startsWith('maxContentLength')) {
    return new EsignonInvalidResponseError(
      `eSignon's response to the login is larger than ${MAX_RESPONSE_BYTES} bytes. Check that \`baseUrl\` is the API.`,
    );
  }
  const systemCode = systemCodeOf(thrown);
  const suffix = systemCode === undefined ? '' : ` (${systemCode})`;
  if (systemCode !== undefined && INVALID_HTTP.test(systemCode)) {
    return new EsignonInvalidResponseError(
      `eSignon's response to the login is not valid HTTP${suffix}. Check that \`baseUrl\` is the API and no proxy alters it.`,
    );
  }
  return new EsignonUnavailableError(
    'ESIGNON_UNREACHABLE',
    `The eSignon login could not reach ${origin}${suffix}. Check the network, DNS, TLS, the proxy and \`baseUrl\`.`,
    { retryable: true, systemCode },
  );
}

export function loginTimedOut(origin: string, timeout: number): EsignonAuthError {
  return new EsignonUnavailableError(
    'ESIGNON_TIMEOUT',
    `The eSignon login at ${origin} did not finish within ${timeout} ms. Check the network, or raise \`loginTimeout\`.`,
    { retryable: true },
  );
}
