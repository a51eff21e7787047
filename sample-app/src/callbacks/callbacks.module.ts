import { type DynamicModule, Module } from '@nestjs/common';
import { EsignonCallbacksModule } from 'nestjs-esignon-auth/callbacks';

import { EventsModule } from '../events/events.module.js';
import { CallbacksController } from './callbacks.controller.js';

/** The options for receiving callbacks. */
export interface CallbackSettings {
  /** Where eSignon reaches this application. */
  readonly baseUrl: string;
  readonly keys: readonly string[];
}

@Module({})
export class CallbacksModule {
  static register({ baseUrl, keys }: CallbackSettings): DynamicModule {
    return {
      module: CallbacksModule,
      imports: [
        EventsModule,
        EsignonCallbacksModule.forRoot({
          baseUrl,
          keys,
          // Each handler gets the current document. `seen` is the memory of this process; several processes need Redis.
          confirm: true,
          isGlobal: true,
        }),
      ],
      controllers: [CallbacksController],
    };
  }
}
