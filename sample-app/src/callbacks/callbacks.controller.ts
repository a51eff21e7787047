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

/** The guard lets only eSignon in, each event comes once, and `status` is what eSignon says now. */
@ApiTags('콜백 / callbacks')
@Controller(callbackPath)
export class CallbacksController {
  constructor(private readonly events: PageEvents) {}

  /** Yours would move its order on here. It runs as the account that started the document. */
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
