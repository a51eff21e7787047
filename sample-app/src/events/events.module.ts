import { Module } from '@nestjs/common';

import { AccountEventsController, EventsController } from './events.controller.js';
import { PageEvents } from './page-events.js';
import { TokenEvents } from './token-events.js';

@Module({
  controllers: [EventsController, AccountEventsController],
  providers: [PageEvents, TokenEvents],
  exports: [PageEvents],
})
export class EventsModule {}
