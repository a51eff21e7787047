import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import { defer, firstValueFrom, of } from 'rxjs';

import { AccountContext, requireScope } from '../../lib/accounts/account-context.js';

describe('A1: the scope', () => {
  it('is undefined outside run(), and its account inside', () => {
    const scope = new AccountContext();
    expect(scope.current()).toBeUndefined();
    expect(scope.run('a', () => scope.current())).toBe('a');
    expect(scope.current()).toBeUndefined();
  });

  it('is kept across await, timers and callbacks', async () => {
    const scope = new AccountContext();
    const seen = await scope.run('a', async () => {
      const ids = [scope.current()];
      await Promise.resolve();
      ids.push(scope.current());
      await sleep(1);
      ids.push(scope.current());
      await new Promise<void>((done) => setImmediate(() => (ids.push(scope.current()), done())));
      process.nextTick(() => ids.push(scope.current()));
      await sleep(1);
      return ids;
    });
    expect(seen).toEqual(['a', 'a', 'a', 'a', 'a']);
  });

  it('can be nested: the outer scope is current again after the inner function', async () => {
    const scope = new AccountContext();
    await scope.run('outer', async () => {
      expect(await scope.run('inner', async () => (await sleep(1), scope.current()))).toBe('inner');
      expect(scope.current()).toBe('outer');
    });
  });

  it('ends with a function that throws', async () => {
    const scope = new AccountContext();
    const fail = () => {
      throw new Error('no');
    };
    expect(() => scope.run('a', fail)).toThrow('no');
    expect(scope.current()).toBeUndefined();
  });

  it('of one module instance does not affect another instance', () => {
    const [one, other] = [new AccountContext(), new AccountContext()];
    expect(one.run('a', () => other.current())).toBeUndefined();
  });
});

describe('A1: code that must act as an account', () => {
  const scope = new AccountContext();
  const failure: unknown = expect.objectContaining({
    code: 'ESIGNON_CONFIG_INVALID',
    message: expect.stringMatching(/@EsignonAccount\(\).*EsignonAuthInterceptor.*forAccount\(id\)/),
  });
  const failureOf = (run: () => unknown): unknown => {
    try {
      return run();
    } catch (error) {
      return error;
    }
  };
  const here = () => scope.current();

  it('fails outside every scope', () => {
    expect(failureOf(() => requireScope(here))).toEqual(failure);
    expect(here()).toBeUndefined();
  });

  it('runs as the account in scope, the main one if that was entered', () => {
    expect(scope.run('a', () => requireScope(here))).toBe('a');
    expect(requireScope(() => scope.run('a', here))).toBe('a');
    expect(requireScope(() => scope.run(undefined, here))).toBeUndefined();
    expect(failureOf(() => requireScope(() => (scope.run('a', here), here())))).toEqual(failure);
  });

  it('fails too where it is run later, outside every scope', async () => {
    const later = requireScope(() => defer(() => of(here())));
    await expect(firstValueFrom(later)).rejects.toEqual(failure);
    expect(await scope.run('a', () => firstValueFrom(later))).toBe('a');
  });

  it('fails where it is bound to its scope', () => {
    const bound = requireScope(() => scope.bind());
    expect(failureOf(() => bound(() => 'not run'))).toEqual(failure);
    expect(scope.run('a', () => scope.bind())(here)).toBe('a');
  });
});
