import { Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags, ApiUnauthorizedResponse } from '@nestjs/swagger';
import {
  EsignonCallback,
  type EsignonCallbackEvent,
  EsignonCallbackGuard,
} from 'nestjs-esignon-auth/callbacks';

import { PageEvents } from '../events/page-events.js';
import { callbackPath } from './callback-path.js';
import { toDocumentEvent } from './document-event.js';

/** The guard admits only callbacks of eSignon. Each event is handled once, with the current `status` of the document. */
@ApiTags('콜백 / callbacks')
@Controller(callbackPath)
export class CallbacksController {
  constructor(private readonly events: PageEvents) {}

  /** Update your order here. The handler runs as the account that started the document. */
  @Post()
  @HttpCode(200)
  @UseGuards(EsignonCallbackGuard)
  @ApiOperation({
    summary: '이싸인온이 호출하는 콜백 / called by eSignon when something happens to a document',
  })
  @ApiOkResponse({ description: '받음 / received' })
  @ApiUnauthorizedResponse({ description: '이싸인온이 보낸 것이 아님 / not from eSignon' })
  handle(@EsignonCallback() event: EsignonCallbackEvent): void {
    this.events.publish('document', toDocumentEvent(event));
  }
}
