import { createParamDecorator, type ExecutionContext, HttpCode, UseInterceptors } from '@nestjs/common';
import type {} from 'reflect-metadata';

import { deliveryOf } from './callback-delivery.js';
import type { EsignonCallbackEvent } from './callback-event.js';
import { EsignonCallbackInterceptor } from './callback.interceptor.js';

const TAKES_EVENT = 'nestjs-esignon-auth:callback';

const Event = createParamDecorator(
  (_: unknown, context: ExecutionContext): EsignonCallbackEvent => deliveryOf(context).event,
);

/**
 * The event of a callback, as an `EsignonCallbackEvent`. Needs `EsignonCallbackGuard` on the handler or its controller.
 *
 * The handler runs after the response (200), once for each event, as the account that started the document. If it throws,
 * the error is logged, and the event is handled again if it is delivered again.
 *
 * @example
 * @UseGuards(EsignonCallbackGuard)
 * @Post('esignon/callback')
 * handle(@EsignonCallback() event: EsignonCallbackEvent) {}
 */
export const EsignonCallback = (): ParameterDecorator => (target, key, index) => {
  Event()(target, key, index);
  if (key === undefined) return;
  const handler = Object.getOwnPropertyDescriptor(target, key);
  // Twice would make the second interceptor take the event for a duplicate of the first one's.
  if (!handler || takesCallbackEvent(handler.value as object)) return;
  HttpCode(200)(target, key, handler);
  UseInterceptors(EsignonCallbackInterceptor)(target, key, handler);
  Reflect.defineMetadata(TAKES_EVENT, true, handler.value as object);
};

/** Whether a handler has the parameter, and with it the interceptor. */
export function takesCallbackEvent(handler: object): boolean {
  return Reflect.hasMetadata(TAKES_EVENT, handler);
}
