import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { EsignonAuthError } from '../../lib/common/errors.js';
import type { EsignonAuthEvent } from '../../lib/common/events.js';
import type { TokenManagerSettings, TokenManager } from '../../lib/token/token-manager.js';
import {
  DAY,
  HOUR,
  managerOf,
  MINUTE,
  ModelSource,
  outage,
  outcome,
  wrongPassword,
} from '../support/model-source.js';
import { VirtualClock } from '../support/virtual-clock.js';

let clock: VirtualClock;
let source: ModelSource;
let manager: TokenManager;
let events: EsignonAuthEvent[];
let types: () => string[];
let waits: number[];

function make(settings: Partial<TokenManagerSettings> = {}): void {
  clock = new VirtualClock();
  source = new ModelSource(clock);
  ({ manager, events, types, waits } = managerOf(source, clock, settings));
}

/** Creates a manager and gets its first token. */
async function loggedIn(settings: Partial<TokenManagerSettings> = {}): Promise<void> {
  make(settings);
  const first = manager.get();
  await clock.advance(source.delay);
  await first;
}

/** Gets a token; the clock moves on by the time that a login takes. */
async function ask(): Promise<string> {
  const asked = outcome(manager.get());
  await clock.advance(source.delay);
  return asked;
}

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
beforeEach(() => void process.on('unhandledRejection', note));
afterEach(async () => {
  manager.close();
  await clock.settle();
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

describe('K1: a fresh token', () => {
  it('is returned without a login, a timer or a wait', async () => {
    await loggedIn();
    const fired = clock.fired;
    expect(manager.getCached()?.accessToken).toBe('token-1');
    expect(await outcome(manager.get())).toBe('token-1');
    expect([source.logins, clock.pending, clock.fired - fired]).toEqual([1, 0, 0]);
  });
});

describe('P2: a fresh token', () => {
  it('is returned by one reading of one clock, and by both at least once a second', async () => {
    await loggedIn();
    manager.getCached();
    const [wall, monotonic] = [jest.spyOn(clock, 'now'), jest.spyOn(clock, 'monotonic')];
    for (let n = 0; n < 100; n++) manager.getCached();
    expect([wall.mock.calls.length, monotonic.mock.calls.length]).toEqual([100, 0]);
    await clock.advance(1_000);
    manager.getCached();
    expect(monotonic).toHaveBeenCalled();
  });
});

describe('K2: one login for all', () => {
  it('is shared by 10 000 cold callers', async () => {
    make();
    const callers = Array.from({ length: 10_000 }, () => outcome(manager.get()));
    await clock.advance(source.delay);
    expect(new Set(await Promise.all(callers))).toEqual(new Set(['token-1']));
    expect(source.logins).toBe(1);
  });

  it('reports how long each caller waited, but no caller that found a cached token', async () => {
    make();
    const first = manager.get();
    await clock.advance(source.delay / 2);
    const controller = new AbortController();
    const callers = [first, manager.get(), manager.get({ signal: controller.signal })].map(outcome);
    await clock.advance(source.delay / 4);
    controller.abort();
    await clock.advance(source.delay / 4);
    await Promise.all(callers);
    await manager.get();
    expect(waits).toEqual([source.delay / 4, source.delay, source.delay / 2]);
  });

  it('fails for all callers at once', async () => {
    make();
    source.failure = outage();
    const callers = Array.from({ length: 1_000 }, () => outcome(manager.get()));
    await clock.advance(source.delay);
    expect(new Set(await Promise.all(callers))).toEqual(new Set(['ESIGNON_UNREACHABLE']));
    expect(source.logins).toBe(1);
  });

  it('continues when the first caller aborts, whose wait ends at once', async () => {
    make();
    const controller = new AbortController();
    const left = outcome(manager.get({ signal: controller.signal }));
    const stayed = outcome(manager.get());
    await clock.advance(source.delay / 2);
    controller.abort();
    expect(await left).toBe('ESIGNON_ABORTED');
    await clock.advance(source.delay / 2);
    expect(await stayed).toBe('token-1');
    expect(source.logins).toBe(1);
    expect(source.requests[0]?.signal.aborted).toBe(false);
  });

  it('does not start for a caller that has already aborted', async () => {
    make();
    expect(await outcome(manager.get({ signal: AbortSignal.abort() }))).toBe('ESIGNON_ABORTED');
    expect(await outcome(manager.refresh({ signal: AbortSignal.abort() }))).toBe('ESIGNON_ABORTED');
    expect(source.logins).toBe(0);
  });

  it('leaves no listener on a caller’s signal', async () => {
    await loggedIn();
    manager.invalidate('token-1');
    const signal = new CountingSignal();
    const asked = manager.get({ signal: signal as unknown as AbortSignal });
    await clock.advance(source.delay);
    await asked;
    expect(signal.listeners).toBe(0);
  });
});

describe('K3: the renewal window', () => {
  it('returns the cached token at once while one renewal runs in the background', async () => {
    await loggedIn();
    await clock.advance(48 * MINUTE);
    expect(await outcome(manager.get())).toBe('token-1');
    expect(await outcome(manager.get())).toBe('token-1');
    expect(source.logins).toBe(2);
    await clock.advance(source.delay);
    expect(await outcome(manager.get())).toBe('token-2');
  });

  it('never makes a caller wait, over ten renewals under constant load', async () => {
    await loggedIn();
    source.delay = 300;
    for (let t = 0; t < 10 * HOUR; t += 10_000) {
      expect(manager.getCached()).toBeDefined();
      await clock.advance(10_000);
    }
    expect(source.logins).toBeGreaterThan(10);
    expect(source.logins).toBeLessThan(15);
  });

  it('keeps the cached token after a failed renewal', async () => {
    await loggedIn();
    source.failure = outage();
    await clock.advance(50 * MINUTE);
    expect(await ask()).toBe('token-1');
    expect(types()).toEqual(['renewal.failed']);
    await clock.advance(9 * MINUTE);
    expect(await ask()).toBe('token-1');
  });

  it('retries no sooner than Retry-After', async () => {
    await loggedIn();
    source.failure = outage(2 * MINUTE);
    await clock.advance(48 * MINUTE);
    expect(await ask()).toBe('token-1');
    expect(source.logins).toBe(2);
    await clock.advance(2 * MINUTE - source.delay - 1);
    expect(await ask()).toBe('token-1');
    expect(source.logins).toBe(2);
    await clock.advance(source.delay + 1);
    expect(await ask()).toBe('token-1');
    expect(source.logins).toBe(3);
  });

  it('backs off, each wait at most a third of the time left', async () => {
    await loggedIn();
    source.failure = outage();
    source.delay = 0;
    await clock.advance(48 * MINUTE);
    const retries: number[] = [];
    for (let known = source.logins; manager.getCached(); await clock.advance(10)) {
      if (source.logins > known) retries.push(clock.now());
      known = source.logins;
    }
    const end = clock.now();
    const waits = retries
      .slice(1)
      .map((at, index) => ({ wait: at - retries[index]!, left: end - retries[index]! }));
    expect(waits.length).toBeGreaterThan(5);
    expect(waits.length).toBeLessThan(40);
    for (const { wait, left } of waits) expect(wait).toBeLessThanOrEqual(left / 3 + 30);
  });

  it('renews after an outage, without a cool-down left', async () => {
    await loggedIn();
    source.failure = outage();
    await clock.advance(50 * MINUTE);
    await ask();
    source.failure = undefined;
    await clock.advance(MINUTE);
    await ask();
    expect(await ask()).toBe('token-3');
    expect(manager.status()).toMatchObject({ state: 'fresh', cooldownUntil: undefined });
  });

  it('starts no cool-down for callers after a transient failure', async () => {
    await loggedIn();
    source.failure = outage();
    await clock.advance(50 * MINUTE);
    await ask();
    source.failure = undefined;
    manager.invalidate('token-1');
    expect(await ask()).toBe('token-3');
  });

  it('starts a cool-down after a permanent failure', async () => {
    await loggedIn();
    source.failure = wrongPassword();
    await clock.advance(50 * MINUTE);
    expect(await ask()).toBe('token-1');
    expect(types()).toEqual(['cooldown.started', 'renewal.failed']);
    await clock.advance(30_000);
    manager.invalidate('token-1');
    expect(await ask()).toBe('ESIGNON_INVALID_CREDENTIALS');
    expect(source.logins).toBe(2);
  });

  it('does not renew within the cool-down, which is emitted once', async () => {
    await loggedIn({ background: true });
    source.failure = wrongPassword();
    await clock.advance(48 * MINUTE + 59_000);
    expect(source.logins).toBe(2);
    expect(types()).toEqual(['cooldown.started', 'renewal.failed']);
  });

  it('does not exist with renewAhead 0: the first call after the end logs in', async () => {
    await loggedIn({ renewAhead: 0, background: true });
    await clock.advance(59 * MINUTE + 54_000);
    expect(await outcome(manager.get())).toBe('token-1');
    expect(source.logins).toBe(1);
    await clock.advance(2_000);
    expect(await ask()).toBe('token-2');
  });

  it('leaves a short first cool-down after the end, however long the renewals failed', async () => {
    await loggedIn({ background: true });
    source.failure = outage();
    // Up to a second later: a login by timer keeps the pace (K7).
    await clock.advance(HOUR - 5_000 + 1_000);
    expect(manager.status()).toMatchObject({ state: 'cooling-down' });
    expect(manager.status().cooldownUntil).toBeLessThanOrEqual(clock.now() + 1_000);
    source.failure = undefined;
    await clock.advance(2_000);
    expect(manager.status().state).toBe('fresh');
  });
});

describe('K4: renewal by timer', () => {
  it('renews an idle account for 90 days', async () => {
    make({ background: true });
    source.lifetime = 30 * DAY;
    await ask();
    await clock.advance(90 * DAY);
    expect(source.logins).toBe(1 + 3);
    expect(manager.status().state).toBe('fresh');
    expect(clock.pending).toBe(1);
    expect(clock.keepingAlive).toBe(0);
  });

  it('is not early for a token that lives longer than the longest timer', async () => {
    make({ background: true });
    source.lifetime = 365 * DAY;
    await ask();
    // Long enough for several timers, each of which fires early.
    await clock.advance(200 * DAY);
    expect([source.logins, clock.pending]).toEqual([1, 1]);
    await clock.advance(165 * DAY);
    expect(source.logins).toBe(2);
  });

  it('does not exist without `background`', async () => {
    await loggedIn();
    expect(clock.pending).toBe(0);
    await clock.advance(2 * HOUR);
    expect(source.logins).toBe(1);
    expect(manager.status().state).toBe('ended');
  });

  it('retries at the pace of the cool-down after an outage has outlasted the token', async () => {
    await loggedIn({ background: true });
    source.failure = outage();
    await clock.advance(2 * HOUR);
    const before = source.logins;
    await clock.advance(HOUR);
    expect(source.logins - before).toBeGreaterThan(55);
    expect(source.logins - before).toBeLessThanOrEqual(61);
  });

  it('stops when a wrong password has outlasted the token', async () => {
    await loggedIn({ background: true });
    source.failure = wrongPassword();
    await clock.advance(HOUR);
    const before = source.logins;
    await clock.advance(DAY);
    expect(source.logins).toBe(before);
    expect(clock.pending).toBe(0);
  });

  it('ends at close()', async () => {
    await loggedIn({ background: true });
    manager.close();
    expect(clock.pending).toBe(0);
    expect(await outcome(manager.get())).toBe('ESIGNON_ABORTED');
    expect(await outcome(manager.refresh())).toBe('ESIGNON_ABORTED');
    expect(await outcome(manager.replaceRejected('token-1'))).toBe('ESIGNON_ABORTED');
    expect(manager.getCached()).toBeUndefined();
    expect(manager.status().state).toBe('closed');
  });

  it('aborts a pending login at close(), and keeps no token', async () => {
    make({ background: true });
    const asked = outcome(manager.get());
    await clock.advance(source.delay / 2);
    manager.close();
    expect(await asked).toBe('ESIGNON_ABORTED');
    expect(source.requests[0]?.signal.aborted).toBe(true);
    await clock.advance(source.delay);
    expect(manager.status()).toMatchObject({ state: 'closed', token: undefined });
    expect(clock.pending).toBe(0);
    expect(types()).toEqual([]);
  });
});

describe('K5: cool-downs', () => {
  it('log in once for a thousand callers with a wrong password, one after the other', async () => {
    make();
    source.failure = wrongPassword();
    expect(await ask()).toBe('ESIGNON_INVALID_CREDENTIALS');
    for (let i = 0; i < 1_000; i++) expect(await outcome(manager.get())).toBe('ESIGNON_INVALID_CREDENTIALS');
    expect(source.logins).toBe(1);
    expect(types()).toEqual(['cooldown.started']);
  });

  it('give each caller the time left', async () => {
    make();
    source.failure = wrongPassword();
    await ask();
    await clock.advance(10_000);
    const error = await manager.get().catch((e: EsignonAuthError) => e);
    expect(error).toMatchObject({ code: 'ESIGNON_INVALID_CREDENTIALS', retryable: false, resultCode: '10' });
    expect((error as EsignonAuthError).retryAfterMs).toBe(50_000);
  });

  it('double with each failure', async () => {
    make();
    source.failure = wrongPassword();
    source.delay = 0;
    const at: number[] = [];
    for (let known = 0, t = 0; t < HOUR; t += 10_000) {
      await ask();
      if (source.logins > known) at.push(clock.now());
      known = source.logins;
      await clock.advance(10_000);
    }
    expect(at.slice(1).map((time, i) => (time - at[i]!) / MINUTE)).toEqual([1, 2, 4, 8, 15, 15]);
  });

  it('are short after a transient failure', async () => {
    make();
    source.failure = outage();
    await ask();
    expect(await outcome(manager.get())).toBe('ESIGNON_UNREACHABLE');
    expect(source.logins).toBe(1);
    source.failure = undefined;
    await clock.advance(1_000);
    expect(await ask()).toBe('token-2');
  });

  it('last as long as the vendor’s Retry-After', async () => {
    make();
    source.failure = outage(30_000);
    await ask();
    source.failure = undefined;
    await clock.advance(29_000);
    expect(await ask()).toBe('ESIGNON_UNREACHABLE');
    await clock.advance(1_000);
    expect(await ask()).toBe('token-2');
  });

  it('end when the credentials changed', async () => {
    make();
    source.failure = wrongPassword();
    await ask();
    source.failure = undefined;
    expect(await ask()).toBe('ESIGNON_INVALID_CREDENTIALS');
    source.changed = true;
    expect(await ask()).toBe('token-2');
  });

  it('check the credentials once for concurrent callers, and not after an outage', async () => {
    make();
    source.failure = wrongPassword();
    await ask();
    await Promise.all(Array.from({ length: 100 }, () => outcome(manager.get())));
    expect(source.askedForChange).toBe(1);
    make();
    source.failure = outage();
    await ask();
    await ask();
    expect(source.askedForChange).toBe(0);
  });

  it('apply to refresh() too', async () => {
    make();
    source.failure = wrongPassword();
    await ask();
    expect(await outcome(manager.refresh())).toBe('ESIGNON_INVALID_CREDENTIALS');
    expect(source.logins).toBe(1);
  });

  it('start again at the shortest for a failure of the other kind', async () => {
    make();
    source.failure = outage();
    for (let i = 0; i < 6; i++) {
      await ask();
      await clock.advance(MINUTE);
    }
    source.failure = wrongPassword();
    await ask();
    expect(manager.status().cooldownUntil).toBe(clock.now() + MINUTE);
  });

  it('treat an unexpected error as a transient failure', async () => {
    make();
    source.failure = new RangeError('secret');
    const error = await Promise.all([manager.get().catch((e: Error) => e), clock.advance(source.delay)]);
    expect(error[0]).toMatchObject({ code: 'ESIGNON_LOGIN_FAILED', retryable: true });
    expect(String(error[0])).not.toContain('secret');
  });
});

describe('K6: the end of a token', () => {
  it('is 5 s early', async () => {
    await loggedIn();
    source.failure = outage();
    await clock.advance(HOUR - source.delay - 5_001);
    expect(manager.getCached()?.accessToken).toBe('token-1');
    await clock.advance(1);
    expect(manager.getCached()).toBeUndefined();
  });

  it('is noticed when the wall clock jumps ahead', async () => {
    await loggedIn();
    clock.jumpWall(HOUR);
    expect(manager.getCached()).toBeUndefined();
    expect(await ask()).toBe('token-2');
  });

  it('is noticed in time when the wall clock jumps back', async () => {
    await loggedIn();
    source.failure = outage();
    expect(manager.getCached()).toBeDefined();
    clock.jumpWall(-30 * DAY);
    await clock.advance(HOUR);
    expect(manager.getCached()).toBeUndefined();
  });

  it('is noticed within a second when the wall clock steps back by less than that', async () => {
    await loggedIn();
    source.failure = outage();
    await clock.advance(HOUR - source.delay - 5_000 - 600);
    expect(manager.getCached()).toBeDefined();
    await clock.advance(500);
    clock.jumpWall(-400);
    await clock.advance(100 + 400);
    expect(manager.getCached()).toBeUndefined();
  });

  it('leads to one login and no loop, whichever way the clock jumped', async () => {
    await loggedIn({ background: true });
    for (const jump of [DAY, -DAY, 400 * DAY, -400 * DAY]) {
      const before = source.logins;
      clock.jumpWall(jump);
      await ask();
      await clock.advance(10 * MINUTE);
      expect(source.logins - before).toBeLessThanOrEqual(2);
      expect(manager.getCached()).toBeDefined();
    }
  });
});

describe('S3: a rejected token', () => {
  it('is replaced once for 20 concurrent and 20 staggered rejections', async () => {
    await loggedIn();
    const concurrent = Array.from({ length: 20 }, () => outcome(manager.replaceRejected('token-1')));
    await clock.advance(source.delay);
    expect(new Set(await Promise.all(concurrent))).toEqual(new Set(['token-2']));
    for (let i = 0; i < 20; i++) expect(await outcome(manager.replaceRejected('token-1'))).toBe('token-2');
    expect(source.logins).toBe(2);
    expect(types()).toEqual(['token.rejected']);
  });

  it('is passed to the source, which must return another', async () => {
    await loggedIn();
    const replaced = manager.replaceRejected('token-1');
    await clock.advance(source.delay);
    await replaced;
    expect(source.requests[1]?.rejectedToken?.accessToken).toBe('token-1');
  });

  it('is discarded only if it is the cached one', async () => {
    await loggedIn();
    manager.invalidate('another');
    expect(manager.getCached()?.accessToken).toBe('token-1');
    manager.invalidate('token-1');
    expect(manager.getCached()).toBeUndefined();
  });

  it('joins the pending renewal', async () => {
    await loggedIn();
    await clock.advance(50 * MINUTE);
    manager.getCached();
    const replaced = outcome(manager.replaceRejected('token-1'));
    await clock.advance(source.delay);
    expect(await replaced).toBe('token-2');
    expect(source.logins).toBe(2);
  });
});

describe('S4: contention', () => {
  /** Rejects the cached token; the clock moves on by the time that a login takes. */
  async function reject(): Promise<string> {
    const replaced = outcome(manager.replaceRejected(manager.getCached()?.accessToken ?? ''));
    await clock.advance(source.delay);
    return replaced;
  }

  it('pauses renewals after three rejections of young tokens, keeps the token, and is emitted', async () => {
    await loggedIn();
    expect([await reject(), await reject(), await reject()]).toEqual(['token-2', 'token-3', 'none']);
    expect(manager.getCached()?.accessToken).toBe('token-3');
    expect(await reject()).toBe('none');
    const told = events.filter(({ type }) => type === 'contention');
    expect(told).toMatchObject([{ until: new Date(clock.now() - source.delay + 30_000 - source.delay) }]);
    // The rejection that starts the pause is emitted as contention only.
    expect(types().filter((type) => type === 'token.rejected')).toHaveLength(3);
    expect(source.logins).toBe(3);
  });

  it('renews after one rejection when the pause is over', async () => {
    await loggedIn();
    for (let i = 0; i < 3; i++) await reject();
    await clock.advance(30_000);
    expect(await reject()).toBe('token-4');
    expect(await reject()).toBe('none');
  });

  it('bounds the logins when every token is rejected', async () => {
    await loggedIn();
    for (let t = 0; t < HOUR; t += 1_000) {
      await reject();
      await clock.advance(1_000);
    }
    expect(source.logins).toBeLessThan(130);
  });

  it('is reset when a token is valid until its renewal', async () => {
    await loggedIn();
    await reject();
    await reject();
    await clock.advance(50 * MINUTE);
    await ask();
    await ask();
    expect(await reject()).not.toBe('none');
  });
});

describe('refresh()', () => {
  it('logs in although the token is fresh, and gets a newer one', async () => {
    await loggedIn();
    const refreshed = outcome(manager.refresh());
    await clock.advance(source.delay);
    expect(await refreshed).toBe('token-2');
    expect(source.requests[1]?.cachedToken?.accessToken).toBe('token-1');
  });

  it('joins a pending login', async () => {
    make();
    const both = [outcome(manager.get()), outcome(manager.refresh())];
    await clock.advance(source.delay);
    expect(await Promise.all(both)).toEqual(['token-1', 'token-1']);
  });

  it('that fails keeps the token and its scheduled renewal', async () => {
    await loggedIn({ background: true });
    source.failure = outage();
    const refreshed = outcome(manager.refresh());
    await clock.advance(source.delay);
    expect(await refreshed).toBe('ESIGNON_UNREACHABLE');
    await clock.advance(HOUR / 2);
    expect(source.logins).toBe(2);
    expect(manager.getCached()?.accessToken).toBe('token-1');
  });
});

describe('status', () => {
  it('follows the token from login to end', async () => {
    make();
    const states = [manager.status().state];
    await ask();
    states.push(manager.status().state);
    await clock.advance(50 * MINUTE);
    states.push(manager.status().state);
    await clock.advance(10 * MINUTE);
    states.push(manager.status().state);
    source.failure = outage();
    await ask();
    states.push(manager.status().state);
    expect(states).toEqual(['empty', 'fresh', 'renewable', 'ended', 'cooling-down']);
    expect(manager.status().counters).toEqual({ logins: 0, failures: 0, adoptions: 0, rejections: 0 });
    expect(events).toHaveLength(1);
    manager.close();
    expect(manager.status().state).toBe('closed');
  });

  it('has the time of the renewal, unless there is no window', async () => {
    await loggedIn();
    expect(manager.status().renewAt).toBe(clock.now() - source.delay + 48 * MINUTE);
    manager.close();
    await loggedIn({ renewAhead: 0 });
    expect(manager.status()).toMatchObject({ state: 'fresh', renewAt: undefined });
  });

  it('has the cool-down while it lasts, and the last failure', async () => {
    make();
    expect(manager.status()).toMatchObject({ cooldownUntil: undefined, lastError: undefined });
    source.failure = wrongPassword();
    await ask();
    expect(manager.status().cooldownUntil).toBe(clock.now() + MINUTE);
    expect(manager.status().lastError?.code).toBe('ESIGNON_INVALID_CREDENTIALS');
    await clock.advance(MINUTE);
    expect(manager.status().cooldownUntil).toBeUndefined();
  });

  it('counts rejections', async () => {
    await loggedIn();
    manager.replaceRejected('token-1').catch(() => undefined);
    expect(manager.status().counters.rejections).toBe(1);
  });
});

describe('A1: what keeps a manager from being evicted', () => {
  it('is a pending login', async () => {
    make();
    expect(manager.loginPending).toBe(false);
    const asked = ask();
    expect([manager.loginPending, manager.status().renewing]).toEqual([true, true]);
    await asked;
    expect(manager.loginPending).toBe(false);
  });

  it.each([
    ['an outage', outage, 1_000],
    ['a wrong password', wrongPassword, MINUTE],
  ])('is the cool-down of a failed login: %s', async (_, failure, cooldown) => {
    make();
    expect(manager.coolingDown).toBe(false);
    source.failure = failure();
    await ask();
    await clock.advance(cooldown - 1);
    expect(manager.coolingDown).toBe(true);
    await clock.advance(1);
    expect(manager.coolingDown).toBe(false);
  });
});

describe('K5: a failure', () => {
  it('is emitted with its result code', async () => {
    make();
    source.failure = wrongPassword();
    await ask();
    await clock.advance(MINUTE);
    source.failure = outage();
    await ask();
    expect(events.map((event) => ['code' in event && event.code, 'resultCode' in event])).toEqual([
      ['ESIGNON_INVALID_CREDENTIALS', true],
      ['ESIGNON_UNREACHABLE', false],
    ]);
    expect(events[0]).toMatchObject({ resultCode: '10' });
  });

  it('ends with the remedy', async () => {
    make();
    const messageOf = (wait: Promise<unknown>) => wait.catch((error: Error) => error.message);
    source.failure = new TypeError('a defect');
    const defect = messageOf(manager.get());
    await clock.advance(source.delay);
    expect(await defect).toMatch(/unexpected reason\. Please report it/);
    const left = messageOf(manager.get({ signal: AbortSignal.abort() }));
    expect(await left).toMatch(/aborted by its caller\. Call again/);
    manager.close();
    expect(await messageOf(manager.get())).toMatch(
      /shutting down.*Finish eSignon calls before app\.close\(\)/,
    );
  });

  it('is none for a caller without a signal', async () => {
    make();
    expect(await Promise.all([outcome(manager.get({})), outcome(manager.refresh({})), ask()])).toEqual(
      Array(3).fill('token-1'),
    );
    manager.close();
    manager.invalidate('token-1');
  });
});

describe('K7: logins of one account', () => {
  /** Logins a second, on average. */
  async function rate(seconds: number, each: () => unknown = () => undefined): Promise<number> {
    const before = source.logins;
    for (let ms = 0; ms < seconds * 1_000; ms += 10) {
      each();
      await clock.advance(10);
    }
    return (source.logins - before) / seconds;
  }
  const ended = (lifetime: number): void => void (source.lifetime = lifetime);
  const impatient = { unavailableCooldown: 0, credentialsCooldown: 0, background: true };

  it.each<[string, Partial<TokenManagerSettings>, () => void]>([
    ['an end a few ms ahead', { background: true }, () => ended(5)],
    ['an end before the login was through', { background: true }, () => ended(-5)],
    [
      'a short lifetime and a window of nearly all of it',
      { background: true, renewAhead: 0.9 },
      () => ended(200),
    ],
    ['an outage without cool-down', impatient, () => (source.failure = outage())],
    ['Retry-After: 0 without cool-down', impatient, () => (source.failure = outage(0))],
    ['a wrong password without cool-down', impatient, () => (source.failure = wrongPassword())],
  ])('are at most one a second by timer: %s', async (_, settings, arrange) => {
    make(settings);
    source.delay = 1;
    arrange();
    await ask();
    expect(await rate(60)).toBeLessThanOrEqual(1.05);
  });

  it.each<[string, () => void, () => unknown]>([
    ['get(), with an end a few ms ahead', () => ended(5), () => outcome(manager.get())],
    ['get(), in an outage', () => (source.failure = outage()), () => outcome(manager.get())],
    ['get(), with a wrong password', () => (source.failure = wrongPassword()), () => outcome(manager.get())],
    ['refresh()', () => undefined, () => outcome(manager.refresh())],
    [
      'invalidate()',
      () => undefined,
      () => (manager.invalidate(manager.getCached()?.accessToken ?? ''), outcome(manager.get())),
    ],
    [
      'credentials that change each time',
      () => ((source.changed = true), (source.failure = wrongPassword())),
      () => outcome(manager.get()),
    ],
  ])('are bounded for callers too: %s', async (_, arrange, call) => {
    make({ unavailableCooldown: 0, credentialsCooldown: 0 });
    source.delay = 1;
    arrange();
    expect(await rate(60, call)).toBeLessThanOrEqual(1.2);
  });

  it('start at once for the first ten', async () => {
    make();
    source.delay = 0;
    const start = clock.monotonic();
    for (let n = 0; n < 10; n++) {
      const renewed = manager.refresh();
      await clock.advance(0);
      await renewed;
    }
    expect([source.logins, clock.monotonic() - start]).toEqual([10, 0]);
  });

  it('that failed fail callers at once, if the next one may not start yet', async () => {
    make({ unavailableCooldown: 0 });
    source.delay = 0;
    source.failure = outage();
    for (let n = 0; n < 10; n++) await ask();
    const start = clock.monotonic();
    expect(await outcome(manager.get())).toBe('ESIGNON_UNREACHABLE');
    expect([source.logins, clock.monotonic() - start]).toEqual([10, 0]);
  });

  it('that wait to start end with their caller, and with the application', async () => {
    make();
    source.delay = 0;
    source.lifetime = 5;
    for (let n = 0; n < 10; n++) {
      await ask();
      manager.invalidate(manager.getCached()?.accessToken ?? '');
    }
    const controller = new AbortController();
    const [left, closed] = [outcome(manager.get({ signal: controller.signal })), outcome(manager.get())];
    await clock.settle();
    controller.abort();
    expect(await left).toBe('ESIGNON_ABORTED');
    manager.close();
    expect(await closed).toBe('ESIGNON_ABORTED');
    await clock.settle();
    expect(clock.pending).toBe(0);
  });
});

class CountingSignal {
  readonly aborted = false;
  listeners = 0;
  addEventListener(): void {
    this.listeners += 1;
  }
  removeEventListener(): void {
    this.listeners -= 1;
  }
}

describe('A1: what decides whether an account may be evicted', () => {
  const states = () => ({ coolingDown: manager.coolingDown, unknown: manager.unknown });

  it('is that it cools down, or does not exist, until the cool-down ends', async () => {
    make();
    expect(states()).toEqual({ coolingDown: false, unknown: false });
    source.failure = new EsignonAuthError('ESIGNON_UNKNOWN_ACCOUNT', 'no such account');
    await ask();
    expect(states()).toEqual({ coolingDown: false, unknown: true });
    await clock.advance(HOUR);
    expect(states()).toEqual({ coolingDown: false, unknown: false });
    source.failure = wrongPassword();
    await ask();
    expect(states()).toEqual({ coolingDown: true, unknown: false });
  });

  it('is not its login pace, which its next manager continues', async () => {
    make();
    const unused = manager.loginPace;
    await ask();
    expect(manager.loginPace).toBeGreaterThan(unused);
  });
});

describe('K7: a login that is repeated with other credentials', () => {
  it('keeps the pace of logins', async () => {
    await loggedIn();
    const { keepPace } = source.requests[0] ?? {};
    let started = 0;
    for (let n = 0; n < 30; n++) void keepPace?.().then(() => (started += 1));
    await clock.advance(0);
    expect(started).toBeLessThan(15);
    await clock.advance(MINUTE);
    expect(started).toBe(30);
  });
});

describe('S4: a rejection after the credentials have changed', () => {
  it('does not count with those before', async () => {
    await loggedIn();
    const reject = async () => {
      const replaced = outcome(manager.replaceRejected(manager.getCached()?.accessToken ?? ''));
      source.requests.at(-1)?.onCredentialsChanged?.();
      await clock.advance(source.delay);
      return replaced;
    };
    for (let n = 2; n <= 6; n++) expect(await reject()).toBe(`token-${n}`);
    expect(types()).not.toContain('contention');
  });
});
