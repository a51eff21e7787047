import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

import { getProvidedToken } from './handler-tokens.js';

/**
 * The access token as a handler's parameter, for code that calls eSignon by other means. Needs `EsignonAuthGuard` or
 * `EsignonAuthInterceptor` on the handler. Over WebSocket the message's data must be an object: a text or a number has
 * no place to keep a token that other messages would not share.
 *
 * @example
 * @UseGuards(EsignonAuthGuard)
 * @Get() list(@EsignonAccessToken() token: string) {}
 */
export const EsignonAccessToken = createParamDecorator(
  (_: unknown, context: ExecutionContext): Promise<string> => getProvidedToken(context)(context),
);
