import type { ExecutionContext } from '@nestjs/common';

import { EsignonConfigError } from '../common/errors.js';
import type { EsignonCallbackEvent } from './callback-event.js';
import type { CallbackProcessor, VerifiedEvent } from './callback-processor.js';

/** One verified event, passed from the guard to the interceptor and the parameter. */
export class CallbackDelivery {
  readonly #processor: CallbackProcessor;
  readonly #verified: VerifiedEvent;
  #event: EsignonCallbackEvent | undefined;

  constructor(processor: CallbackProcessor, verified: VerifiedEvent) {
    this.#processor = processor;
    this.#verified = verified;
  }

  /** The event for the handler. */
  get event(): EsignonCallbackEvent {
    if (!this.#event) throw new EsignonConfigError(NOT_VERIFIED);
    return this.#event;
  }

  /** Resolves when the response may be sent. The handler runs afterwards, or not at all for a duplicate. */
  accept(handler: () => Promise<unknown>): Promise<void> {
    return this.#processor.accept(this.#verified, (event) => {
      this.#event = event;
      return handler();
    });
  }
}

const NOT_VERIFIED =
  '@EsignonCallback() finds no verified event. Make sure that its handler has @UseGuards(EsignonCallbackGuard).';

/** The property of a request that holds its delivery. */
const DELIVERY = Symbol('nestjs-esignon-auth: callback');

/** Keeps the delivery on its request, where `inspect` and JSON do not see it. */
export function provideDelivery(request: object, delivery: CallbackDelivery): void {
  Object.defineProperty(request, DELIVERY, { value: delivery, configurable: true });
}

/** @throws `ESIGNON_CONFIG_INVALID` if no guard has verified the request */
export function deliveryOf(context: ExecutionContext): CallbackDelivery {
  const request = context.switchToHttp().getRequest<{ [DELIVERY]?: CallbackDelivery } | undefined>();
  const delivery = request?.[DELIVERY];
  if (!delivery) throw new EsignonConfigError(NOT_VERIFIED);
  return delivery;
}
