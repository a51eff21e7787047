import type { ExecutionContext } from '@nestjs/common';

/** Returns an object or a function that belongs to one request or message alone, by the type of context. */
const CANDIDATES = new Map<string, (context: ExecutionContext) => unknown>([
  ['http', (context) => context.switchToHttp().getRequest<unknown>()],
  // Created by the transport for each message.
  ['rpc', (context) => context.switchToRpc().getContext<unknown>()],
  ['ws', (context) => dataOrAck(context.getArgs<unknown[]>())],
  // `info`, the last argument: the others are shared by resolvers that run concurrently.
  ['graphql', (context) => context.getArgs<unknown[]>().at(-1)],
]);

/**
 * Returns the object that belongs to this request or message alone; `undefined` if there is none. Other messages do not
 * see what is kept on it.
 */
export function messageObjectOf(context: ExecutionContext): object | undefined {
  const found = CANDIDATES.get(context.getType<string>())?.(context);
  return isObject(found) || typeof found === 'function' ? found : undefined;
}

/**
 * The data of a WebSocket message, or socket.io's acknowledgement callback if the data is a primitive. Never the client,
 * which all messages of a connection share.
 */
function dataOrAck([client, data, ...rest]: unknown[]): unknown {
  const found = isObject(data) ? data : rest.find((each) => typeof each === 'function');
  return found === client ? undefined : found;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
