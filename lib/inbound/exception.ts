import { type ExecutionContext, HttpException } from '@nestjs/common';

import { type Failure, failureOf } from './failure-status.js';

/**
 * What to throw instead of `error`: an `HttpException` (with `Retry-After` where it is known), or in an RPC context an
 * `RpcException`. Errors that have nothing to do with eSignon stay as they are.
 */
export async function toException(error: unknown, context: ExecutionContext): Promise<unknown> {
  const failure = failureOf(error);
  if (!failure) return error;
  if (context.getType() === 'rpc') return toRpcException(failure, error);
  if (context.getType() === 'http') setRetryAfter(context, failure);
  const { status, code, message } = failure;
  return new HttpException({ statusCode: status, code, message }, status, { cause: error });
}

/** Express and Fastify both take `header(name, value)`. */
interface Reply {
  header?(name: string, value: string): unknown;
}

function setRetryAfter(context: ExecutionContext, { status, retryAfterMs }: Failure): void {
  if (status !== 503) return;
  // At least a second: 0 would invite a client to come back at once.
  const seconds = Math.max(1, Math.ceil((retryAfterMs ?? 0) / 1000));
  context.switchToHttp().getResponse<Reply>().header?.('Retry-After', String(seconds));
}

/** In a variable, so that bundlers do not ask every application for the optional package. */
const MICROSERVICES = '@nestjs/microservices';

async function toRpcException({ code, message, retryAfterMs }: Failure, error: unknown): Promise<unknown> {
  try {
    const { RpcException } = (await import(MICROSERVICES)) as { RpcException: new (body: object) => Error };
    return new RpcException({
      status: 'error',
      code,
      message,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
  } catch {
    return error;
  }
}
