import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable } from 'node:stream';

import { describe, expect, it } from '@jest/globals';
import {
  BehaviorSubject,
  concat,
  defer,
  EMPTY,
  finalize,
  firstValueFrom,
  generate,
  lastValueFrom,
  map,
  NEVER,
  Observable,
  type Observer,
  of,
  share,
  Subject,
  take,
  throwError,
  toArray,
} from 'rxjs';

import { type Enter, keepInScope } from '../../lib/accounts/lazy-values.js';

const storage = new AsyncLocalStorage<string>();
const enter: Enter = (fn) => storage.run('inside', fn);
const here = (): string => storage.getStore() ?? 'outside';

describe('A1: an Observable that runAs() returns', () => {
  it('is subscribed to inside, and delivers outside', async () => {
    const seen: string[] = [];
    const scoped = keepInScope(
      defer(() => (seen.push(here()), of(1))),
      enter,
    );
    await lastValueFrom(scoped.pipe(map(() => seen.push(here()))));
    expect(seen).toEqual(['inside', 'outside']);
  });

  it.each<[string, Observable<unknown>, string[]]>([
    ['completes', of(1), ['next outside', 'complete outside', 'finalize inside']],
    [
      'fails',
      concat(
        of(1),
        throwError(() => 'no'),
      ),
      ['next outside', 'error no outside', 'finalize inside'],
    ],
    ['is empty', EMPTY, ['complete outside', 'finalize inside']],
  ])('%s as it would', (_, source, expected) => {
    const seen: string[] = [];
    keepInScope(source.pipe(finalize(() => seen.push(`finalize ${here()}`))), enter).subscribe({
      next: () => seen.push(`next ${here()}`),
      error: (error: unknown) => seen.push(`error ${String(error)} ${here()}`),
      complete: () => seen.push(`complete ${here()}`),
    });
    expect(seen).toEqual(expected);
  });

  it('is torn down inside by who unsubscribes', () => {
    const seen: string[] = [];
    const scoped = keepInScope(NEVER.pipe(finalize(() => seen.push(here()))), enter);
    scoped.subscribe().unsubscribe();
    expect(seen).toEqual(['inside']);
  });

  it('runs its operators inside, whoever emits', () => {
    const seen: string[] = [];
    const trigger = new Subject<number>();
    const scoped = enter(() =>
      keepInScope(
        trigger.pipe(
          map(() => here()),
          map((where) => [where, here()].join()),
        ),
        enter,
      ),
    );
    scoped.subscribe((value) => seen.push(value));
    storage.run('a stranger', () => trigger.next(1));
    expect(seen).toEqual(['inside,inside']);
  });

  it('delivers in the context of its subscription, whoever emits', () => {
    const seen: string[] = [];
    const trigger = new Subject<number>();
    const scoped = keepInScope(trigger.pipe(map(() => 1)), enter);
    storage.run('the subscriber', () => scoped.subscribe(() => seen.push(here())));
    storage.run('a stranger', () => trigger.next(1));
    expect(seen).toEqual(['the subscriber']);
  });

  it('ends an endless source when nobody wants more', async () => {
    const endless = generate({ initialState: 1, iterate: (n) => n + 1 });
    expect(
      await lastValueFrom(keepInScope(endless.pipe(map((n) => n * 2)), enter).pipe(take(3), toArray())),
    ).toEqual([2, 4, 6]);
  });

  it('goes on sharing what it shares', async () => {
    let subscriptions = 0;
    const shared = defer(() => (subscriptions++, NEVER)).pipe(share());
    const scoped = keepInScope(shared, enter);
    scoped.subscribe();
    scoped.subscribe();
    shared.subscribe();
    expect(subscriptions).toBe(1);
  });

  it('may be of another copy of RxJS', async () => {
    // What tells an Observable of another copy: its methods.
    const source = new Observable<string>((subscriber) => (subscriber.next(here()), subscriber.complete()));
    const foreign = {
      lift: () => source,
      subscribe: (observer: Observer<string>) => source.subscribe(observer),
      source: undefined,
    };
    const scoped = keepInScope(foreign as unknown as Observable<string>, enter);
    expect(await firstValueFrom(scoped)).toBe('inside');
  });
});

describe('A1: what else runAs() returns', () => {
  it('is kept inside through promises, however deep', async () => {
    const later = keepInScope(
      Promise.resolve().then(() => Promise.resolve(defer(() => of(here())))),
      enter,
    );
    expect(await firstValueFrom(await later)).toBe('inside');
  });

  it('rejects as it did', async () => {
    await expect(keepInScope(Promise.reject(new Error('no')), enter)).rejects.toThrow('no');
  });

  it('steps a generator inside, to its end or to a break', async () => {
    const seen: string[] = [];
    async function* steps() {
      try {
        seen.push(`step ${here()}`);
        yield 1;
        seen.push(`step ${here()}`);
        yield 2;
      } finally {
        seen.push(`end ${here()}`);
      }
    }
    for await (const value of keepInScope(steps(), enter)) {
      seen.push(`${value} ${here()}`);
      if (value === 2) break;
    }
    expect(seen).toEqual(['step inside', '1 outside', 'step inside', '2 outside', 'end inside']);
  });

  it.each<[string, unknown]>([
    ['a string', 'text'],
    ['null', null],
    ['undefined', undefined],
    ['a function', () => 1],
    ['a list', [1, 2]],
    ['a Map', new Map()],
    ['bytes', Buffer.from('x')],
    ['a plain object', { data: 1 }],
    ['a Subject, which runs no code of its own', new Subject()],
    ['a BehaviorSubject', new BehaviorSubject(1)],
    ["a stream of Node's", Readable.from(['x'])],
    ['a web stream', new ReadableStream()],
  ])('is handed on as it is: %s', (_, value) => {
    expect(keepInScope(value, enter)).toBe(value);
  });

  it('is kept inside where an Observable emits it', async () => {
    async function* steps() {
      yield here();
    }
    const emitted = await firstValueFrom(keepInScope(of(steps()), enter));
    expect((await emitted.next()).value).toBe('inside');
  });

  it('calls back in the context of its caller', async () => {
    const lazy = { then: (done: (value: string) => unknown) => Promise.resolve(done(here())) };
    expect(await keepInScope(lazy, enter).then((inside) => [inside, here()])).toEqual(['inside', 'outside']);
  });

  it.each([
    ['as it is', (value: object) => value],
    ['frozen', Object.freeze],
  ])('shows what is on a lazy object (%s)', (_, make) => {
    class Page {
      readonly total = 2;
      readonly next = null;
      async *[Symbol.asyncIterator]() {
        yield 1;
      }
    }
    const page = keepInScope(make(new Page()), enter);
    expect(page).toBeInstanceOf(Page);
    expect([Object.keys(page), JSON.stringify(page), { ...page }]).toEqual([
      ['total', 'next'],
      '{"total":2,"next":null}',
      { total: 2, next: null },
    ]);
  });

  it('may be frozen', async () => {
    const lazy = Object.freeze({ then: (done: (value: string) => unknown) => done(here()) });
    expect(await keepInScope(lazy as unknown as PromiseLike<string>, enter)).toBe('inside');
  });

  it('is kept inside by every scope around it', () => {
    const other = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const trigger = new Subject<number>();
    const inner = keepInScope(trigger.pipe(map(() => [here(), other.getStore()])), enter);
    const outer = keepInScope(inner, (fn) => other.run('around', fn));
    outer.subscribe((value) => seen.push(value));
    other.run('a stranger', () => storage.run('a stranger', () => trigger.next(1)));
    expect(seen).toEqual([['inside', 'around']]);
  });
});
