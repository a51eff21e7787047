import { type DynamicModule, Module } from '@nestjs/common';
import { EsignonCallbacksModule } from 'nestjs-esignon-auth/callbacks';

import { EventsModule } from '../events/events.module.js';
import { CallbacksController } from './callbacks.controller.js';

/** What it takes to receive callbacks. */
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
          // Each handler gets the document as eSignon has it now. `seen` is this process's memory: several need Redis.
          confirm: true,
          isGlobal: true,
        }),
      ],
      controllers: [CallbacksController],
    };
  }
}
