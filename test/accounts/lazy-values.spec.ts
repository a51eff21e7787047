import { Readable } from 'node:stream';

import { describe, expect, it } from '@jest/globals';
import {
  asapScheduler,
  BehaviorSubject,
  concat,
  concatMap,
  connectable,
  defer,
  EMPTY,
  endWith,
  finalize,
  firstValueFrom,
  from,
  generate,
  lastValueFrom,
  map,
  merge,
  mergeAll,
  NEVER,
  Observable,
  observable as OBSERVABLE,
  observeOn,
  type Observer,
  of,
  share,
  Subject,
  subscribeOn,
  take,
  throwError,
  toArray,
} from 'rxjs';

import { AccountContext } from '../../lib/accounts/account-context.js';

const scope = new AccountContext();
const inside = <T>(fn: () => T): T => scope.run('inside', fn);
/** What is made outside, returned from inside. */
const kept = <T>(value: T): T => inside(() => value);
const here = (): string => scope.current() ?? 'outside';

describe('A1: an Observable that runAs() returns', () => {
  it('is subscribed to in the scope, and delivers outside it', async () => {
    const seen: string[] = [];
    const scoped = kept(defer(() => (seen.push(here()), of(1))));
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
    kept(source.pipe(finalize(() => seen.push(`finalize ${here()}`)))).subscribe({
      next: () => seen.push(`next ${here()}`),
      error: (error: unknown) => seen.push(`error ${String(error)} ${here()}`),
      complete: () => seen.push(`complete ${here()}`),
    });
    expect(seen).toEqual(expected);
  });

  it('is torn down in the scope by unsubscribing', () => {
    const seen: string[] = [];
    const scoped = kept(NEVER.pipe(finalize(() => seen.push(here()))));
    scoped.subscribe().unsubscribe();
    expect(seen).toEqual(['inside']);
  });

  it('runs its operators in the scope, whatever code emits', () => {
    const seen: string[] = [];
    const trigger = new Subject<number>();
    const scoped = inside(() =>
      trigger.pipe(
        map(() => here()),
        map((where) => [where, here()].join()),
      ),
    );
    scoped.subscribe((value) => seen.push(value));
    scope.run('a stranger', () => trigger.next(1));
    expect(seen).toEqual(['inside,inside']);
  });

  it('delivers in the context of the subscription, whatever code emits', () => {
    const seen: string[] = [];
    const trigger = new Subject<number>();
    const scoped = kept(trigger.pipe(map(() => 1)));
    scope.run('the subscriber', () => scoped.subscribe(() => seen.push(here())));
    scope.run('a stranger', () => trigger.next(1));
    expect(seen).toEqual(['the subscriber']);
  });

  it('ends an endless source when the subscriber is done', async () => {
    const endless = generate({ initialState: 1, iterate: (n) => n + 1 });
    expect(await lastValueFrom(kept(endless.pipe(map((n) => n * 2))).pipe(take(3), toArray()))).toEqual([
      2, 4, 6,
    ]);
  });

  it.each<[string, (source: Observable<string>) => Observable<string>]>([
    ['endWith', (source) => source.pipe(endWith('end'))],
    ['merge', (source) => merge(source, NEVER)],
    ['concat', (source) => concat(source, NEVER)],
    ['defer', (source) => defer(() => source)],
    ['defer, later', (source) => defer(async () => source).pipe(mergeAll())],
    ['an inner pipe', (source) => of(0).pipe(concatMap(() => source.pipe(map(String))))],
    ['share', (source) => source.pipe(share())],
    ['an operator by hand', (source) => new Observable((subscriber) => source.subscribe(subscriber))],
  ])('runs its operators in the scope, whatever code emits, behind %s', async (_, around) => {
    const seen: string[] = [];
    const trigger = new Subject<number>();
    const scoped = inside(() => around(trigger.pipe(map(() => `operator ${here()}`))));
    scope.run('the subscriber', () => scoped.subscribe((value) => seen.push(value, here())));
    await Promise.resolve();
    await Promise.resolve();
    scope.run('a stranger', () => trigger.next(1));
    expect(seen).toEqual(['operator inside', 'the subscriber']);
  });

  it.each([
    ['observeOn', observeOn<string>(asapScheduler)],
    ['subscribeOn', subscribeOn<string>(asapScheduler)],
  ])('runs its operators in the scope when several scopes use one scheduler: %s', async (_, operator) => {
    const send = (id: string): Promise<string[]> =>
      firstValueFrom(
        scope.run(id, () =>
          defer(() => of(here())).pipe(
            operator,
            map((where) => [where, here()]),
          ),
        ),
      );
    expect(await Promise.all([send('a'), send('b')])).toEqual([
      ['a', 'a'],
      ['b', 'b'],
    ]);
  });

  it('runs each subscriber of a shared source in its own scope', () => {
    const seen: string[] = [];
    const trigger = new Subject<number>();
    const shared = trigger.pipe(share());
    for (const id of ['a', 'b']) scope.run(id, () => shared.pipe(map(here)).subscribe((at) => seen.push(at)));
    inside(() => trigger.next(1));
    expect(seen).toEqual(['a', 'b']);
  });

  it('runs a subscriber outside every scope in the scope of the publisher, as an event bus needs', () => {
    const seen: string[] = [];
    const bus = new Subject<number>();
    bus.pipe(map(here)).subscribe((value) => seen.push(value));
    inside(() => bus.next(1));
    bus.next(2);
    expect(seen).toEqual(['inside', 'outside']);
  });

  it('keeps its members', () => {
    const source = connectable(of(1));
    const scoped = inside(() => source);
    const seen: number[] = [];
    scoped.subscribe((value) => seen.push(value));
    scoped.connect();
    expect(seen).toEqual([1]);
    expect(scoped).toBeInstanceOf(Observable);
  });

  it('runs its source in the scope, whoever connects it', () => {
    const seen: string[] = [];
    const scoped = inside(() => connectable(defer(() => of(here()))));
    scoped.subscribe((value) => seen.push(value, here()));
    scope.run('a stranger', () => scoped.connect());
    expect(seen).toEqual(['inside', 'outside']);
  });

  it('runs the methods of a subclass in the scope, and none of a Subject', () => {
    class Pages extends Observable<string> {
      reload(): string {
        return here();
      }
    }
    expect(kept(new Pages()).reload()).toBe('inside');
    const seen: string[] = [];
    const bus = new Subject<number>();
    bus.subscribe(() => seen.push(here()));
    (kept(bus.pipe(map(String))) as Subject<string>).next('1');
    expect(seen).toEqual(['outside']);
  });

  it('keeps what is not a method of a subclass, or not a public one, as it is', () => {
    class Pages extends Observable<string> {
      readonly title = 'pages';
      readonly #name = 'private';
      constructors(): string {
        return `${this.#name} ${here()}`;
      }
      reconstructor(): string {
        return here();
      }
      load_all(): string {
        return here();
      }
      _load(): string {
        return here();
      }
    }
    const pages = kept(new Pages());
    expect([pages.title, pages.constructor]).toEqual(['pages', Pages]);
    expect([pages.constructors(), pages.reconstructor(), pages.load_all(), pages._load()]).toEqual([
      ...['private inside', 'inside', 'inside', 'outside'],
    ]);
    pages.load_all = () => 'replaced';
    expect(pages.load_all()).toBe('replaced');
    expect(Reflect.deleteProperty(pages, 'constructors')).toBe(true);
  });

  it('runs its source in the scope if it is a Subject with a source', async () => {
    const source = defer(() => of(here()));
    const create = Reflect.get(Subject, 'create') as (...args: unknown[]) => Observable<string>;
    const subject = create({ next: () => undefined }, source);
    expect(await firstValueFrom(kept(subject))).toBe('inside');
  });

  it('may be of a library without any part of RxJS', async () => {
    const foreign = { [OBSERVABLE]: () => defer(() => of(here())) };
    expect(await firstValueFrom(from(kept(foreign) as unknown as Observable<string>))).toBe('inside');
  });

  it('is still shared', async () => {
    let subscriptions = 0;
    const shared = defer(() => (subscriptions++, NEVER)).pipe(share());
    const scoped = kept(shared);
    scoped.subscribe();
    scoped.subscribe();
    shared.subscribe();
    expect(subscriptions).toBe(1);
  });

  it('can come from another copy of RxJS', async () => {
    // What tells an Observable of another copy: its methods.
    const source = new Observable<string>((subscriber) => (subscriber.next(here()), subscriber.complete()));
    const foreign = {
      lift: () => source,
      subscribe: (observer: Observer<string>) => source.subscribe(observer),
      source: undefined,
    };
    const scoped = kept(foreign as unknown as Observable<string>);
    expect(await firstValueFrom(scoped)).toBe('inside');
  });
});

describe('A1: other return values of runAs()', () => {
  it('are kept in the scope through nested promises', async () => {
    const later = kept(Promise.resolve().then(() => Promise.resolve(defer(() => of(here())))));
    expect(await firstValueFrom(await later)).toBe('inside');
  });

  it('keep what a library has added to its promise', async () => {
    const request = (): Promise<string> & { json(): Promise<string>; readonly url: string } =>
      Object.assign(Promise.resolve(here()), {
        json: async () => (await Promise.resolve(), here()),
        url: '/x',
      });
    const returned = inside(request);
    expect([returned.url, await returned, await returned.json()]).toEqual(['/x', 'inside', 'inside']);
  });

  it('reject with the same error', async () => {
    await expect(kept(Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('run a generator in the scope, to its end or to a break', async () => {
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
    for await (const value of kept(steps())) {
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
  ])('are unchanged: %s', (_, value) => {
    expect(kept(value)).toBe(value);
  });

  it('are kept in the scope when an Observable emits them', async () => {
    async function* steps() {
      yield here();
    }
    const emitted = await firstValueFrom(kept(of(steps())));
    expect((await emitted.next()).value).toBe('inside');
  });

  it.each<[string, () => { next(): unknown }]>([
    [
      'an async generator',
      async function* () {
        yield await Promise.resolve(defer(() => of(here())));
      },
    ],
    [
      'a generator',
      function* () {
        yield defer(() => of(here()));
      },
    ],
  ])('are kept in the scope where they are a value of %s', async (_, generator) => {
    const step = (await kept(generator()).next()) as IteratorYieldResult<Observable<string>>;
    expect(await firstValueFrom(step.value)).toBe('inside');
  });

  it('are kept in the scope where their iterator has no method but next()', async () => {
    const steps = () => {
      let at = 0;
      return { next: () => ({ done: at > 1, value: `${++at} ${here()}` }) };
    };
    const seen: string[] = [];
    for await (const step of kept({
      [Symbol.asyncIterator]: () => {
        const { next } = steps();
        return { next: () => Promise.resolve(next()) };
      },
    })) {
      seen.push(step, here());
    }
    const iterator = Object.assign(steps(), { [Symbol.iterator]: steps });
    for (const step of kept(iterator)) seen.push(step, here());
    const each = ['1 inside', 'outside', '2 inside', 'outside'];
    expect(seen).toEqual([...each, ...each]);
  });

  it('call callbacks in the context of the caller', async () => {
    const lazy = { then: (done: (value: string) => unknown) => Promise.resolve(done(here())) };
    expect(await kept(lazy).then((inside) => [inside, here()])).toEqual(['inside', 'outside']);
  });

  it.each([
    ['as it is', (value: object) => value],
    ['frozen', Object.freeze],
  ])('expose the members of a lazy object (%s)', (_, make) => {
    class Page {
      readonly total = 2;
      readonly next = null;
      async *[Symbol.asyncIterator]() {
        yield 1;
      }
    }
    const page = kept(make(new Page()));
    expect(page).toBeInstanceOf(Page);
    expect([Object.keys(page), JSON.stringify(page), { ...page }]).toEqual([
      ['total', 'next'],
      '{"total":2,"next":null}',
      { total: 2, next: null },
    ]);
  });

  it.each<[string, object]>([
    ['getStream', { getStream: () => Readable.from([]) }],
    ['getHeaders', { getHeaders: () => ({}) }],
  ])('are no file for having %s() only', (_, value) => {
    expect(kept(value)).toBe(value);
  });

  it('pass on what their methods are given and return, and what is set on them', () => {
    function* echo(): Generator<unknown, void, unknown> {
      for (let given: unknown; ;) given = yield given;
    }
    const generator = kept(echo());
    generator.next();
    expect(generator.next(7).value).toBe(7);
    const lazy: { next: () => null; total?: number } = Object.assign([1][Symbol.iterator](), {
      next: () => null,
    });
    const page = kept(lazy);
    expect([page.next(), 'next' in page, 'other' in page]).toEqual([null, true, false]);
    page.total = 2;
    expect(lazy.total).toBe(2);
  });

  it('can be frozen', async () => {
    const lazy = Object.freeze({ then: (done: (value: string) => unknown) => done(here()) });
    expect(await kept(lazy as unknown as PromiseLike<string>)).toBe('inside');
  });

  it('are kept in the scopes of several module instances', () => {
    const other = new AccountContext();
    const seen: unknown[] = [];
    const trigger = new Subject<number>();
    const scoped = other.run('around', () =>
      inside(() => trigger.pipe(map(() => [here(), other.current()]))),
    );
    scoped.subscribe((value) => seen.push(value, other.current()));
    other.run('a stranger', () => scope.run('a stranger', () => trigger.next(1)));
    expect(seen).toEqual([['inside', 'around'], undefined]);
  });
});
