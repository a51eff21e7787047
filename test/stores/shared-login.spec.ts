import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryTokenStore } from 'nestjs-esignon-auth/testing';

import type { EsignonAuthEvent } from '../../lib/common/events.js';
import type { LoginContext } from '../../lib/login/login.js';
import { STORE_TIMEOUT } from '../../lib/stores/resilient-token-store.js';
import { sharedLogin, storeKey } from '../../lib/stores/shared-login.js';
import { EsignonToken } from '../../lib/token/esignon-token.js';
import type { EsignonTokenRecord, EsignonTokenStore } from '../../lib/token/token-store.js';
import { HOUR, MINUTE, outage, outcome } from '../support/model-source.js';
import { VirtualClock } from '../support/virtual-clock.js';

const CREDENTIALS = { companyId: 'acme', email: 'api@acme.kr', password: 'pa55-word' };
const BASE = { baseUrl: 'https://docs.esignon.net', clientId: undefined };
const KEY = storeKey(CREDENTIALS, BASE);
const TTL = MINUTE;
const LOGIN = 100;

type Names = keyof EsignonTokenStore;
type Event = Parameters<LoginContext['emit']>[0];

let clock: VirtualClock;
let memory: MemoryTokenStore;
let logins: number;
let events: Event[];
/** How the next logins fail, if they do. */
let failure: Error | undefined;

beforeEach(() => {
  clock = new VirtualClock();
  memory = new MemoryTokenStore(() => clock.now());
  logins = 0;
  events = [];
  failure = undefined;
});

function token(accessToken: string, issuedAt = clock.now(), lifetime = HOUR): EsignonToken {
  const dates = { issuedAt: new Date(issuedAt), expiresAt: new Date(issuedAt + lifetime) };
  return new EsignonToken({ accessToken, ...dates, companyId: 'acme', memberEmail: CREDENTIALS.email });
}

function record(accessToken: string, more: Partial<EsignonTokenRecord> = {}): EsignonTokenRecord {
  const issuedAt = clock.now();
  return { accessToken, issuedAt, expiresAt: issuedAt + HOUR, companyId: 'acme', ...more };
}

const onRefused = (): Promise<undefined> => Promise.resolve(undefined);

/** One process that asks for a token; its login takes 100 ms. */
function ask(request: Partial<LoginContext> = {}, store: EsignonTokenStore = memory): Promise<string> {
  const login = sharedLogin(
    async () => {
      const made = token(`login-${++logins}`);
      await new Promise<void>((done) => clock.timer(LOGIN, done));
      if (failure) throw failure;
      return made;
    },
    { ...BASE, store, clock, random: () => 0.5, leaseTtl: TTL },
  );
  const context = {
    signal: new AbortController().signal,
    emit: (event: Event) => events.push(event),
    onRefused,
  };
  return outcome(login(CREDENTIALS, { ...context, ...request }));
}

/** The store, with some methods in the place of its own. */
function storeWith(methods: Partial<Record<Names, unknown>>): EsignonTokenStore {
  return {
    get: (key) => memory.get(key),
    set: (key, value, ttl) => memory.set(key, value, ttl),
    delete: (key, accessToken) => memory.delete(key, accessToken),
    lease: (key, ttl) => memory.lease(key, ttl),
    ...methods,
  } as EsignonTokenStore;
}

/** What it comes to, and how long it took by the clock. */
async function timed(asked: Promise<string>, patience = 10 * MINUTE): Promise<{ got: string; ms: number }> {
  const start = clock.monotonic();
  let ms = -1;
  const got = asked.then((value) => {
    ms = clock.monotonic() - start;
    return value;
  });
  await clock.advance(patience);
  if (ms < 0) throw new Error(`Still waiting after ${patience} ms`);
  return { got: await got, ms };
}

const told = (): string[] =>
  events.map((event) => (event.type === 'store.failed' ? `${event.operation}: ${event.reason}` : event.type));

describe('A2: before a login', () => {
  it('a token that another process stored is adopted, with its dates and an event', async () => {
    await memory.set(KEY, record('theirs'), HOUR);
    expect(await timed(ask())).toEqual({ got: 'theirs', ms: 0 });
    expect([logins, told()]).toEqual([0, ['token.adopted']]);
  });

  it('a token that is adopted is that of the member who asked', async () => {
    await memory.set(KEY, record('theirs', { deviceId: 'device-9' }), HOUR);
    const adopt = sharedLogin(() => Promise.reject(outage()), {
      ...BASE,
      store: memory,
      clock,
      random: () => 0,
      leaseTtl: TTL,
    });
    const signal = new AbortController().signal;
    const adopted = await adopt(CREDENTIALS, { signal, emit: () => undefined, onRefused });
    expect(adopted).toMatchObject({
      companyId: 'acme',
      memberEmail: CREDENTIALS.email,
      deviceId: 'device-9',
    });
    expect(adopted.expiresAt.getTime() - adopted.issuedAt.getTime()).toBe(HOUR);
  });

  it('without a stored token the process logs in, and stores the token for its lifetime', async () => {
    const ttls: number[] = [];
    const set = (key: string, value: EsignonTokenRecord, ttl: number) => {
      ttls.push(ttl);
      return memory.set(key, value, ttl);
    };
    expect(await timed(ask({}, storeWith({ set })), LOGIN)).toEqual({ got: 'login-1', ms: LOGIN });
    expect((await memory.get(KEY))?.accessToken).toBe('login-1');
    expect(ttls).toEqual([HOUR - LOGIN]);
    expect(await memory.lease(KEY, TTL)).toBeInstanceOf(Function);
  });

  it.each([
    ['has ended', { expiresAt: -1 }],
    ['counts as ended, being in its last seconds', { expiresAt: 4_999 }],
  ])('a token that %s is not adopted', async (_, { expiresAt }) => {
    const now = clock.now();
    await memory.set(KEY, record('old', { issuedAt: now - HOUR, expiresAt: now + expiresAt }), HOUR);
    expect((await timed(ask())).got).toBe('login-1');
    expect(told()).toEqual([]);
  });

  it('a store without a lease is read and written', async () => {
    const store = storeWith({ lease: undefined });
    expect((await timed(ask({}, store), LOGIN)).got).toBe('login-1');
    expect((await timed(ask({}, store), 0)).got).toBe('login-1');
    expect(logins).toBe(1);
  });
});

describe('A2: a cached or rejected token', () => {
  it('after a rejection the rejected one is deleted, and a newer one adopted', async () => {
    const rejected = token('rejected', clock.now() - MINUTE);
    await memory.set(KEY, record('newer'), HOUR);
    expect((await timed(ask({ rejectedToken: rejected }))).got).toBe('newer');
    expect(logins).toBe(0);
  });

  it('after a rejection the rejected token is deleted for all processes', async () => {
    await memory.set(KEY, record('rejected'), HOUR);
    const asked = ask({ rejectedToken: token('rejected') });
    await clock.settle();
    expect(await memory.get(KEY)).toBeUndefined();
    expect((await timed(asked)).got).toBe('login-1');
  });

  it('a rejected token is not adopted, even by a store that does not delete', async () => {
    await memory.set(KEY, record('rejected'), HOUR);
    const store = storeWith({ delete: async () => undefined });
    expect((await timed(ask({ rejectedToken: token('rejected') }, store))).got).toBe('login-1');
  });

  it('one that is older than the rejected token is not adopted', async () => {
    await memory.set(KEY, record('older', { issuedAt: clock.now() - 1 }), HOUR);
    expect((await timed(ask({ rejectedToken: token('rejected') }))).got).toBe('login-1');
  });

  it('a renewal adopts a token that is newer than the cached one', async () => {
    await memory.set(KEY, record('newer'), HOUR);
    expect((await timed(ask({ cachedToken: token('held', clock.now() - 1) }))).got).toBe('newer');
  });

  it.each([
    ['the same', 'held', 0],
    ['another of the same moment', 'other', 0],
    ['an older one', 'older', -1],
  ])('a renewal does not adopt %s', async (_, accessToken, later) => {
    await memory.set(KEY, record(accessToken, { issuedAt: clock.now() + later }), HOUR);
    expect((await timed(ask({ cachedToken: token('held') }))).got).toBe('login-1');
    expect((await memory.get(KEY))?.accessToken).toBe('login-1');
  });
});

describe('A2: a vendor that returns the same token again', () => {
  it('renews it by a later expiry, which other processes adopt', async () => {
    const held = token('same', clock.now() - MINUTE);
    await memory.set(KEY, record('same'), HOUR);
    expect((await timed(ask({ cachedToken: held }))).got).toBe('same');
    expect(logins).toBe(0);
  });

  it.each([
    ['a later login with the same end', { issuedAt: 0, expiresAt: -MINUTE }],
    ['an earlier login', { issuedAt: -2 * MINUTE, expiresAt: 0 }],
  ])('is not renewed by %s', async (_, by) => {
    const { issuedAt, expiresAt } = record('same');
    const held = token('same', clock.now() - MINUTE);
    await memory.set(
      KEY,
      record('same', { issuedAt: issuedAt + by.issuedAt, expiresAt: expiresAt + by.expiresAt }),
      HOUR,
    );
    expect((await timed(ask({ cachedToken: held }))).got).toBe('login-1');
  });

  it('does not bring a rejected token back', async () => {
    await memory.set(KEY, record('same'), HOUR);
    expect((await timed(ask({ rejectedToken: token('same', clock.now() - MINUTE) }))).got).toBe('login-1');
  });
});

describe('A2: the lease', () => {
  it('makes one login of a hundred processes that ask at once', async () => {
    const asked = Array.from({ length: 100 }, () => ask());
    await clock.advance(5_000);
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['login-1']));
    expect(logins).toBe(1);
    expect(told().filter((line) => line !== 'token.adopted')).toEqual([]);
  });

  it('makes one login of a hundred processes whose token was rejected', async () => {
    await memory.set(KEY, record('rejected'), HOUR);
    const rejectedToken = token('rejected');
    await clock.advance(1);
    const asked = Array.from({ length: 100 }, () => ask({ rejectedToken }));
    await clock.advance(5_000);
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['login-1']));
    expect(logins).toBe(1);
  });

  it('is followed by a second read, since the previous holder may have written a token', async () => {
    const lease = async (key: string, ttl: number) => {
      await memory.set(key, record('just-written'), HOUR);
      return memory.lease(key, ttl);
    };
    expect((await timed(ask({}, storeWith({ lease })))).got).toBe('just-written');
    expect(logins).toBe(0);
    expect(await memory.lease(KEY, TTL)).toBeInstanceOf(Function);
  });

  it('is released when the login fails, so that the next process need not wait', async () => {
    failure = outage();
    expect((await timed(ask(), LOGIN)).got).toBe('ESIGNON_UNREACHABLE');
    expect(await memory.lease(KEY, TTL)).toBeInstanceOf(Function);
    expect(await memory.get(KEY)).toBeUndefined();
  });

  it('of a crashed holder is waited for until it expires, and then one process logs in', async () => {
    await memory.lease(KEY, TTL);
    const start = clock.monotonic();
    const ends: number[] = [];
    const waiting = Array.from({ length: 50 }, () =>
      ask().finally(() => ends.push(clock.monotonic() - start)),
    );
    await clock.advance(TTL - 1);
    expect([logins, ends]).toEqual([0, []]);
    await clock.advance(2_000);
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['login-1']));
    expect(logins).toBe(1);
    expect(told().filter((line) => line !== 'token.adopted')).toEqual([]);
  });

  it('that is never released is waited for 1.5 times its duration; then an event, and a login without it', async () => {
    const store = storeWith({ lease: async () => undefined });
    const { got, ms } = await timed(ask({}, store));
    expect([got, ms]).toEqual(['login-1', 1.5 * TTL + LOGIN]);
    expect(told()).toEqual(['lease: timed out']);
    expect((await memory.get(KEY))?.accessToken).toBe('login-1');
  });

  it('is polled at most a few times a second while another process holds it', async () => {
    let askedFor = 0;
    const lease = async () => void (askedFor += 1);
    await timed(ask({}, storeWith({ lease })));
    expect(askedFor).toBeLessThan(2 * ((1.5 * TTL) / 1_000) + 10);
  });

  it('is not waited for by a process that shuts down', async () => {
    await memory.lease(KEY, TTL);
    const closing = new AbortController();
    const asked = ask({ signal: closing.signal });
    await clock.advance(100);
    closing.abort();
    expect(await asked).toBe('ESIGNON_ABORTED');
    expect([logins, clock.pending]).toEqual([0, 0]);
  });
});

describe('A2: what is stored', () => {
  it('is a plain record, without e-mail address or password', async () => {
    const kept: unknown[] = [];
    await timed(ask({}, storeWith({ set: async (...args: unknown[]) => void kept.push(args) })));
    const [[key, value]] = kept as [[string, object]];
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value).sort()).toEqual(['accessToken', 'companyId', 'expiresAt', 'issuedAt']);
    expect(JSON.parse(JSON.stringify(value))).toEqual(value);
    for (const secret of ['api@acme.kr', 'acme.kr', 'pa55'])
      expect(key + JSON.stringify(value)).not.toContain(secret);
  });

  it('has a key that is a hash, and names neither the e-mail address nor the company', () => {
    expect(KEY).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['base URL', CREDENTIALS, { ...BASE, baseUrl: 'https://test.esignon.net' }],
    ['company', { ...CREDENTIALS, companyId: 'other' }, BASE],
    ['member', { ...CREDENTIALS, email: 'other@acme.kr' }, BASE],
    ['client ID', CREDENTIALS, { ...BASE, clientId: 'client' }],
    ['split of the same text', { ...CREDENTIALS, companyId: 'acm', email: 'eapi@acme.kr' }, BASE],
  ])('has another key for another %s', (_, credentials, settings) => {
    expect(storeKey(credentials, settings)).not.toBe(KEY);
  });

  it('has the same key when only the password changed', () => {
    const rotated = { ...CREDENTIALS, password: 'new' };
    expect(storeKey(rotated, BASE)).toBe(KEY);
  });
});

/** A3's bounds, in ms: of a store that hangs, and of one where every step takes as long as it may. */
const HANGS_FROM_THE_START = STORE_TIMEOUT;
const HANGS_MIDWAY = 2 * STORE_TIMEOUT;
const SLOW_THROUGHOUT = 6 * STORE_TIMEOUT;

describe('A3: a store that fails', () => {
  const rejectedToken = (): EsignonToken => token('rejected', clock.now() - 1);
  const broken = {
    throws: () => {
      throw new Error('redis://user:pa55-word@host');
    },
    rejects: () => Promise.reject(new Error('redis://user:pa55-word@host')),
    'rejects with what is no error': async () => {
      throw undefined as unknown;
    },
    hangs: () => new Promise<never>(() => undefined),
    'answers a thenable that throws': () => ({
      then: () => {
        throw new Error('no');
      },
    }),
  };
  const operations = ['get', 'set', 'delete', 'lease', 'release'] as const;
  const cases = operations.flatMap((operation) =>
    Object.keys(broken).map((how) => [how, operation] as const),
  );

  function storeThat(how: string, operation: (typeof operations)[number]): EsignonTokenStore {
    const fails = broken[how as keyof typeof broken];
    return storeWith(operation === 'release' ? { lease: async () => fails } : { [operation]: fails });
  }

  it.each(cases)(
    'that %s at %s fails no call, emits one event and takes at most 0.5 s',
    async (how, operation) => {
      const { got, ms } = await timed(ask({ rejectedToken: rejectedToken() }, storeThat(how, operation)));
      expect(got).toBe('login-1');
      expect(told()).toEqual([`${operation}: ${how === 'hangs' ? 'timed out' : 'failed'}`]);
      expect(ms - LOGIN).toBe(how === 'hangs' ? STORE_TIMEOUT : 0);
      expect(JSON.stringify(events)).not.toContain('pa55');
    },
  );

  it.each(cases)('that %s at %s does not hide a failure of the login', async (how, operation) => {
    failure = outage();
    const { got } = await timed(ask({ rejectedToken: rejectedToken() }, storeThat(how, operation)));
    expect(got).toBe('ESIGNON_UNREACHABLE');
  });

  it('whose delete fails makes one login of a hundred processes whose token was rejected', async () => {
    await memory.set(KEY, record('rejected'), HOUR);
    const rejectedToken = token('rejected');
    await clock.advance(1);
    const store = storeWith({ delete: broken.rejects });
    const asked = Array.from({ length: 100 }, () => ask({ rejectedToken }, store));
    await clock.advance(5_000);
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['login-1']));
    expect(logins).toBe(1);
    expect(told().filter((line) => line === 'delete: failed')).toHaveLength(100);
    expect((await memory.get(KEY))?.accessToken).toBe('login-1');
  });

  it('whose delete fails does not return the rejected token to any process', async () => {
    await memory.set(KEY, record('rejected'), HOUR);
    const rejected = token('rejected');
    const store = storeWith({ delete: broken.rejects, set: broken.rejects });
    expect((await timed(ask({ rejectedToken: rejected }, store))).got).toBe('login-1');
    expect((await timed(ask({ rejectedToken: rejected }, store))).got).toBe('login-2');
    expect((await memory.get(KEY))?.accessToken).toBe('rejected');
  });

  it('whose get fails is still written, so that other processes need not log in', async () => {
    const { got } = await timed(ask({}, storeWith({ get: broken.rejects })), LOGIN);
    expect(got).toBe('login-1');
    expect((await timed(ask())).got).toBe('login-1');
    expect(logins).toBe(1);
  });

  it('whose get fails is not waited for, since the token of the lease holder could not be read', async () => {
    await memory.lease(KEY, TTL);
    expect(await timed(ask({}, storeWith({ get: broken.rejects })))).toEqual({ got: 'login-1', ms: LOGIN });
    await memory.lease(KEY, TTL);
    let gets = 0;
    const get = () => (++gets > 3 ? broken.rejects() : Promise.resolve(undefined));
    const { ms } = await timed(ask({}, storeWith({ get })));
    expect([gets, told()]).toEqual([4, ['get: failed', 'get: failed']]);
    expect(ms).toBeLessThan(LOGIN + 1_000);
  });

  it('whose lease fails is still read and written', async () => {
    const store = storeWith({ lease: broken.rejects });
    expect((await timed(ask({}, store), LOGIN)).got).toBe('login-1');
    expect((await timed(ask({}, store), 0)).got).toBe('login-1');
    expect([logins, told()]).toEqual([1, ['lease: failed', 'token.adopted']]);
  });

  it('all of whose operations fail causes no failed call, no wait, and one event for each', async () => {
    const fails = broken.rejects;
    const store = { get: fails, set: fails, delete: fails, lease: fails };
    expect(await timed(ask({ rejectedToken: rejectedToken() }, store))).toEqual({
      got: 'login-1',
      ms: LOGIN,
    });
    expect(told()).toEqual(['delete: failed', 'get: failed', 'set: failed']);
  });

  it('all of whose operations fail late takes at most 3 s', async () => {
    const late = async () => {
      await new Promise<void>((done) => clock.timer(STORE_TIMEOUT - 1, done));
      throw new Error('late');
    };
    const store = { get: late, set: late, delete: late, lease: late };
    const { got, ms } = await timed(ask({ rejectedToken: rejectedToken() }, store));
    expect([got, ms - LOGIN <= SLOW_THROUGHOUT]).toEqual(['login-1', true]);
  });

  it('all of whose operations hang takes 0.5 s', async () => {
    const hangs = broken.hangs;
    const store = { get: hangs, set: hangs, delete: hangs, lease: hangs };
    expect(await timed(ask({ rejectedToken: rejectedToken() }, store))).toEqual({
      got: 'login-1',
      ms: LOGIN + HANGS_FROM_THE_START,
    });
    expect(told()).toEqual(['delete: timed out']);
  });

  it('that fails during shutdown gives ESIGNON_ABORTED, never the error of the store', async () => {
    for (let ticks = 0; ticks < 15; ticks++) {
      const closing = new AbortController();
      const get = async (): Promise<never> => {
        let turn = Promise.resolve();
        for (let i = 0; i < ticks; i++) turn = turn.then(() => undefined);
        void turn.then(() => closing.abort());
        return broken.rejects();
      };
      const { got } = await timed(ask({ signal: closing.signal }, storeWith({ get })));
      // Where the abort comes later than the failure is told, the login goes on as without a store.
      expect(['ESIGNON_ABORTED', `login-${logins}`]).toContain(got);
    }
  });

  it.each(['get', 'lease'] as const)('whose %s hangs at shutdown leaves no timer', async (operation) => {
    const closing = new AbortController();
    const asked = ask({ signal: closing.signal }, storeWith({ [operation]: broken.hangs }));
    await clock.advance(1);
    expect(clock.pending).toBe(1);
    closing.abort();
    expect(await asked).toBe('ESIGNON_ABORTED');
    expect([clock.pending, logins, told()]).toEqual([0, 0, []]);
  });

  it('that hangs at shutdown while the lease is held releases it', async () => {
    const closing = new AbortController();
    let gets = 0;
    const get = () => (++gets === 1 ? undefined : broken.hangs());
    const asked = ask({ signal: closing.signal }, storeWith({ get }));
    await clock.advance(1);
    closing.abort();
    await asked;
    await clock.settle();
    expect(await memory.lease(KEY, TTL)).toBeDefined();
    expect(clock.pending).toBe(0);
  });

  it('whose lease arrives after shutdown releases it', async () => {
    const closing = new AbortController();
    let given = 0;
    const late = new Promise<() => Promise<void>>((done) => {
      clock.timer(200, () => done(() => Promise.resolve(void (given += 1))));
    });
    const lease = () => late;
    const asked = ask({ signal: closing.signal }, storeWith({ lease }));
    await clock.advance(1);
    closing.abort();
    await asked;
    await clock.advance(200);
    expect(given).toBe(1);
  });

  it('that hangs during the login takes 1 s', async () => {
    const hangs = broken.hangs;
    const store = storeWith({ set: hangs, lease: async () => hangs });
    expect(await timed(ask({}, store))).toEqual({ got: 'login-1', ms: LOGIN + HANGS_MIDWAY });
    expect(told()).toEqual(['set: timed out', 'release: timed out']);
  });

  it('that hangs while another process holds the lease is skipped', async () => {
    let asked = 0;
    const lease = () => (++asked > 3 ? broken.hangs() : Promise.resolve(undefined));
    const { got, ms } = await timed(ask({}, storeWith({ lease })));
    expect([got, told()]).toEqual(['login-1', ['lease: timed out']]);
    expect(ms).toBeLessThan(LOGIN + STORE_TIMEOUT + 500);
  });

  it('whose operations are all slow, just within the time-out, takes at most 3 s', async () => {
    const slowly =
      (fn: (...args: never[]) => Promise<unknown>) =>
      async (...args: never[]) => {
        await new Promise<void>((done) => clock.timer(STORE_TIMEOUT - 1, done));
        return fn(...args);
      };
    const store = storeWith({
      get: slowly((key) => memory.get(key)),
      set: slowly((key, value, ttl) => memory.set(key, value, ttl)),
      delete: slowly((key, accessToken) => memory.delete(key, accessToken)),
      lease: slowly(async (key, ttl) => {
        const release = await memory.lease(key, ttl);
        return release && slowly(release);
      }),
    });
    const { got, ms } = await timed(ask({ rejectedToken: rejectedToken() }, store));
    expect([got, told()]).toEqual(['login-1', []]);
    expect(ms - LOGIN).toBeLessThanOrEqual(SLOW_THROUGHOUT);
    expect(ms - LOGIN).toBeGreaterThan(SLOW_THROUGHOUT - 10);
  });

  it('that grants a lease after the time-out has it released at once', async () => {
    const lease = async (key: string, ttl: number) => {
      await new Promise<void>((done) => clock.timer(2_000, done));
      return memory.lease(key, ttl);
    };
    const asked = ask({}, storeWith({ lease }));
    await clock.advance(STORE_TIMEOUT + LOGIN);
    expect(await asked).toBe('login-1');
    await clock.advance(2_000);
    expect(await memory.lease(KEY, TTL)).toBeInstanceOf(Function);
  });

  it('that fails to release such a lease causes no unhandled rejection', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const lease = async () => {
      await new Promise<void>((done) => clock.timer(2_000, done));
      return () => Promise.reject(new Error('gone'));
    };
    await timed(ask({}, storeWith({ lease })));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('leaves no timer behind', async () => {
    await timed(ask({}, storeWith({ get: broken.hangs })));
    await timed(ask());
    expect(clock.pending).toBe(0);
  });
});

describe('A3: a store that returns invalid values', () => {
  const later = 1_000 * 24 * HOUR;
  const throwing = (name: string): object =>
    Object.defineProperty({ ...record('x') }, name, {
      enumerable: true,
      get: () => {
        throw new Error('pa55-word');
      },
    });

  it.each<[string, () => unknown]>([
    ['a text', () => 'OK'],
    ['an empty text', () => ''],
    ['JSON that was not read', () => JSON.stringify(record('x'))],
    ['a number', () => 42],
    ['0', () => 0],
    ['NaN', () => NaN],
    ['true', () => true],
    ['false', () => false],
    ['a symbol', () => Symbol('x')],
    ['a bigint', () => 1n],
    ['a function', () => () => record('x')],
    ['a list', () => [record('x')]],
    ['an empty list', () => []],
    ['an empty object', () => ({})],
    ['bytes', () => Buffer.from(JSON.stringify(record('x')))],
    ['a Map', () => new Map(Object.entries(record('x')))],
    ['an EsignonToken, which masks itself', () => JSON.parse(JSON.stringify(token('x')))],
    ['an own __proto__', () => JSON.parse(`{"__proto__":${JSON.stringify(record('x'))}}`)],
    ['a token in a String object', () => ({ ...record('x'), accessToken: Object('x') as string })],
    ['a token that is a list', () => ({ ...record('x'), accessToken: ['x'] })],
    ['a token with CR and LF', () => record('x\r\nX-Evil: 1')],
    ['a token with a line feed at its end', () => record('x\n')],
    ['a token with a space', () => record('x y')],
    ['a token with letters beyond ASCII', () => record('토큰')],
    ['a token with a NUL', () => record('x\0')],
    ['an empty token', () => record('')],
    ['a token beyond 8 192 characters', () => record('x'.repeat(8193))],
    ['dates as texts', () => ({ ...record('x'), expiresAt: new Date(clock.now() + HOUR).toISOString() })],
    ['dates as Dates', () => ({ ...record('x'), expiresAt: new Date(clock.now() + HOUR) })],
    ['an endless life', () => record('x', { expiresAt: Infinity })],
    ['a life of no number', () => record('x', { expiresAt: NaN })],
    ['an end before the issue', () => record('x', { expiresAt: clock.now() - 1 })],
    ['a life of a thousand years', () => record('x', { expiresAt: clock.now() + 365_000 * 24 * HOUR })],
    ['a date beyond all dates', () => record('x', { issuedAt: 8.64e15, expiresAt: 8.64e15 + 1 })],
    [
      'an issue years ahead',
      () => record('x', { issuedAt: clock.now() + later, expiresAt: clock.now() + later + HOUR }),
    ],
    ['no company', () => ({ ...record('x'), companyId: undefined })],
    ['another company', () => record('x', { companyId: 'rival' })],
    ['the company in other letters', () => record('x', { companyId: 'ACME' })],
    ['a device ID that is an object', () => ({ ...record('x'), deviceId: {} })],
    ['a device ID of null', () => ({ ...record('x'), deviceId: null })],
    ['a getter that throws', () => throwing('expiresAt')],
  ])('%s at get: a login, an event, no wait', async (_, rubbish) => {
    const { got, ms } = await timed(ask({}, storeWith({ get: async () => rubbish() })));
    expect([got, ms, logins]).toEqual(['login-1', LOGIN, 1]);
    // Two looks: before the lease, and under it.
    expect(told()).toEqual(['get: unreadable record', 'get: unreadable record']);
    expect((await memory.get(KEY))?.accessToken).toBe('login-1');
    expect(JSON.stringify(events)).not.toContain('pa55');
  });

  it.each<[string, () => object]>([
    ['throws at every touch', () => new Proxy({}, { get: () => throwing('x')['x' as never] })],
    ['was revoked', () => revoked()],
  ])('a proxy that %s cannot even be handed over: that fails the step', async (_, proxy) => {
    const { got, ms } = await timed(ask({}, storeWith({ get: async () => proxy() })));
    expect([got, ms, told()]).toEqual(['login-1', LOGIN, ['get: failed']]);
  });

  it('a record that changes while it is read is validated by the values that are used', async () => {
    let reads = 0;
    const shifty = Object.defineProperty({ ...record('good') }, 'accessToken', {
      get: () => (++reads > 1 ? 'evil\r\n' : 'good'),
    });
    const { got } = await timed(ask({}, storeWith({ get: async () => shifty })));
    expect([got, reads]).toEqual(['good', 1]);
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
  ])('%s at get means no record, without an event', async (_, nothing) => {
    expect((await timed(ask({}, storeWith({ get: async () => nothing })))).got).toBe('login-1');
    expect(told()).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['OK', 'OK'],
    ['true', true],
    ['false', false],
    ['0', 0],
    ['1', 1],
    ['an object', { release: () => undefined }],
    ['a list', []],
    ['an empty text', ''],
  ])('%s at lease: a login at once, and an event', async (_, answer) => {
    const { got, ms } = await timed(ask({}, storeWith({ lease: async () => answer })));
    expect([got, ms, told()]).toEqual(['login-1', LOGIN, ['lease: failed']]);
  });

  it('a lease that is not a function: a login at once, and an event', async () => {
    const { got, ms } = await timed(ask({}, storeWith({ lease: 'yes' })));
    expect([got, ms, told()]).toEqual(['login-1', LOGIN, ['lease: failed']]);
  });

  it('results of set, delete and release are ignored', async () => {
    const answers = async () => Symbol('x');
    const store = storeWith({ set: answers, delete: answers, lease: async () => answers });
    expect((await timed(ask({ rejectedToken: token('rejected', 1) }, store))).got).toBe('login-1');
    expect(told()).toEqual([]);
  });

  it('a record from a machine whose clock is hours ahead is valid', async () => {
    const issuedAt = clock.now() + 3 * HOUR;
    await memory.set(KEY, record('ahead', { issuedAt, expiresAt: issuedAt + 24 * HOUR }), HOUR);
    expect((await timed(ask())).got).toBe('ahead');
  });

  function revoked(): object {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  }
});

it('the event of a failed store has the operation and the reason, without its message', async () => {
  await timed(ask({}, storeWith({ get: () => Promise.reject(new Error('secret')) })));
  const [event] = events as EsignonAuthEvent[];
  expect(event).toEqual({ type: 'store.failed', operation: 'get', reason: 'failed' });
});

it.each([
  ['ECONNREFUSED', 'ECONNREFUSED'],
  ['redis://:secret@host', undefined],
  [undefined, undefined],
])('the event of a store that fails with the code %p has %p', async (code, systemCode) => {
  await timed(
    ask({}, storeWith({ get: () => Promise.reject(Object.assign(new Error('secret'), { code })) })),
  );
  expect(events[0]).toMatchObject({ type: 'store.failed', reason: 'failed' });
  expect((events[0] as { systemCode?: string }).systemCode).toBe(systemCode);
});
