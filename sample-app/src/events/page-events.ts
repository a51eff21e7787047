import { Injectable, type MessageEvent, type OnModuleDestroy } from '@nestjs/common';
import { type Observable, ReplaySubject } from 'rxjs';

import { mainId } from '../accounts/accounts.js';

const remembered = 50;

/** What the page shows as it happens, by account. It goes to a browser as it is: nothing secret may be published. */
@Injectable()
export class PageEvents implements OnModuleDestroy {
  /** By account: one with many events must not push another's out. */
  private readonly histories = new Map<string, ReplaySubject<MessageEvent>>();
  private readonly startedAt = Date.now();
  private published = 0;

  /** `name` is the event's name in the stream, and the account the main one where there is none. */
  publish(name: string, { account = mainId, ...data }: { readonly account?: string | undefined }): void {
    // The ID lets a page that reconnects leave out what it has shown already.
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
