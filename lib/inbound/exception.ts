import { type ExecutionContext, HttpException } from '@nestjs/common';

import { asEsignonError } from './call-failure.js';
import { type Failure, failureOf } from './failure-status.js';

/**
 * What to throw instead of `error`: an `HttpException` (with `Retry-After` where it is known), or in an RPC context an
 * `RpcException`. Errors that have nothing to do with eSignon stay as they are.
 */
export async function toException(error: unknown, context: ExecutionContext): Promise<unknown> {
  const cause = asEsignonError(error);
  if (!cause) return error;
  const failure = failureOf(cause);
  if (context.getType() === 'rpc') return toRpcException(failure, cause);
  if (context.getType() === 'http') setRetryAfter(context, failure);
  const { status, code, message } = failure;
  return new HttpException({ statusCode: status, code, message }, status, { cause });
}

/** Express and Fastify both take `header(name, value)`; Express throws once the answer has begun. */
interface Reply {
  readonly headersSent?: boolean;
  header?(name: string, value: string): unknown;
}

function setRetryAfter(context: ExecutionContext, { status, retryAfterMs }: Failure): void {
  const response = context.switchToHttp().getResponse<Reply>();
  if (status !== 503 || response.headersSent) return;
  // At least a second: 0 would invite a client to come back at once.
  const seconds = Math.max(1, Math.ceil((retryAfterMs ?? 0) / 1000));
  response.header?.('Retry-After', String(seconds));
}

/** In a variable, so that bundlers do not ask every application for the optional package. */
const MICROSERVICES = '@nestjs/microservices';

async function toRpcException({ code, message, retryAfterMs }: Failure, cause: Error): Promise<unknown> {
  try {
    const { RpcException } = (await import(MICROSERVICES)) as { RpcException: new (body: object) => Error };
    return new RpcException({
      status: 'error',
      code,
      message,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
  } catch {
    return cause;
  }
}
