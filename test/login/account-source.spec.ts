import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';

import {
  EsignonAuthError,
  type EsignonConfigError,
  EsignonLoginRejectedError,
} from '../../lib/common/errors.js';
import {
  AccountSource,
  type AccountSourceContext,
  type SourceAccount,
} from '../../lib/login/account-source.js';
import { RefusedCredentials } from '../../lib/login/refused-credentials.js';
import type { EsignonCredentials } from '../../lib/options/credentials.js';
import { EsignonToken } from '../../lib/token/esignon-token.js';
import { leaksOf } from '../support/leaks.js';
import { CREDENTIALS } from '../support/login.js';
import { VirtualClock } from '../support/virtual-clock.js';

const REQUEST = { signal: new AbortController().signal };
const TOKEN = new EsignonToken({
  accessToken: 'tok',
  expiresAt: new Date(1),
  issuedAt: new Date(0),
  companyId: 'acme',
  memberEmail: 'e',
});
const OTHER = { ...CREDENTIALS, password: 'another' };

type Settings = SourceAccount & Omit<AccountSourceContext, 'clock'>;

function source(
  credentials: SourceAccount['credentials'],
  { clock = new VirtualClock(), ...more }: Partial<Settings & { clock: VirtualClock }> = {},
) {
  const logins: EsignonCredentials[] = [];
  const settings: Settings & AccountSourceContext = {
    credentials,
    providerName: 'credentials()',
    timeout: 10_000,
    clock,
    emit: () => undefined,
    salt: new Uint8Array(16),
    refusedCredentials: new RefusedCredentials(clock, { credentialsCooldown: 0, unavailableCooldown: 0 }),
    login: (used) => {
      logins.push(used);
      return Promise.resolve(TOKEN);
    },
    ...more,
  };
  return { source: new AccountSource(settings, settings), logins, clock };
}

const rejected = (): Promise<never> =>
  Promise.reject(new EsignonLoginRejectedError('ESIGNON_INVALID_CREDENTIALS', 'no'));

describe('K5: the credentials of a login', () => {
  it('are read once, so that those that were checked are used', async () => {
    let reads = 0;
    const shifty = {
      ...CREDENTIALS,
      get companyId() {
        return ++reads === 1 ? 'acme' : '../admin';
      },
    };
    const { source: asked, logins } = source(() => shifty);
    await asked.obtain({ signal: new AbortController().signal });
    expect(logins[0]?.companyId).toBe('acme');
  });

  it.each<[string, SourceAccount['credentials']]>([
    ['fixed', CREDENTIALS],
    ['returned', () => CREDENTIALS],
    ['promised', () => Promise.resolve(CREDENTIALS)],
    ['instances of a class', () => Object.assign(Object.create({ tenant: 1 }) as object, CREDENTIALS)],
  ])('can be %s', async (_, credentials) => {
    const { source: account, logins, clock } = source(credentials);
    await expect(account.obtain(REQUEST)).resolves.toBe(TOKEN);
    expect(logins).toEqual([CREDENTIALS]);
    expect(clock.pending).toBe(0);
  });

  it('are requested for each login', async () => {
    const answers = [CREDENTIALS, OTHER];
    const { source: account, logins } = source(() => answers.shift());
    await account.obtain(REQUEST);
    await account.obtain(REQUEST);
    expect(logins).toEqual([CREDENTIALS, OTHER]);
  });

  it.each<[string, () => unknown, string]>([
    [
      'throws',
      () => {
        throw new Error(CREDENTIALS.password);
      },
      'threw',
    ],
    [
      'throws no error',
      () => {
        throw CREDENTIALS as unknown as Error;
      },
      'threw',
    ],
    ['rejects', () => Promise.reject(new Error(CREDENTIALS.password)), 'threw'],
    ['fails as another login of this package did', rejected, 'threw'],
    [
      'throws an error of this package made up',
      () => {
        throw new EsignonAuthError('ESIGNON_ABORTED', CREDENTIALS.password);
      },
      'threw',
    ],
    [
      'returns what throws when it is read',
      () => ({
        get companyId() {
          throw new Error(CREDENTIALS.password);
        },
      }),
      'threw',
    ],
    ['returns nothing', () => undefined, 'returned none'],
    ['returns null', () => Promise.resolve(null), 'returned none'],
  ])(
    'that a provider which %s does not give are ESIGNON_CREDENTIALS_UNAVAILABLE',
    async (_, provider, what) => {
      const { source: account, logins, clock } = source(provider);
      const error: EsignonAuthError = await account.obtain(REQUEST).then(
        () => undefined as never,
        (e) => e,
      );
      expect(error).toMatchObject({ code: 'ESIGNON_CREDENTIALS_UNAVAILABLE', retryable: true });
      expect(error.message).toContain(`credentials() ${what}`);
      expect(leaksOf(error, CREDENTIALS.password)).toEqual([]);
      expect(logins).toEqual([]);
      expect(clock.pending).toBe(0);
    },
  );

  it.each([undefined, null])(
    'N6: of accounts() that returns %p mean that there is no such account',
    async (none) => {
      const { source: account, logins } = source(() => none, { providerName: 'accounts()' });
      await expect(account.obtain(REQUEST)).rejects.toMatchObject({
        code: 'ESIGNON_UNKNOWN_ACCOUNT',
        retryable: false,
        message: expect.stringMatching(/no such account\. Check the ID/),
      });
      expect(logins).toEqual([]);
    },
  );

  it('that are pending at shutdown leave no timer', async () => {
    const { source: account, clock } = source(() => new Promise(() => undefined));
    const closing = new AbortController();
    const failure = account.obtain({ signal: closing.signal }).catch((error: unknown) => error);
    await clock.advance(1);
    expect(clock.pending).toBe(1);
    closing.abort();
    expect(await failure).toMatchObject({ code: 'ESIGNON_ABORTED' });
    expect(clock.pending).toBe(0);
  });

  it('that take longer than loginTimeout are ESIGNON_CREDENTIALS_UNAVAILABLE', async () => {
    const { source: account, clock } = source(() => new Promise(() => undefined), {
      providerName: 'accounts()',
    });
    const failure = account.obtain(REQUEST).catch((error: unknown) => error);
    await clock.advance(9_999);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    expect(await failure).toMatchObject({
      code: 'ESIGNON_CREDENTIALS_UNAVAILABLE',
      message: expect.stringContaining('accounts() took longer than 10000 ms'),
    });
  });

  it.each<[unknown, string[]]>([
    ['acme', ['must be an object']],
    [7, ['must be an object']],
    [{}, ['companyId', 'email', 'password']],
    [[], ['companyId', 'email', 'password']],
    [{ ...CREDENTIALS, companyId: '..' }, ['companyId']],
    [{ ...CREDENTIALS, companyId: 'a/b', email: '' }, ['companyId', 'email']],
    [{ ...CREDENTIALS, password: 7 }, ['password']],
  ])(
    'that are invalid fail with ESIGNON_CONFIG_INVALID, which names every problem: %j',
    async (value, names) => {
      const { source: account, logins } = source(() => value);
      const error: EsignonConfigError = await account.obtain(REQUEST).then(
        () => undefined as never,
        (e) => e,
      );
      expect(error).toMatchObject({ code: 'ESIGNON_CONFIG_INVALID', retryable: false });
      expect(error.problems).toEqual(names.map((name) => expect.stringContaining(name)));
      for (const problem of error.problems) expect(error.message).toContain(problem);
      expect(leaksOf(error, CREDENTIALS.password)).toEqual([]);
      expect(logins).toEqual([]);
    },
  );
});

describe('K5: whether the credentials changed since a login failed', () => {
  /** The first credentials are refused, and are the same when they are read again. */
  async function failedWith(first: unknown, ...answers: readonly unknown[]) {
    const queue = [first, first, ...answers];
    const made = source(() => queue.shift(), { login: rejected });
    await expect(made.source.obtain(REQUEST)).rejects.toMatchObject({ code: 'ESIGNON_INVALID_CREDENTIALS' });
    return made.source;
  }

  it.each([
    ['the same', { ...CREDENTIALS }, false],
    ['another password', OTHER, true],
    ['another member', { ...CREDENTIALS, email: 'other@acme.kr' }, true],
    ['another company', { ...CREDENTIALS, companyId: 'other' }, true],
    ['none', undefined, false],
    ['unusable ones', { ...CREDENTIALS, companyId: '' }, false],
  ])('is asked of the provider: %s', async (_, answer, changed) => {
    const account = await failedWith(CREDENTIALS, answer);
    await expect(account.credentialsChanged(REQUEST.signal)).resolves.toBe(changed);
  });

  it('does not mix the fields up', async () => {
    const account = await failedWith(
      { companyId: 'a', email: 'b","c', password: 'd' },
      { companyId: 'a', email: 'b', password: 'c","d' },
    );
    await expect(account.credentialsChanged(REQUEST.signal)).resolves.toBe(true);
  });

  it('is never true of fixed credentials', async () => {
    const { source: account } = source(CREDENTIALS, { login: rejected });
    await account.obtain(REQUEST).catch(() => undefined);
    await expect(account.credentialsChanged(REQUEST.signal)).resolves.toBe(false);
  });

  it('is known without keeping a password', async () => {
    const account = await failedWith(CREDENTIALS);
    expect(leaksOf(account, CREDENTIALS.password)).toEqual([]);
    expect(inspect(account, { showHidden: true })).not.toContain('acme');
  });
});
