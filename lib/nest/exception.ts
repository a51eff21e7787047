import { type ExecutionContext, HttpException } from '@nestjs/common';

import { toEsignonError } from './call-failure.js';
import { type FailureResponse, failureResponse } from './failure-status.js';
import { messageException, isMessageContext } from './message-exception.js';

/**
 * What to throw instead of `error`: an `HttpException` (with `Retry-After` where it is known), in an RPC context an
 * `RpcException`, over WebSocket a `WsException`. Errors that have nothing to do with eSignon stay as they are.
 */
export async function toException(error: unknown, context: ExecutionContext): Promise<unknown> {
  const cause = toEsignonError(error);
  if (!cause) return error;
  const failure = failureResponse(cause);
  const type = context.getType<string>();
  if (isMessageContext(type)) return (await messageException(type, failure)) ?? cause;
  if (type === 'http') setRetryAfter(context, failure);
  const { status, code, message } = failure;
  return new HttpException({ statusCode: status, code, message }, status, { cause });
}

/** Express and Fastify both take `header(name, value)`; Express throws once the answer has begun. */
interface Reply {
  readonly headersSent?: boolean;
  header?(name: string, value: string): unknown;
}

function setRetryAfter(context: ExecutionContext, { status, retryAfterMs }: FailureResponse): void {
  const response = context.switchToHttp().getResponse<Reply>();
  if (status !== 503 || response.headersSent) return;
  // At least a second: 0 would invite a client to come back at once.
  const seconds = Math.max(1, Math.ceil((retryAfterMs ?? 0) / 1000));
  response.header?.('Retry-After', String(seconds));
}
