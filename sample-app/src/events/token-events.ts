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
  startWith,
  type Subscription,
} from 'rxjs';

import { PageEvents } from './page-events.js';

const statusEvery = 1_000;

/** Publishes the module's events as `auth`, and streams its status. Neither holds a secret. */
@Injectable()
export class TokenEvents implements OnModuleDestroy {
  private readonly subscription: Subscription;

  constructor(
    private readonly auth: EsignonAuthService,
    events: PageEvents,
  ) {
    this.subscription = auth.events$.subscribe((event) => events.publish('auth', event));
  }

  /** The status of an account, when it changes. */
  statuses(account: string | undefined): Observable<MessageEvent> {
    // By ID, not by scope: a listener runs in the scope that caused the event.
    const auth = account === undefined ? this.auth : this.auth.forAccount(account);
    const own = this.auth.events$.pipe(filter((event) => event.account === account));
    // The status changes just after the event is emitted.
    return merge(own.pipe(delay(0)), interval(statusEvery)).pipe(
      startWith(undefined),
      map(() => auth.status()),
      distinctUntilChanged((one, other) => JSON.stringify(one) === JSON.stringify(other)),
      map((status) => ({ type: 'status', data: { ...status, now: new Date() } })),
    );
  }

  onModuleDestroy(): void {
    this.subscription.unsubscribe();
  }
}
