/** The `code` of every error of this package. Codes are stable: compare them, not classes or messages. */
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
  | 'ESIGNON_UNKNOWN_ACCOUNT'
  | 'ESIGNON_ABORTED'
  | 'ESIGNON_API_FAILED'
  | 'ESIGNON_INVALID_REQUEST'
  | 'ESIGNON_OUTCOME_UNKNOWN';

/** Why eSignon refused a call. The meaning is the same for every call, unlike that of a result code. */
export type EsignonFailureReason =
  | 'invalid-request'
  | 'not-found'
  | 'quota-exceeded'
  | 'subscription-expired'
  | 'already-complete'
  | 'already-canceled'
  | 'not-allowed'
  | 'failed';

/** The details of an error. They hold no secret. */
export interface EsignonErrorDetails {
  /** Whether the failure is transient, so that a later attempt can succeed. */
  readonly retryable?: boolean;
  /** How long to wait before trying again, in ms. */
  readonly retryAfterMs?: number | undefined;
  /** The vendor's `header.result_code`. */
  readonly resultCode?: string | undefined;
  /** The vendor's `header.result_msg`, without secrets. */
  readonly resultMessage?: string | undefined;
  /** The HTTP status, if that was the failure. */
  readonly status?: number | undefined;
  /** The code of Node or axios for a failed connection, such as `ECONNREFUSED`. */
  readonly systemCode?: string | undefined;
}

/**
 * The base class of all errors of this package. It holds plain values only, and never an axios error, a response or a
 * `cause`: these hold the password or the token, and would carry them into logs.
 */
export class EsignonAuthError extends Error {
  /** Which failure it is. */
  readonly code: EsignonErrorCode;
  /** Whether the failure is transient, so that a later attempt can succeed. */
  readonly retryable: boolean;
  /** How long to wait before trying again, in ms. */
  declare readonly retryAfterMs?: number;
  /** The vendor's `header.result_code`. */
  declare readonly resultCode?: string;
  /** The vendor's `header.result_msg`, without secrets. */
  declare readonly resultMessage?: string;
  /** The HTTP status, if that was the failure. */
  declare readonly status?: number;
  /** The code of Node or axios for a failed connection, such as `ECONNREFUSED`. */
  declare readonly systemCode?: string;

  constructor(code: EsignonErrorCode, message: string, details: EsignonErrorDetails = {}) {
    super(message);
    this.code = code;
    this.retryable = details.retryable ?? false;
    const { retryAfterMs, resultCode, resultMessage, status, systemCode } = details;
    setDefined(this, { retryAfterMs, resultCode, resultMessage, status, systemCode });
  }

  static {
    // Set explicitly, since minifiers rename classes; on the prototype, so that it is not printed as a property.
    this.prototype.name = 'EsignonAuthError';
  }

  /** Returns a copy of this error with another `retryAfterMs`. @internal */
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

/** Options, arguments or credentials are invalid. The message names every problem. Code `ESIGNON_CONFIG_INVALID`. */
export class EsignonConfigError extends EsignonAuthError {
  static {
    this.prototype.name = 'EsignonConfigError';
  }

  /** Each problem as a sentence; empty if the message names a single problem. Values are not repeated. */
  declare readonly problems: readonly string[];

  constructor(message: string, problems: readonly string[] = []) {
    super('ESIGNON_CONFIG_INVALID', message);
    // Not enumerable, since the message already contains them.
    Object.defineProperty(this, 'problems', { value: problems });
  }
}

/** eSignon refused the login. */
export class EsignonLoginRejectedError extends EsignonAuthError {
  static {
    this.prototype.name = 'EsignonLoginRejectedError';
  }
}

/** eSignon could not be reached, did not respond in time, or responded with an HTTP status other than 2xx. */
export class EsignonUnavailableError extends EsignonAuthError {
  static {
    this.prototype.name = 'EsignonUnavailableError';
  }
}

/** eSignon returned an invalid response to the login: HTML, broken JSON, or a token that is not valid in a header. */
export class EsignonInvalidResponseError extends EsignonAuthError {
  static {
    this.prototype.name = 'EsignonInvalidResponseError';
  }

  constructor(message: string) {
    super('ESIGNON_INVALID_RESPONSE', message);
  }
}

/**
 * `credentials()` threw, timed out or returned nothing, or `accounts()` threw or timed out. The error that it threw is
 * not repeated, since it can hold a secret.
 */
export class EsignonCredentialsUnavailableError extends EsignonAuthError {
  static {
    this.prototype.name = 'EsignonCredentialsUnavailableError';
  }

  constructor(message: string) {
    super('ESIGNON_CREDENTIALS_UNAVAILABLE', message, { retryable: true });
  }
}

/** The caller's `signal` ended the wait, or the application is shutting down. */
export class EsignonAbortedError extends EsignonAuthError {
  static {
    this.prototype.name = 'EsignonAbortedError';
  }

  constructor(message: string) {
    super('ESIGNON_ABORTED', message);
  }
}

/**
 * A call was refused, or returned no envelope where one was expected. Thrown by `esignonBody()` and by `EsignonClient`.
 */
export class EsignonApiError extends EsignonAuthError {
  /** Set by `EsignonClient`, which knows what the result codes of each call mean. */
  declare readonly reason?: EsignonFailureReason;

  static {
    this.prototype.name = 'EsignonApiError';
  }

  constructor(
    message: string,
    { reason, ...details }: EsignonErrorDetails & { readonly reason?: EsignonFailureReason } = {},
  ) {
    super('ESIGNON_API_FAILED', message, details);
    if (reason !== undefined) Object.defineProperty(this, 'reason', { value: reason, enumerable: true });
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
 * Whether `error` is an error of this package, and with `codes`, whether it has one of them. Compares the `code` rather
 * than the class, so that it works with two copies of the package in one process.
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

/** Whether `error` has the code `ESIGNON_CONFIG_INVALID`. */
export const isEsignonConfigError = (error: unknown): error is EsignonConfigError =>
  isEsignonAuthError(error, 'ESIGNON_CONFIG_INVALID');

/** Whether `error` has one of the codes of a refused login. */
export const isEsignonLoginRejectedError = (error: unknown): error is EsignonLoginRejectedError =>
  isEsignonAuthError(error, ...LOGIN_REJECTED);

/** Whether `error` has the code `ESIGNON_UNREACHABLE`, `ESIGNON_TIMEOUT` or `ESIGNON_HTTP_STATUS`. */
export const isEsignonUnavailableError = (error: unknown): error is EsignonUnavailableError =>
  isEsignonAuthError(error, ...UNAVAILABLE);

/** Whether `error` has the code `ESIGNON_INVALID_RESPONSE`. */
export const isEsignonInvalidResponseError = (error: unknown): error is EsignonInvalidResponseError =>
  isEsignonAuthError(error, 'ESIGNON_INVALID_RESPONSE');

/** Whether `error` has the code `ESIGNON_CREDENTIALS_UNAVAILABLE`. */
export const isEsignonCredentialsUnavailableError = (
  error: unknown,
): error is EsignonCredentialsUnavailableError =>
  isEsignonAuthError(error, 'ESIGNON_CREDENTIALS_UNAVAILABLE');

/** Whether `error` has the code `ESIGNON_ABORTED`. */
export const isEsignonAbortedError = (error: unknown): error is EsignonAbortedError =>
  isEsignonAuthError(error, 'ESIGNON_ABORTED');

/** Whether `error` has the code `ESIGNON_API_FAILED`. */
export const isEsignonApiError = (error: unknown): error is EsignonApiError =>
  isEsignonAuthError(error, 'ESIGNON_API_FAILED');

/** A registered symbol, so that two copies of the package recognise each other's calls. */
const ESIGNON_CALL = Symbol.for('nestjs-esignon-auth.call');

/** Marks the error of an eSignon call, so that the interceptor can tell it from those of other HTTP clients. */
export function markEsignonCall(thrown: unknown): void {
  if (typeof thrown === 'object' && thrown !== null && Object.isExtensible(thrown)) {
    Object.defineProperty(thrown, ESIGNON_CALL, { value: true, configurable: true });
  }
}

export function isFromEsignonCall(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && ESIGNON_CALL in thrown;
}
