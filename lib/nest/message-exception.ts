import type { FailureResponse } from './failure-status.js';

type MessageContext = 'rpc' | 'ws';

type MessageException = new (body: object) => Error;

/**
 * The exception that Nest sends to the client, by the type of context. Its package is imported when the first exception is
 * thrown, since both packages are optional. Each import is a literal in a `try`: bundlers include the package if it is
 * installed, and otherwise ignore the import.
 */
const EXCEPTIONS: Readonly<Record<MessageContext, () => Promise<MessageException | undefined>>> = {
  async rpc() {
    try {
      return (await import('@nestjs/microservices')).RpcException;
    } catch {
      return undefined;
    }
  },
  async ws() {
    try {
      return (await import('@nestjs/websockets')).WsException;
    } catch {
      return undefined;
    }
  },
};

/** Whether failures in a context of this type are sent as messages rather than HTTP responses. */
export function isMessageContext(type: string): type is MessageContext {
  return Object.hasOwn(EXCEPTIONS, type);
}

/** Returns the `RpcException` or `WsException` for `failure`; `undefined` if Nest's package for it is not installed. */
export async function messageException(
  type: MessageContext,
  failure: FailureResponse,
): Promise<Error | undefined> {
  const { code, message, retryAfterMs, resultCode } = failure;
  const Exception = await EXCEPTIONS[type]();
  return (
    Exception &&
    new Exception({
      status: 'error',
      code,
      message,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(resultCode !== undefined && { resultCode }),
    })
  );
}
