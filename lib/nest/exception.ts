import { type ExecutionContext, HttpException, Logger } from '@nestjs/common';

import { type EsignonAuthError, isEsignonAuthError } from '../common/errors.js';
import { toEsignonError } from './call-failure.js';
import { type FailureResponse, failureResponse } from './failure-status.js';
import { messageException, isMessageContext } from './message-exception.js';

/**
 * Failures of a call or of the configuration. Failures of the login are logged as events, which name of invalid
 * credentials only the code.
 */
const LOGGED = [
  'ESIGNON_API_FAILED',
  'ESIGNON_CONFIG_INVALID',
  'ESIGNON_INVALID_REQUEST',
  'ESIGNON_OUTCOME_UNKNOWN',
] as const;

/**
 * Converts a failure of eSignon to the exception of the context: an `HttpException` (a 503 with `Retry-After`), an
 * `RpcException` or a `WsException`. Returns other errors unchanged.
 */
export async function toException(error: unknown, context: ExecutionContext): Promise<unknown> {
  const cause = toEsignonError(error);
  if (!cause) return error;
  logDetails(cause);
  const failure = failureResponse(cause);
  const type = context.getType<string>();
  if (isMessageContext(type)) return (await messageException(type, failure)) ?? cause;
  if (type === 'http') setRetryAfter(context, failure);
  const { status, code, message, resultCode } = failure;
  const body = { statusCode: status, code, ...(resultCode !== undefined && { resultCode }), message };
  return new HttpException(body, status, { cause });
}

/**
 * Logs the details of a failure, which the response does not contain: the vendor's message (N6), the problems of a
 * request or of the configuration, the documents to look at. They contain no secret. Errors of other code can have several
 * lines, so they are joined.
 */
function logDetails(error: EsignonAuthError): void {
  if (!isEsignonAuthError(error, ...LOGGED)) return;
  try {
    new Logger('EsignonAuth').warn(error.message.replace(/[\p{Cc}\u2028\u2029]+/gu, ' '));
  } catch {
    // A logger that throws must not replace the response (S8).
  }
}

/** Express and Fastify both have `header(name, value)`. Express throws once the headers are sent. */
interface Reply {
  readonly headersSent?: boolean;
  header?(name: string, value: string): unknown;
}

function setRetryAfter(context: ExecutionContext, { status, retryAfterMs }: FailureResponse): void {
  const response = context.switchToHttp().getResponse<Reply>();
  if (status !== 503 || response.headersSent) return;
  // At least 1: with 0 the client would try again at once.
  const seconds = Math.max(1, Math.ceil((retryAfterMs ?? 0) / 1000));
  response.header?.('Retry-After', String(seconds));
}
