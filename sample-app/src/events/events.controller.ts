import { Controller, type MessageEvent, Sse } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { interval, map, merge, type Observable } from 'rxjs';

import { AccountId } from '../accounts/account-id.js';
import { AccountInPath } from '../accounts/for-account.decorator.js';
import { PageEvents } from './page-events.js';
import { TokenEvents } from './token-events.js';

const heartbeatEvery = 15_000;

/** One stream for everything that the page shows, since a browser opens at most six connections to a host. */
@ApiTags('이벤트 / events')
@Controller('api/events')
export class EventsController {
  constructor(
    private readonly events: PageEvents,
    private readonly token: TokenEvents,
  ) {}

  @Sse()
  @ApiOperation({
    summary: '토큰과 문서의 이벤트 / events of the token and the documents',
    description:
      'Server-sent events: `auth`(토큰 / token), `document`(콜백 / callbacks), `status`, `heartbeat`. ' +
      '`auth`, `document`에는 `account`가 있습니다. / `auth` and `document` have an `account`.',
  })
  stream(@AccountId() account?: string): Observable<MessageEvent> {
    return merge(this.events.stream(account), this.token.statuses(account), heartbeats());
  }
}

/** The same for the account in the path. */
@AccountInPath()
@Controller('api/accounts/:account/events')
export class AccountEventsController extends EventsController {}

/** How often something is sent: proxies close an idle stream. */
function heartbeats(): Observable<MessageEvent> {
  return interval(heartbeatEvery).pipe(map(() => ({ type: 'heartbeat', data: { now: new Date() } })));
}
