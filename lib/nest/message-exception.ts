import type { FailureResponse } from './failure-status.js';

type MessageException = new (body: object) => Error;

/**
 * The exception that Nest sends to the client, by the kind of context. Imported when the first one is thrown, since
 * both packages are optional. Each specifier is a literal inside a `try`: that is what bundlers follow where the
 * package is there, and let pass where it is not.
 */
const EXCEPTIONS: Readonly<Record<string, () => Promise<MessageException | undefined>>> = {
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

/** Whether a context's failures leave as messages, not as HTTP answers. */
export function isMessageContext(type: string): boolean {
  return Object.hasOwn(EXCEPTIONS, type);
}

/** The `RpcException` or `WsException` for `failure`; `undefined` where Nest's package for it cannot be loaded. */
export async function messageException(type: string, failure: FailureResponse): Promise<Error | undefined> {
  const { code, message, retryAfterMs } = failure;
  const Exception = await EXCEPTIONS[type]?.();
  return (
    Exception &&
    new Exception({ status: 'error', code, message, ...(retryAfterMs !== undefined && { retryAfterMs }) })
  );
}
