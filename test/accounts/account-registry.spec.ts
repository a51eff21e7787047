import { describe, expect, it } from '@jest/globals';

import { AccountRegistry } from '../../lib/accounts/account-registry.js';
import type { TokenManager } from '../../lib/token/token-manager.js';
import { Dice } from '../simulation/dice.js';
import { itInFull } from '../support/full.js';
import { VirtualClock } from '../support/virtual-clock.js';

interface FakeManager {
  readonly id: string | undefined;
  readonly loginPending: boolean;
  readonly coolingDown: boolean;
  readonly unknown: boolean;
  readonly closed: boolean;
  readonly loginPace: number;
  /** Its login begins. */
  begin(): void;
  /** Its login ends. */
  end(outcome?: { coolingDown?: boolean; unknown?: boolean }): void;
}

function fakeManager(
  id: string | undefined,
  loginPace: number,
  clock: VirtualClock,
  loginPendingChanged: () => void,
) {
  const manager = {
    id,
    loginPending: false,
    coolingDown: false,
    unknown: false,
    closed: false,
    loginPace,
    close: () => void (manager.closed = true),
    begin: () => {
      manager.loginPace = clock.monotonic() + 1_000;
      manager.loginPending = true;
      loginPendingChanged();
    },
    end: ({ coolingDown = false, unknown = false } = {}) => {
      Object.assign(manager, { loginPending: false, coolingDown, unknown });
      loginPendingChanged();
    },
  };
  return manager;
}

/** The login pace that is passed for an account without a pace from before. */
const NEVER_EVICTED = -1;

function registryOf({ maxAccounts = 3, hasMain = true, hasAccounts = true } = {}) {
  const made: FakeManager[] = [];
  const clock = new VirtualClock();
  const registry: AccountRegistry = new AccountRegistry({
    maxAccounts,
    hasMain,
    hasAccounts,
    clock,
    createManager: (id, loginPace = NEVER_EVICTED) => {
      const manager = fakeManager(id, loginPace, clock, () =>
        registry.updateState(manager as unknown as TokenManager),
      );
      made.push(manager);
      return manager as unknown as TokenManager;
    },
  });
  const manager = (id: string | undefined) => registry.manager(id) as unknown as FakeManager;
  /** The accounts that are kept: the others would be made anew. */
  const kept = (...ids: string[]): string[] => {
    const before = made.length;
    const known = ids.filter((id) => made.some((one) => one.id === id && manager(id) === one));
    expect(made).toHaveLength(before);
    return known;
  };
  return { registry, made, manager, kept, clock };
}

function fail(manager: FakeManager): void {
  manager.begin();
  manager.end({ coolingDown: true });
}

const config = expect.objectContaining({ code: 'ESIGNON_CONFIG_INVALID' }) as unknown as Error;

describe('A1: the managers of accounts', () => {
  it('of IDs that do not exist evict no tenant, and are bounded', () => {
    const { manager, registry, kept } = registryOf({ maxAccounts: 3 });
    for (const tenant of ['a', 'b']) manager(tenant).begin();
    for (const tenant of ['a', 'b']) manager(tenant).end();
    for (let n = 0; n < 2_000; n++) {
      manager(`made-up-${n}`).begin();
      manager(`made-up-${n}`).end({ unknown: true });
    }
    expect(kept('a', 'b', 'made-up-1999')).toEqual(['a', 'b', 'made-up-1999']);
    expect(registry.size).toBe(2 + 1_000);
  });

  it('are created on first use, one for each account', () => {
    const { manager, made, registry } = registryOf();
    expect(registry.size).toBe(0);
    expect(manager('a')).toBe(manager('a'));
    expect(manager('b')).not.toBe(manager('a'));
    expect(made.map(({ id }) => id)).toEqual([undefined, 'a', 'b']);
    expect(registry.size).toBe(2);
  });

  it('are at most `maxAccounts`, without that of the main account', () => {
    const { manager, registry } = registryOf({ maxAccounts: 3 });
    const main = manager(undefined);
    for (let i = 0; i < 100; i++) manager(`t${i}`);
    expect(registry.size).toBe(3);
    expect(manager(undefined)).toBe(main);
  });

  it('are evicted in the order of their last use, not of their creation', () => {
    const { manager, kept } = registryOf({ maxAccounts: 3 });
    ['a', 'b', 'c', 'a', 'd'].forEach(manager);
    expect(kept('a', 'c', 'd')).toEqual(['a', 'c', 'd']);
    manager('e');
    expect(kept('c', 'd', 'e')).toEqual(['c', 'd', 'e']);
  });

  it('count the end of their login as a use, since a caller asked for it', () => {
    const { manager, kept } = registryOf({ maxAccounts: 2 });
    manager('a').begin();
    manager('b');
    manager('a').end();
    manager('c');
    expect(kept('a', 'c')).toEqual(['a', 'c']);
  });

  it('are not evicted while a login is pending, even above the limit', () => {
    const { manager, registry, kept } = registryOf({ maxAccounts: 2 });
    const pending = ['a', 'b'].map(manager);
    pending.forEach((one) => one.begin());
    manager('c').begin();
    expect(registry.size).toBe(3);
    expect(kept('a', 'b', 'c')).toEqual(['a', 'b', 'c']);
  });

  it('are within the limit again as soon as logins have ended, without a new account', () => {
    const { manager, registry, kept } = registryOf({ maxAccounts: 2 });
    const pending = ['a', 'b', 'c', 'd', 'e'].map(manager);
    pending.forEach((one) => one.begin());
    expect(registry.size).toBe(5);
    pending[1]!.end();
    pending[0]!.end();
    expect(registry.size).toBe(3);
    pending[2]!.end();
    expect(registry.size).toBe(2);
    pending.slice(3).forEach((one) => one.end());
    expect(registry.size).toBe(2);
    expect(kept('d', 'e')).toEqual(['d', 'e']);
  });

  it('created while all others have pending logins are not evicted', () => {
    const { manager, kept } = registryOf({ maxAccounts: 1 });
    manager('a').begin();
    manager('b');
    expect(kept('a', 'b')).toEqual(['a', 'b']);
    manager('c');
    expect(kept('a', 'c')).toEqual(['a', 'c']);
  });

  it('of working accounts and of those in a cool-down do not evict each other', () => {
    const { manager, registry, kept } = registryOf({ maxAccounts: 2 });
    const failing = Array.from({ length: 1_000 }, (_, n) => `failing-${n}`);
    for (const id of failing) fail(manager(id));
    const healthy = ['a', 'b'];
    healthy.forEach(manager);
    for (const id of failing) manager(id);
    expect(kept(...failing, ...healthy)).toEqual([...failing, ...healthy]);
    expect(registry.size).toBe(1_002);
  });

  it('of too many accounts in a cool-down are evicted, the one that failed first before the others', () => {
    const { manager, registry, kept } = registryOf({ maxAccounts: 1_500 });
    const failing = Array.from({ length: 1_502 }, (_, n) => `t${n}`);
    for (const id of failing) fail(manager(id));
    expect(registry.size).toBe(1_500);
    expect(kept(...failing.slice(2))).toEqual(failing.slice(2));
    const before = manager('t1');
    expect(before.coolingDown).toBe(false);
  });

  it('continue the login pace of the evicted manager, until it has passed', async () => {
    const { manager, clock } = registryOf({ maxAccounts: 1 });
    fail(manager('refused'));
    manager('a').begin();
    manager('a').end();
    const { loginPace } = manager('a');
    manager('b');
    expect([manager('a').loginPace, loginPace > clock.monotonic()]).toEqual([loginPace, true]);
    manager('b');
    await clock.advance(1_000);
    manager('c');
    expect(manager('a').loginPace).toBe(NEVER_EVICTED);
  });

  it('have no login pace from a manager that was evicted when its pace had just passed', async () => {
    const { manager, clock } = registryOf({ maxAccounts: 1 });
    manager('a').begin();
    manager('a').end();
    await clock.advance(1_000);
    expect(manager('a').loginPace).toBe(clock.monotonic());
    manager('b');
    expect(manager('a').loginPace).toBe(NEVER_EVICTED);
  });

  it('are counted and evicted without that of the main account, whatever it does', () => {
    const { manager, registry, kept } = registryOf({ maxAccounts: 1 });
    manager('a');
    fail(manager(undefined));
    expect([registry.main, registry.size, kept('a')]).toEqual([manager(undefined), 1, ['a']]);
  });

  it('of accounts in a cool-down are not evicted while a login is pending', () => {
    const { manager, kept } = registryOf({ maxAccounts: 1 });
    fail(manager('a'));
    manager('a').begin();
    manager('b');
    expect(kept('a', 'b')).toEqual(['a', 'b']);
  });

  it('are closed together, and so are those created later', () => {
    const { manager, made, registry } = registryOf({ maxAccounts: 9 });
    manager('idle');
    manager('pending').begin();
    fail(manager('refused'));
    registry.close();
    manager('late');
    expect(made.map(({ id, closed }) => [id, closed])).toEqual([
      [undefined, true],
      ['idle', true],
      ['pending', true],
      ['refused', true],
      ['late', true],
    ]);
  });
});

it('A1: no main account, and none other, needs to be closed', () => {
  expect(() => registryOf({ hasMain: false }).registry.close()).not.toThrow();
});

describe('A1: which accounts are evicted, in random orders of events', () => {
  const MAX = 5;

  /** What is let go in a step must be the best choice there was. */
  it.each(Array.from({ length: 50 }, (_, n) => n + 1))('seed %i', (seed) => {
    const dice = new Dice(seed);
    const { registry, made, manager } = registryOf({ maxAccounts: MAX });
    /** Those that are kept by the rules, in the order of their last use. */
    let model: FakeManager[] = [];
    const shrink = (most: number): void => {
      for (;;) {
        const counted = model.filter((one) => one.loginPending || !one.coolingDown);
        const oldest = counted.find(({ loginPending }) => !loginPending);
        if (counted.length <= most || !oldest) return;
        model = model.filter((one) => one !== oldest);
      }
    };
    const use = (one: FakeManager): void => {
      model = [...model.filter((other) => other !== one), one];
    };
    for (let step = 0; step < 300; step++) {
      const id = `t${Math.floor(dice.between(0, 15))}`;
      const known = model.find((one) => one.id === id);
      if (!known) shrink(MAX - 1);
      const one = manager(id);
      expect([id, known === undefined || known === one]).toEqual([id, true]);
      use(one);
      if (one.loginPending) {
        one.end({ coolingDown: dice.chance(0.4) });
        shrink(MAX);
      } else if (dice.chance(0.7)) {
        one.begin();
        shrink(MAX);
      }
      expect(registry.size).toBe(model.length);
    }
    expect(made.length).toBeGreaterThan(20);
  });
});

describe('A1: an ID', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', ' ', 'a\nb', '한글', 'x'.repeat(256)])(
    'may be any text: %j',
    (id) => {
      const { manager, registry } = registryOf();
      expect(manager(id).id).toBe(id);
      expect(manager(id)).toBe(manager(id));
      expect(registry.size).toBe(1);
    },
  );

  it.each([['', 'x'.repeat(257), null, 0, 7, NaN, true, {}, [], ['a'], Symbol('a'), () => 'a']].flat(1))(
    'that is none is refused, and never the main account: %p',
    (id) => {
      const { registry, made } = registryOf();
      expect(() => registry.manager(id as string)).toThrow(config);
      expect(() => registry.manager(id as string)).toThrow(
        /1 to 256 characters.*forAccount\(\) or runAs\(\)/,
      );
      expect(made.map((one) => one.id)).toEqual([undefined]);
      expect(registry.size).toBe(0);
    },
  );

  it('is refused without the `accounts` option, which the message names', () => {
    const { registry } = registryOf({ hasAccounts: false });
    expect(() => registry.manager('a')).toThrow(config);
    expect(() => registry.manager('a')).toThrow('`accounts`');
  });

  it('is required without a main account, and the message names forAccount', () => {
    const { registry } = registryOf({ hasMain: false });
    expect(() => registry.manager(undefined)).toThrow(config);
    expect(() => registry.manager(undefined)).toThrow('forAccount(id)');
    expect(registry.main).toBeUndefined();
  });
});

describe('A1: the cost of many accounts at once', () => {
  /** Ms that it takes until so many logins are pending, and have ended, with room for a thousand; the least of three. */
  function costOf(accounts: number): number {
    const once = (): number => {
      const { manager, registry } = registryOf({ maxAccounts: 1_000 });
      const startedAt = performance.now();
      const pending = Array.from({ length: accounts }, (_, n) => manager(`t${n}`));
      for (const one of pending) one.begin();
      for (let n = 0; n < accounts; n++) manager(`u${n}`).begin();
      pending.forEach((one, n) => one.end({ coolingDown: n % 3 === 0 }));
      const ms = performance.now() - startedAt;
      // Those that are pending, and the thousand that failed last.
      expect(registry.size).toBe(accounts + 1_000);
      return ms;
    };
    return Math.min(once(), once(), once());
  }

  itInFull('grows with their number, not with its square', () => {
    // Eight times as many: a square would be 64. Another process can disturb all runs of one size.
    let growth = Infinity;
    for (let tries = 0; tries < 5 && growth >= 24; tries++) growth = costOf(32_000) / costOf(4_000);
    expect(growth).toBeLessThan(24);
  });
});
