import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger, ServiceUnavailableException } from '@nestjs/common';
import type { EsignonCallbackEvent } from 'nestjs-esignon-auth/callbacks';

import { CallbackProcessor, type VerifiedEvent } from '../../lib/callbacks/callback-processor.js';
import { documentKey, eventKey } from '../../lib/callbacks/event-key.js';
import { MemorySeenStore } from '../../lib/callbacks/memory-seen-store.js';
import type { EsignonSeenStore } from '../../lib/callbacks/seen-store.js';
import { failureOf } from '../support/failure.js';
import { VirtualClock } from '../support/virtual-clock.js';

let clock: VirtualClock;
/** What was logged: level, message, stack. */
let logged: unknown[][];
beforeEach(() => {
  clock = new VirtualClock();
  logged = [];
  const level =
    (name: string) =>
    (...[message, stack]: unknown[]): void =>
      void logged.push([name, message, stack]);
  Logger.overrideLogger({ log: level('log'), error: level('error'), warn: level('warn') });
});
afterEach(() => Logger.overrideLogger(false));

/** A processor, the accounts that it ran as, and the keys that it claimed for how long. */
function start(seen: EsignonSeenStore = new MemorySeenStore(clock)): {
  processor: CallbackProcessor;
  accounts: unknown[];
  claimed: unknown[][];
} {
  const [accounts, claimed]: [unknown[], unknown[][]] = [[], []];
  const processor = new CallbackProcessor({
    seen: {
      lease: (...claim) => {
        claimed.push(claim);
        return seen.lease(...claim);
      },
    },
    clock,
    name: undefined,
    runAs: (account, fn) => {
      accounts.push(account);
      return fn();
    },
    confirm: (event) => Promise.resolve({ ...event, status: 'complete' }),
  });
  return { processor, accounts, claimed };
}

function verified(step: number, claims: Partial<VerifiedEvent['claims']> = {}): VerifiedEvent {
  const content = {
    documentId: '901',
    status: 'playing',
    step,
    at: new Date(0),
    fields: {},
    raw: {},
  } as const;
  return { claims: { expiresAt: clock.now() + 86_400_000, ...claims }, content };
}

/** A handler that runs until it is told how to end. */
function pendingHandler(): {
  events: EsignonCallbackEvent[];
  handler: (event: EsignonCallbackEvent) => Promise<void>;
  end: () => void;
  fail: () => void;
} {
  const events: EsignonCallbackEvent[] = [];
  let settle: [() => void, (error: Error) => void] = [() => undefined, () => undefined];
  return {
    events,
    handler: (event) => {
      events.push(event);
      return new Promise((...both) => (settle = both));
    },
    end: () => settle[0](),
    fail: () => settle[1](new Error('of the handler')),
  };
}

/** Whether a promise has settled by now. */
async function hasSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.finally(() => (settled = true));
  await clock.settle();
  return settled;
}

describe('CallbackProcessor', () => {
  it.each([
    [{}, {}, undefined],
    [{ account: 'acme', context: 'order 7' }, { account: 'acme', context: 'order 7' }, 'acme'],
  ])('handles the confirmed event of a token with %j', async (claims, expected, account) => {
    const { processor, accounts } = start();
    const { events, handler, end } = pendingHandler();
    const event = verified(1, claims);
    await processor.accept(event, handler);
    await clock.settle();
    expect(events).toStrictEqual([{ ...event.content, ...expected, status: 'complete' }]);
    expect(accounts).toEqual([account]);
    end();
  });

  it('claims the event until its token expires, and the turn of its document for a minute', async () => {
    const { processor, claimed } = start();
    const event = verified(1, { account: 'acme', expiresAt: clock.now() + 7_000 });
    await processor.accept(event, () => Promise.resolve());
    await clock.settle();
    expect(claimed).toEqual([
      [eventKey('acme', event.content), 7_000],
      [documentKey('acme', '901'), 60_000],
    ]);
  });

  it('handles a duplicate no second time', async () => {
    const { processor } = start();
    let handled = 0;
    const handler = async (): Promise<void> => void (handled += 1);
    await processor.accept(verified(1), handler);
    await clock.settle();
    await processor.accept(verified(1), handler);
    await clock.settle();
    await processor.accept(verified(2), handler);
    await clock.settle();
    expect(handled).toBe(2);
    expect(logged).toEqual([]);
  });

  it('accepts an event when it is claimed, and a delivery of a pending one at once', async () => {
    let grant = (): void => undefined;
    const granted = new Promise<void>((resolve) => (grant = resolve));
    const { processor } = start({ lease: () => granted.then(() => () => Promise.resolve()) });
    let handled = 0;
    const handler = async (): Promise<void> => void (handled += 1);
    const first = processor.accept(verified(1), handler);
    expect(await hasSettled(first)).toBe(false);
    expect(await hasSettled(processor.accept(verified(1), handler))).toBe(true);
    grant();
    await first;
    await clock.settle();
    expect(handled).toBe(1);
  });

  it('does not try a pending delivery of an event that another process has claimed', async () => {
    const { processor, claimed } = start({ lease: () => Promise.resolve(undefined) });
    let handled = 0;
    const handler = async (): Promise<void> => void (handled += 1);
    await Promise.all([processor.accept(verified(1), handler), processor.accept(verified(1), handler)]);
    await clock.settle();
    expect([claimed.length, handled]).toEqual([1, 0]);
  });

  it('logs a handler that failed, and handles the event when it is delivered again', async () => {
    const { processor } = start();
    const failure = new Error('of the handler');
    await processor.accept(verified(1), () => Promise.reject(failure));
    await clock.settle();
    expect(logged).toEqual([
      [
        'error',
        'An eSignon event of document 901 failed: it is handled again if it is delivered again.',
        failure.stack,
      ],
    ]);
    let handled = 0;
    await processor.accept(verified(1), async () => void (handled += 1));
    await clock.settle();
    expect(handled).toBe(1);
  });

  it('answers 503 and logs the event where the store fails, and tries a pending delivery then', async () => {
    const leases = [Promise.reject(new Error('away')), Promise.resolve(() => Promise.resolve())];
    const { processor } = start({ lease: () => leases.shift() ?? Promise.resolve(() => Promise.resolve()) });
    let handled = 0;
    const handler = async (): Promise<void> => void (handled += 1);
    const first = failureOf(processor.accept(verified(1), handler));
    await processor.accept(verified(1), handler);
    expect(await first).toBeInstanceOf(ServiceUnavailableException);
    await clock.settle();
    expect(handled).toBe(1);
    expect(logged.map(([level, message]) => [level, message])).toEqual([
      [
        'error',
        'An eSignon event of document 901 was not handled, since the store of `seen` failed. Check the store, and look for events that were lost.',
      ],
    ]);
  });
});

describe('close()', () => {
  it('refuses further events', async () => {
    const { processor, claimed } = start();
    await processor.close();
    const refused = failureOf(processor.accept(verified(1), () => Promise.resolve()));
    expect(await refused).toBeInstanceOf(ServiceUnavailableException);
    expect(claimed).toEqual([]);
    expect([logged, clock.pending]).toEqual([[], 0]);
  });

  it('waits for the handlers of accepted events', async () => {
    const { processor } = start();
    const { handler, end } = pendingHandler();
    await processor.accept(verified(1), handler);
    const closed = processor.close();
    await clock.advance(9_999);
    expect(await hasSettled(closed)).toBe(false);
    end();
    await closed;
    expect(logged).toEqual([]);
  });

  it('waits for the next attempt of an event whose handler failed', async () => {
    const { processor } = start();
    const [failing, next] = [pendingHandler(), pendingHandler()];
    await processor.accept(verified(1), failing.handler);
    await processor.accept(verified(1), next.handler);
    await clock.settle();
    failing.fail();
    await clock.settle();
    expect(next.events).toHaveLength(1);
    const closed = processor.close();
    expect(await hasSettled(closed)).toBe(false);
    next.end();
    expect(await hasSettled(closed)).toBe(true);
  });

  it('waits for 10 s at most, and says how many handlers are left', async () => {
    const { processor } = start();
    const { handler, end } = pendingHandler();
    await processor.accept(verified(1), () => Promise.resolve());
    await clock.settle();
    await processor.accept(verified(2), handler);
    const closed = processor.close();
    await clock.advance(10_000);
    await closed;
    expect(logged).toEqual([
      ['warn', '1 handlers of eSignon events did not end before the shutdown.', 'EsignonCallbacks'],
    ]);
    end();
  });
});
