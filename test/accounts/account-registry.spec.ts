import { describe, expect, it } from '@jest/globals';

import { AccountRegistry } from '../../lib/accounts/account-registry.js';
import type { TokenKeeper } from '../../lib/token/token-keeper.js';

interface FakeKeeper {
  readonly id: string | undefined;
  busy: boolean;
  refused: boolean;
  closed: boolean;
}

function registryOf({ maxAccounts = 3, hasMain = true, hasAccounts = true } = {}) {
  const made: FakeKeeper[] = [];
  const registry = new AccountRegistry({
    maxAccounts,
    hasMain,
    hasAccounts,
    make: (id) => {
      const keeper = {
        id,
        busy: false,
        refused: false,
        closed: false,
        close: () => (keeper.closed = true),
      };
      made.push(keeper);
      return keeper as unknown as TokenKeeper;
    },
  });
  const keeper = (id: string | undefined) => registry.keeper(id) as unknown as FakeKeeper;
  /** The accounts that are kept: the others would be made anew. */
  const kept = (...ids: string[]): string[] => {
    const before = made.length;
    const known = ids.filter((id) => made.some((one) => one.id === id && keeper(id) === one));
    expect(made).toHaveLength(before);
    return known;
  };
  return { registry, made, keeper, kept };
}

const config = expect.objectContaining({ code: 'ESIGNON_CONFIG_INVALID' }) as unknown as Error;

describe('A1: the keepers of accounts', () => {
  it('are made when they are first asked for, one an account', () => {
    const { keeper, made, registry } = registryOf();
    expect(registry.size).toBe(0);
    expect(keeper('a')).toBe(keeper('a'));
    expect(keeper('b')).not.toBe(keeper('a'));
    expect(made.map(({ id }) => id)).toEqual([undefined, 'a', 'b']);
    expect(registry.size).toBe(2);
  });

  it('are at most `maxAccounts`, beside the main account’s', () => {
    const { keeper, registry } = registryOf({ maxAccounts: 3 });
    const main = keeper(undefined);
    for (let i = 0; i < 100; i++) keeper(`t${i}`);
    expect(registry.size).toBe(3);
    expect(keeper(undefined)).toBe(main);
  });

  it('are let go in the order of their last use, not of their making', () => {
    const { keeper, kept } = registryOf({ maxAccounts: 3 });
    ['a', 'b', 'c', 'a', 'd'].forEach(keeper);
    expect(kept('a', 'c', 'd')).toEqual(['a', 'c', 'd']);
    keeper('e');
    expect(kept('c', 'd', 'e')).toEqual(['c', 'd', 'e']);
  });

  it('are not let go while a login is under way, even above the bound', () => {
    const { keeper, registry, kept } = registryOf({ maxAccounts: 2 });
    const busy = ['a', 'b'].map(keeper);
    busy.forEach((one) => (one.busy = true));
    keeper('c');
    expect(registry.size).toBe(3);
    expect(kept('a', 'b', 'c')).toEqual(['a', 'b', 'c']);
    busy.forEach((one) => (one.busy = false));
    keeper('d');
    expect(registry.size).toBe(2);
    expect(kept('c', 'd')).toEqual(['c', 'd']);
  });

  it('are let go before an older one that was refused', () => {
    const { keeper, kept } = registryOf({ maxAccounts: 2 });
    keeper('wrong-password').refused = true;
    keeper('idle');
    keeper('new');
    expect(kept('wrong-password', 'new')).toEqual(['wrong-password', 'new']);
  });

  it('are let go although they were refused where there is no other choice', () => {
    const { keeper, registry, kept } = registryOf({ maxAccounts: 2 });
    keeper('a').refused = true;
    keeper('b').refused = true;
    keeper('c');
    expect(registry.size).toBe(2);
    expect(kept('b', 'c')).toEqual(['b', 'c']);
  });

  it('are not let go when they were refused and a login is under way', () => {
    const { keeper, kept } = registryOf({ maxAccounts: 1 });
    Object.assign(keeper('a'), { refused: true, busy: true });
    keeper('b');
    expect(kept('a', 'b')).toEqual(['a', 'b']);
  });

  it('are closed together, and those that are asked for later too', () => {
    const { keeper, made, registry } = registryOf();
    keeper('a');
    registry.close();
    keeper('b');
    expect(made.map(({ id, closed }) => [id, closed])).toEqual([
      [undefined, true],
      ['a', true],
      ['b', true],
    ]);
  });
});

describe('A1: an ID', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', ' ', 'a\nb', '한글', 'x'.repeat(256)])(
    'may be any text: %j',
    (id) => {
      const { keeper, registry } = registryOf();
      expect(keeper(id).id).toBe(id);
      expect(keeper(id)).toBe(keeper(id));
      expect(registry.size).toBe(1);
    },
  );

  it.each([['', 'x'.repeat(257), null, 0, 7, NaN, true, {}, [], ['a'], Symbol('a'), () => 'a']].flat(1))(
    'that is none is refused, and never the main account: %p',
    (id) => {
      const { registry, made } = registryOf();
      expect(() => registry.keeper(id as string)).toThrow(config);
      expect(made.map((one) => one.id)).toEqual([undefined]);
      expect(registry.size).toBe(0);
    },
  );

  it('is refused without the `accounts` option, which the message names', () => {
    const { registry } = registryOf({ hasAccounts: false });
    expect(() => registry.keeper('a')).toThrow(config);
    expect(() => registry.keeper('a')).toThrow('`accounts`');
  });

  it('is missed where there is no main account, and the message names forAccount', () => {
    const { registry } = registryOf({ hasMain: false });
    expect(() => registry.keeper(undefined)).toThrow(config);
    expect(() => registry.keeper(undefined)).toThrow('forAccount(id)');
    expect(registry.main).toBeUndefined();
  });
});
