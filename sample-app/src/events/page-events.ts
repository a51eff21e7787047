import { Injectable, type MessageEvent, type OnModuleDestroy } from '@nestjs/common';
import { type Observable, ReplaySubject } from 'rxjs';

import { mainId } from '../accounts/accounts.js';

const remembered = 50;

/** The events for the page, by account. They are sent to the browser, so they must not contain secrets. */
@Injectable()
export class PageEvents implements OnModuleDestroy {
  /** By account, so that an account with many events does not remove those of another. */
  private readonly histories = new Map<string, ReplaySubject<MessageEvent>>();
  private readonly startedAt = Date.now();
  private published = 0;

  /** `name` is the name of the event in the stream. Without `account` it is the main account. */
  publish(name: string, { account = mainId, ...data }: { readonly account?: string | undefined }): void {
    // By the ID, a page that reconnects skips the events that it has already shown.
    const id = `${this.startedAt}-${this.published++}`;
    this.historyOf(account).next({ id, type: name, data: { account, ...data } });
  }

  /** The last events of an account first, then all that come. */
  stream(account: string = mainId): Observable<MessageEvent> {
    return this.historyOf(account).asObservable();
  }

  onModuleDestroy(): void {
    for (const history of this.histories.values()) history.complete();
  }

  private historyOf(account: string): ReplaySubject<MessageEvent> {
    const history = this.histories.get(account) ?? new ReplaySubject<MessageEvent>(remembered);
    this.histories.set(account, history);
    return history;
  }
}
