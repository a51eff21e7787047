import type { ExecutionContext } from '@nestjs/common';

/** Where each kind of context has an object, or a function, that belongs to one request or message alone. */
const CANDIDATES: Readonly<Record<string, (context: ExecutionContext) => unknown>> = {
  http: (context) => context.switchToHttp().getRequest<unknown>(),
  // The transport makes one for each message.
  rpc: (context) => context.switchToRpc().getContext<unknown>(),
  ws: (context) => dataOrAck(context.getArgs<unknown[]>()),
  // `info`, the last argument: resolvers share the others, and run side by side.
  graphql: (context) => context.getArgs<unknown[]>().at(-1),
};

/**
 * The object that belongs to this request or message alone, or `undefined` where there is none. What is kept on it is
 * not seen by another message.
 */
export function messageObjectOf(context: ExecutionContext): object | undefined {
  const type = context.getType<string>();
  const found = Object.hasOwn(CANDIDATES, type) ? CANDIDATES[type]?.(context) : undefined;
  return isObject(found) || typeof found === 'function' ? found : undefined;
}

/**
 * The data of a WebSocket message; socket.io's acknowledgement callback where the data is a primitive. Never the
 * client, which all messages of a connection share, nor the event's name behind them.
 */
function dataOrAck([client, data, ...rest]: unknown[]): unknown {
  const found = isObject(data) ? data : rest.find((each) => typeof each === 'function');
  return found === client ? undefined : found;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
