import { Injectable, type MessageEvent, type OnModuleDestroy } from '@nestjs/common';
import { EsignonAuthService } from 'nestjs-esignon-auth';
import {
  delay,
  distinctUntilChanged,
  filter,
  interval,
  map,
  merge,
  type Observable,
  ReplaySubject,
  startWith,
  type Subscription,
} from 'rxjs';

import { mainId } from '../accounts/accounts.js';

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
  /** By account: one that much happens to must not push another's events out. */
  private readonly histories = new Map<string, ReplaySubject<MessageEvent>>();
  private readonly subscription: Subscription;

  constructor(private readonly auth: EsignonAuthService) {
    const startedAt = Date.now();
    // The identifiers let a page that reconnects tell what it has shown already.
    this.subscription = auth.events$
      .pipe(map((event, index) => ({ id: `${startedAt}-${index}`, data: { account: mainId, ...event } })))
      .subscribe(({ id, data }) => this.historyOf(data.account).next({ id, type: 'auth', data }));
  }

  /** The last events of an account first, then all that come. */
  stream(account?: string): Observable<MessageEvent> {
    return merge(this.historyOf(account ?? mainId), this.statuses(account), heartbeats());
  }

  onModuleDestroy(): void {
    this.subscription.unsubscribe();
    for (const history of this.histories.values()) history.complete();
  }

  private historyOf(account: string): ReplaySubject<MessageEvent> {
    const history = this.histories.get(account) ?? new ReplaySubject<MessageEvent>(remembered);
    this.histories.set(account, history);
    return history;
  }

  private statuses(account: string | undefined): Observable<MessageEvent> {
    // By name rather than by scope: an event arrives in the scope of whoever caused it.
    const auth = account === undefined ? this.auth : this.auth.forAccount(account);
    const own = this.auth.events$.pipe(filter((event) => event.account === account));
    // An event is told in the middle of what it is about; a moment later the status has it.
    return merge(own.pipe(delay(0)), interval(statusEvery)).pipe(
      startWith(undefined),
      map(() => auth.status()),
      distinctUntilChanged((one, other) => JSON.stringify(one) === JSON.stringify(other)),
      map((status) => ({ type: 'status', data: { ...status, now: new Date() } })),
    );
  }
}

/** Proxies close a stream on which nothing moves. */
function heartbeats(): Observable<MessageEvent> {
  return interval(heartbeatEvery).pipe(map(() => ({ type: 'heartbeat', data: { now: new Date() } })));
}
