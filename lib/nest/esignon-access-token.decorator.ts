import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

import { getProvidedToken } from './handler-tokens.js';

/**
 * Injects the access token into a handler's parameter, for code that calls eSignon without `EsignonHttpService`. Needs
 * `EsignonAuthGuard` or `EsignonAuthInterceptor` on the handler. Over WebSocket the data of the message must be an object,
 * because the token is stored on an object that belongs to this message only.
 *
 * @throws `ESIGNON_CONFIG_INVALID` without the guard or the interceptor, and where the message has no such object
 *
 * @example
 * @UseGuards(EsignonAuthGuard)
 * @Get() list(@EsignonAccessToken() token: string) {}
 */
export const EsignonAccessToken = createParamDecorator(
  (_: unknown, context: ExecutionContext): Promise<string> => getProvidedToken(context)(context),
);
