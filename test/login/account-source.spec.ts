import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';

import {
  EsignonAuthError,
  type EsignonConfigError,
  EsignonLoginRejectedError,
  EsignonUnavailableError,
} from '../../lib/common/errors.js';
import {
  AccountSource,
  type AccountSourceContext,
  type SourceAccount,
} from '../../lib/login/account-source.js';
import { RefusedCredentials } from '../../lib/login/refused-credentials.js';
import { withChangedCredentials } from '../../lib/login/changed-credentials.js';
import type { Login, LoginContext } from '../../lib/login/login.js';
import type { EsignonCredentials } from '../../lib/options/credentials.js';
import { Gate } from '../support/gate.js';
import { leaksOf } from '../support/leaks.js';
import { CREDENTIALS, TOKEN } from '../support/login.js';
import { VirtualClock } from '../support/virtual-clock.js';

const REQUEST = { signal: new AbortController().signal };
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
const outage = (): Promise<never> =>
  Promise.reject(new EsignonUnavailableError('ESIGNON_TIMEOUT', 'down', { retryable: true }));

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
      expect(error.message).toContain(`returned invalid credentials: ${error.problems.join('; ')}. Correct`);
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

  it.each([
    ['a refusal', rejected],
    ['an outage', outage],
  ])('is never true of fixed credentials, after %s', async (_, login) => {
    const { source: account } = source(CREDENTIALS, { login });
    await account.obtain(REQUEST).catch(() => undefined);
    await expect(account.credentialsChanged(REQUEST.signal)).resolves.toBe(false);
  });

  it('is known of the last eight with which a login failed', async () => {
    const nth = (n: number): EsignonCredentials => ({ ...CREDENTIALS, password: `password ${n}` });
    let current = nth(0);
    const { source: account } = source(() => current, { login: rejected });
    for (let n = 0; n <= 8; n++) {
      current = nth(n);
      await account.obtain(REQUEST).catch(() => undefined);
    }
    const changed: boolean[] = [];
    for (current of [nth(0), nth(1), nth(8)]) changed.push(await account.credentialsChanged(REQUEST.signal));
    expect(changed).toEqual([true, false, false]);
  });

  it('is known of two however often each of them failed', async () => {
    let current = CREDENTIALS;
    const { source: account } = source(() => current, { login: rejected });
    await account.obtain(REQUEST).catch(() => undefined);
    current = OTHER;
    for (let n = 0; n < 8; n++) await account.obtain(REQUEST).catch(() => undefined);
    current = CREDENTIALS;
    await expect(account.credentialsChanged(REQUEST.signal)).resolves.toBe(false);
  });

  it('is known without keeping a password', async () => {
    const account = await failedWith(CREDENTIALS);
    expect(leaksOf(account, CREDENTIALS.password)).toEqual([]);
    expect(inspect(account, { showHidden: true })).not.toContain('acme');
  });
});

describe('K5: a login that is refused', () => {
  const password = (text: string): EsignonCredentials => ({ ...CREDENTIALS, password: text });
  const OLD = password('old');

  /** Logs in where the provider returns `readings` in turn, and eSignon refuses the passwords that begin with "old". */
  function rotating(...readings: readonly unknown[]) {
    const queue = [...readings];
    const tried: string[] = [];
    const logins: LoginContext[] = [];
    const once: Login = ({ password: used }) => {
      tried.push(used);
      if (used === 'during an outage') return outage();
      return used.startsWith('old') ? rejected() : Promise.resolve(TOKEN);
    };
    const repeated = withChangedCredentials(once);
    // As a shared login does: it holds the lease of one member from its start to its end.
    const login: Login = (credentials, context) => {
      logins.push(context);
      return repeated(credentials, context);
    };
    return { ...source(() => queue.shift(), { login }), tried, logins };
  }

  it.each<[string, Partial<EsignonCredentials>, number]>([
    ['of the same member goes on with them', {}, 1],
    ['of another e-mail address starts again', { email: 'other@acme.kr' }, 2],
    ['of another company starts again', { companyId: 'other' }, 2],
  ])('and finds changed credentials %s', async (_, change, count) => {
    const { source: account, tried, logins } = rotating(OLD, { ...password('new'), ...change });
    await expect(account.obtain(REQUEST)).resolves.toBe(TOKEN);
    expect(tried).toEqual(['old', 'new']);
    expect(logins.map(({ signal }) => signal)).toEqual(Array.from({ length: count }, () => REQUEST.signal));
  });

  it.each<[string, unknown]>([
    ['the same', OLD],
    ['none', undefined],
  ])('and finds %s is not repeated, and waits for nothing', async (_, reading) => {
    const { source: account, tried } = rotating(OLD, reading);
    let waits = 0;
    const keepPace = (): Promise<void> => {
      waits += 1;
      return Promise.resolve();
    };
    await expect(account.obtain({ ...REQUEST, keepPace })).rejects.toMatchObject({
      code: 'ESIGNON_INVALID_CREDENTIALS',
    });
    expect([tried, waits]).toEqual([['old'], 0]);
  });

  it('K7: waits until another login may start before it is repeated', async () => {
    const { source: account, tried, clock } = rotating(OLD, password('new'));
    const may = new Gate();
    const token = account.obtain({ ...REQUEST, keepPace: () => may.opened });
    await clock.settle();
    expect(tried).toEqual(['old']);
    may.open();
    await token;
    expect(tried).toEqual(['old', 'new']);
  });

  it('is repeated once, also where the second credentials are refused', async () => {
    const { source: account, tried } = rotating(OLD, password('older'), password('new'));
    await expect(account.obtain(REQUEST)).rejects.toMatchObject({ code: 'ESIGNON_INVALID_CREDENTIALS' });
    expect(tried).toEqual(['old', 'older']);
  });

  it('is repeated with credentials whose login failed only for an outage', async () => {
    const now = password('during an outage');
    const { source: account, tried } = rotating(now, OLD, now);
    await expect(account.obtain(REQUEST)).rejects.toMatchObject({ code: 'ESIGNON_TIMEOUT' });
    await expect(account.obtain(REQUEST)).rejects.toMatchObject({ code: 'ESIGNON_TIMEOUT' });
    expect(tried).toEqual(['during an outage', 'old', 'during an outage']);
  });

  it('may be repeated with credentials that were refused before the last success', async () => {
    const { source: account, tried } = rotating(OLD, password('new'), password('older'), OLD);
    await account.obtain(REQUEST);
    await expect(account.obtain(REQUEST)).rejects.toMatchObject({ code: 'ESIGNON_INVALID_CREDENTIALS' });
    expect(tried).toEqual(['old', 'new', 'older', 'old']);
  });
});

describe('K5: the credentials of a new token', () => {
  it('are reported where they differ from those of the token before', async () => {
    const readings = [CREDENTIALS, { ...CREDENTIALS }, OTHER, OTHER, CREDENTIALS];
    const { source: account } = source(() => readings.shift());
    const reported: number[] = [];
    for (let nth = 1; nth <= 5; nth++) {
      await account.obtain({ ...REQUEST, onCredentialsChanged: () => void reported.push(nth) });
    }
    expect(reported).toEqual([3, 5]);
  });
});

describe('the token of another process', () => {
  it('is adopted for the member of the last login', async () => {
    const asked: unknown[] = [];
    const { source: account } = source(CREDENTIALS, {
      adopt: (member, { signal }) => (asked.push([member, signal]), Promise.resolve(TOKEN)),
    });
    await expect(account.adopt(REQUEST)).resolves.toBeUndefined();
    await account.obtain(REQUEST);
    await expect(account.adopt(REQUEST)).resolves.toBe(TOKEN);
    const { companyId, email } = CREDENTIALS;
    expect(asked).toEqual([[{ companyId, email }, REQUEST.signal]]);
  });

  it.each<[string, Partial<Settings>]>([
    ['without a store', {}],
    ['where the wait for the store is aborted', { adopt: () => Promise.reject(new Error('aborted')) }],
  ])('is none %s', async (_, settings) => {
    const { source: account } = source(CREDENTIALS, settings);
    await account.obtain(REQUEST);
    await expect(account.adopt(REQUEST)).resolves.toBeUndefined();
  });
});
