import { Injectable, type MessageEvent, type OnModuleDestroy } from '@nestjs/common';
import { EsignonAuthService } from 'nestjs-esignon-auth';
import {
  distinctUntilChanged,
  interval,
  map,
  merge,
  type Observable,
  ReplaySubject,
  startWith,
  type Subscription,
} from 'rxjs';

const remembered = 50;
const statusEvery = 1_000;
const heartbeatEvery = 15_000;

/**
 * What the page watches, as server-sent events: `auth` (an event of the module), `status` (when it
 * changes) and `heartbeat`. Neither the module's events nor its status hold a secret, so both may
 * go to a browser as they are.
 */
@Injectable()
export class TokenEvents implements OnModuleDestroy {
  private readonly history = new ReplaySubject<MessageEvent>(remembered);
  private readonly subscription: Subscription;

  constructor(private readonly auth: EsignonAuthService) {
    const startedAt = Date.now();
    // The identifiers let a page that reconnects tell what it has shown already.
    this.subscription = auth.events$
      .pipe(map((event, index) => ({ id: `${startedAt}-${index}`, type: 'auth', data: event })))
      .subscribe((message) => this.history.next(message));
  }

  /** The last events first, then all that come. */
  stream(): Observable<MessageEvent> {
    return merge(this.history, this.statuses(), heartbeats());
  }

  onModuleDestroy(): void {
    this.subscription.unsubscribe();
    this.history.complete();
  }

  private statuses(): Observable<MessageEvent> {
    return merge(this.auth.events$, interval(statusEvery)).pipe(
      startWith(undefined),
      map(() => this.auth.status()),
      distinctUntilChanged((one, other) => JSON.stringify(one) === JSON.stringify(other)),
      map((status) => ({ type: 'status', data: { ...status, now: new Date() } })),
    );
  }
}

/** Proxies close a stream on which nothing moves. */
function heartbeats(): Observable<MessageEvent> {
  return interval(heartbeatEvery).pipe(map(() => ({ type: 'heartbeat', data: { now: new Date() } })));
}
