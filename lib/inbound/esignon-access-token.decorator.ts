import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

import { EsignonConfigError } from '../esignon-auth.errors.js';

const TOKEN = Symbol.for('nestjs-esignon-auth.token');

/** Gives the token of the request's account, at the moment it is asked for. */
export type TokenAccessor = () => Promise<string>;

/**
 * The object that stands for one invocation of a handler. GraphQL resolvers share the request and run side by side, so
 * theirs is the `info` argument, the last, which is each one's own.
 */
function invocationOf(context: ExecutionContext): object | undefined {
  const candidates: Readonly<Record<string, () => unknown>> = {
    http: () => context.switchToHttp().getRequest<unknown>(),
    rpc: () => context.switchToRpc().getContext<unknown>(),
    ws: () => context.switchToWs().getClient<unknown>(),
    graphql: () => context.getArgs<unknown[]>().at(-1),
  };
  const found = candidates[context.getType<string>()]?.();
  return typeof found === 'object' && found !== null ? found : undefined;
}

/** Lets `@EsignonAccessToken()` find the token. The accessor is a function: it shows no token in `inspect` or JSON. */
export function provideToken(context: ExecutionContext, accessor: TokenAccessor): void {
  const invocation = invocationOf(context);
  if (invocation) Object.defineProperty(invocation, TOKEN, { value: accessor, configurable: true });
}

/**
 * The access token as a handler's parameter, for code that calls eSignon by other means. Needs `EsignonAuthGuard` or
 * `EsignonAuthInterceptor` on the handler.
 *
 * @example
 * @UseGuards(EsignonAuthGuard)
 * @Get() list(@EsignonAccessToken() token: string) {}
 */
export const EsignonAccessToken = createParamDecorator(
  (_: unknown, context: ExecutionContext): Promise<string> => {
    const accessor = (invocationOf(context) as Record<symbol, TokenAccessor | undefined> | undefined)?.[
      TOKEN
    ];
    if (accessor) return accessor();
    throw new EsignonConfigError(
      '@EsignonAccessToken() finds no token on this request. Make sure that the handler has @UseGuards(EsignonAuthGuard) or @UseInterceptors(EsignonAuthInterceptor).',
    );
  },
);
