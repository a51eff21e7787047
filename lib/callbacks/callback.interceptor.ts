import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';

import { deliveryOf } from './callback-delivery.js';

/** Responds to an event, and runs its handler afterwards. `@EsignonCallback()` adds it to the handler. */
@Injectable()
export class EsignonCallbackInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<void> {
    // Nest binds the handler to the async context in which handle() is called: that of the event's account.
    return from(deliveryOf(context).accept(() => lastValueFrom(next.handle(), { defaultValue: undefined })));
  }
}
