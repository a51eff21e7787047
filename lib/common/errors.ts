/** Every `code` an error of this package can carry. Stable: compare codes, not classes or messages. */
export type EsignonErrorCode =
  | 'ESIGNON_CONFIG_INVALID'
  | 'ESIGNON_INVALID_CREDENTIALS'
  | 'ESIGNON_MALFORMED_REQUEST'
  | 'ESIGNON_COMPANY_NOT_ALLOWED'
  | 'ESIGNON_SERVER_EXCEPTION'
  | 'ESIGNON_LOGIN_FAILED'
  | 'ESIGNON_UNREACHABLE'
  | 'ESIGNON_TIMEOUT'
  | 'ESIGNON_HTTP_STATUS'
  | 'ESIGNON_INVALID_RESPONSE'
  | 'ESIGNON_CREDENTIALS_UNAVAILABLE'
  | 'ESIGNON_ABORTED'
  | 'ESIGNON_API_FAILED';

/** What an error knows beside its message. None of it holds a secret. */
export interface EsignonErrorDetails {
  /** Waiting and trying again can help. */
  readonly retryable?: boolean;
  /** How long to wait before trying again, in ms. */
  readonly retryAfterMs?: number | undefined;
  /** The vendor's `header.result_code`. */
  readonly resultCode?: string | undefined;
  /** The vendor's `header.result_msg`, with secrets scrubbed. */
  readonly resultMessage?: string | undefined;
  /** The HTTP status, where that was the failure. */
  readonly status?: number | undefined;
  /** The code of Node or axios for a failed connection, such as `ECONNREFUSED`. */
  readonly systemCode?: string | undefined;
}

/**
 * The base of every error this package throws. It is built from plain values only: no axios error, response or
 * `cause` hangs on it, since those carry the password and the token into logs.
 */
export class EsignonAuthError extends Error {
  readonly code: EsignonErrorCode;
  readonly retryable: boolean;
  declare readonly retryAfterMs?: number;
  declare readonly resultCode?: string;
  declare readonly resultMessage?: string;
  declare readonly status?: number;
  declare readonly systemCode?: string;

  constructor(code: EsignonErrorCode, message: string, details: EsignonErrorDetails = {}) {
    super(message);
    this.code = code;
    this.retryable = details.retryable ?? false;
    const { retryAfterMs, resultCode, resultMessage, status, systemCode } = details;
    setDefined(this, { retryAfterMs, resultCode, resultMessage, status, systemCode });
  }

  static {
    // On the prototype: minifiers rename classes, and an own `name` would clutter every printed error.
    this.prototype.name = 'EsignonAuthError';
  }

  /** The same failure, told to a caller who must wait `retryAfterMs` from now. */
  retryIn(retryAfterMs: number): EsignonAuthError {
    const same = Object.defineProperties(new Error(this.message), {
      ...Object.getOwnPropertyDescriptors(this),
      retryAfterMs: { value: Math.max(0, Math.ceil(retryAfterMs)), enumerable: true },
    });
    return Object.setPrototypeOf(same, Object.getPrototypeOf(this) as object) as EsignonAuthError;
  }
}

/** Undefined details are left out, so that a logged error stays short. */
function setDefined(error: Error, details: EsignonErrorDetails): void {
  for (const [name, value] of Object.entries(details)) {
    if (value !== undefined) Object.defineProperty(error, name, { value, enumerable: true });
  }
}

/** The options, or the credentials a function returned, are wrong. Names every problem. */
export class EsignonConfigError extends EsignonAuthError {
  static {
    this.prototype.name = 'EsignonConfigError';
  }

  /** Each problem as a sentence; empty where the message names the only one. No value is repeated. */
  declare readonly problems: readonly string[];

  constructor(message: string, problems: readonly string[] = []) {
    super('ESIGNON_CONFIG_INVALID', message);
    // Not enumerable: the message names them, and a printed error would repeat them.
    Object.defineProperty(this, 'problems', { value: problems });
  }
}

/** The vendor answered the login, and said no. */
export class EsignonLoginRejectedError extends EsignonAuthError {
  static {
    this.prototype.name = 'EsignonLoginRejectedError';
  }
}

/** The vendor could not be reached, did not answer in time, or answered an HTTP status that is no success. */
export class EsignonUnavailableError extends EsignonAuthError {
  static {
    this.prototype.name = 'EsignonUnavailableError';
  }
}

/** The vendor answered the login with something that makes no sense: HTML, broken JSON, a token no header can carry. */
export class EsignonInvalidResponseError extends EsignonAuthError {
  static {
    this.prototype.name = 'EsignonInvalidResponseError';
  }

  constructor(message: string) {
    super('ESIGNON_INVALID_RESPONSE', message);
  }
}

/** `credentials()` or `accounts()` threw, hung, or returned nothing. What it threw is not repeated: it may hold a secret. */
export class EsignonCredentialsUnavailableError extends EsignonAuthError {
  static {
    this.prototype.name = 'EsignonCredentialsUnavailableError';
  }

  constructor(message: string) {
    super('ESIGNON_CREDENTIALS_UNAVAILABLE', message, { retryable: true });
  }
}

/** The caller's signal ended the wait, or the application is shutting down. */
export class EsignonAbortedError extends EsignonAuthError {
  static {
    this.prototype.name = 'EsignonAbortedError';
  }

  constructor(message: string) {
    super('ESIGNON_ABORTED', message);
  }
}

/** A call other than the login answered an envelope whose result code is not `"00"` (thrown by `esignonBody()`). */
export class EsignonApiError extends EsignonAuthError {
  static {
    this.prototype.name = 'EsignonApiError';
  }

  constructor(message: string, details: EsignonErrorDetails = {}) {
    super('ESIGNON_API_FAILED', message, details);
  }
}

const LOGIN_REJECTED: readonly EsignonErrorCode[] = [
  'ESIGNON_INVALID_CREDENTIALS',
  'ESIGNON_MALFORMED_REQUEST',
  'ESIGNON_COMPANY_NOT_ALLOWED',
  'ESIGNON_SERVER_EXCEPTION',
  'ESIGNON_LOGIN_FAILED',
];
const UNAVAILABLE: readonly EsignonErrorCode[] = [
  'ESIGNON_UNREACHABLE',
  'ESIGNON_TIMEOUT',
  'ESIGNON_HTTP_STATUS',
];

/**
 * Whether `error` comes from this package, and, with `codes`, whether it is one of these failures. Compares the
 * `code`, so that two copies of the package in one process agree.
 *
 * @example if (isEsignonAuthError(error, 'ESIGNON_INVALID_CREDENTIALS')) askForANewPassword();
 */
export function isEsignonAuthError(
  error: unknown,
  ...codes: readonly EsignonErrorCode[]
): error is EsignonAuthError {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  const { code } = error;
  if (typeof code !== 'string') return false;
  return codes.length > 0 ? (codes as readonly string[]).includes(code) : code.startsWith('ESIGNON_');
}

export const isEsignonConfigError = (error: unknown): error is EsignonConfigError =>
  isEsignonAuthError(error, 'ESIGNON_CONFIG_INVALID');

export const isEsignonLoginRejectedError = (error: unknown): error is EsignonLoginRejectedError =>
  isEsignonAuthError(error, ...LOGIN_REJECTED);

export const isEsignonUnavailableError = (error: unknown): error is EsignonUnavailableError =>
  isEsignonAuthError(error, ...UNAVAILABLE);

export const isEsignonInvalidResponseError = (error: unknown): error is EsignonInvalidResponseError =>
  isEsignonAuthError(error, 'ESIGNON_INVALID_RESPONSE');

export const isEsignonCredentialsUnavailableError = (
  error: unknown,
): error is EsignonCredentialsUnavailableError =>
  isEsignonAuthError(error, 'ESIGNON_CREDENTIALS_UNAVAILABLE');

export const isEsignonAbortedError = (error: unknown): error is EsignonAbortedError =>
  isEsignonAuthError(error, 'ESIGNON_ABORTED');

export const isEsignonApiError = (error: unknown): error is EsignonApiError =>
  isEsignonAuthError(error, 'ESIGNON_API_FAILED');

/** Registered, so that two copies of the package agree. */
const ESIGNON_CALL = Symbol.for('nestjs-esignon-auth.call');

/** Marks what an authorised call threw, so that the interceptor can tell it from other clients' failures. */
export function markEsignonCall(thrown: unknown): void {
  if (typeof thrown === 'object' && thrown !== null && Object.isExtensible(thrown)) {
    Object.defineProperty(thrown, ESIGNON_CALL, { value: true, configurable: true });
  }
}

export function isFromEsignonCall(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && ESIGNON_CALL in thrown;
}
