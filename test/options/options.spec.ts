import { describe, expect, it } from '@jest/globals';
import { type DynamicModule, Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  type EsignonAuthAsyncOptions,
  EsignonAuthModule,
  type EsignonAuthOptions,
  type EsignonAuthOptionsFactory,
  EsignonAuthService,
  EsignonConfigError,
} from 'nestjs-esignon-auth';

import { validateOptions } from '../../lib/options/options-validation.js';

const PASSWORD = 'pa$$word-to-hide';
const FIXED = { companyId: 'acme', email: 'api@acme.kr', password: PASSWORD };
const credentials = () => FIXED;

type Wrong = Record<string, unknown>;

async function startWith(esignon: DynamicModule): Promise<unknown> {
  const moduleRef = await Test.createTestingModule({ imports: [esignon] })
    .setLogger(false as never)
    .compile();
  await moduleRef.close();
  return moduleRef;
}

/** The problems that a start fails with; the message has a line for each. */
async function problemsOf(esignon: () => DynamicModule): Promise<string[]> {
  const error = await (async () => startWith(esignon()))().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(EsignonConfigError);
  const { message, code, problems } = error as EsignonConfigError;
  expect(code).toBe('ESIGNON_CONFIG_INVALID');
  expect(message).not.toContain(PASSWORD);
  for (const problem of problems) expect(message).toContain(`\n  - ${problem}\n`);
  expect(problems.length).toBe(message.split('\n').length - 2);
  return [...problems];
}

/** The ways in which an application hands its options over. */
const WAYS: Record<string, (options: unknown) => DynamicModule> = {
  forRoot: (options) => EsignonAuthModule.forRoot(options as EsignonAuthOptions),
  useFactory: (options) =>
    EsignonAuthModule.forRootAsync({ useFactory: () => options as EsignonAuthOptions }),
  'an async useFactory': (options) =>
    EsignonAuthModule.forRootAsync({ useFactory: async () => options as EsignonAuthOptions }),
  'useFactory with imports and inject': (options) => {
    @Module({ providers: [{ provide: 'SETTINGS', useFactory: () => options }], exports: ['SETTINGS'] })
    class SettingsModule {}
    return EsignonAuthModule.forRootAsync({
      imports: [SettingsModule],
      inject: ['SETTINGS', { token: 'ABSENT', optional: true }],
      useFactory: (settings: EsignonAuthOptions, absent?: unknown) => {
        expect(absent).toBeUndefined();
        return settings;
      },
    });
  },
  useClass: (options) => {
    @Injectable()
    class Factory implements EsignonAuthOptionsFactory {
      createEsignonAuthOptions(): EsignonAuthOptions {
        return options as EsignonAuthOptions;
      }
    }
    return EsignonAuthModule.forRootAsync({ useClass: Factory });
  },
  useExisting: (options) => {
    @Injectable()
    class Factory implements EsignonAuthOptionsFactory {
      async createEsignonAuthOptions(): Promise<EsignonAuthOptions> {
        return options as EsignonAuthOptions;
      }
    }
    @Module({ providers: [Factory], exports: [Factory] })
    class FactoryModule {}
    return EsignonAuthModule.forRootAsync({ imports: [FactoryModule], useExisting: Factory });
  },
};

describe.each(Object.keys(WAYS))('N1 with %s', (way) => {
  const start = (options: unknown) => WAYS[way]!(options);

  it('valid options let the application start', async () => {
    await expect(startWith(start({ ...FIXED, loginTimeout: 5_000 }))).resolves.toBeDefined();
  });

  it('invalid options fail the start, and every problem is named', async () => {
    const wrong = {
      ...FIXED,
      companyId: '..',
      baseUrl: 'http://esign.example',
      loginTimeout: '10s',
      langauge: 1,
    };
    expect(await problemsOf(() => start(wrong))).toEqual([
      'langauge is not an option: did you mean language?',
      expect.stringMatching(/^companyId must be/),
      expect.stringMatching(/^baseUrl must be an https URL/),
      expect.stringMatching(/^loginTimeout must be a number of ms/),
    ]);
  });

  it('options that are empty, as an unset variable leaves them, are said to be', async () => {
    const empty = { companyId: '', email: '', password: '', baseUrl: '', clientId: '', expireDateOffset: '' };
    expect(await problemsOf(() => start(empty))).toEqual([
      'companyId is empty',
      'email is empty',
      'password is empty',
      'baseUrl is empty',
      'clientId is empty',
      'expireDateOffset is empty',
    ]);
  });
});

describe.each(Object.keys(WAYS).filter((way) => way !== 'forRoot'))('N1 with %s', (way) => {
  it.each([[undefined], [null], ['text'], [42]])('no options (%p) fail the start', async (options) => {
    expect(await problemsOf(() => WAYS[way]!(options))).toEqual([expect.stringContaining('no credentials')]);
  });
});

/** Each option → values that are wrong. */
const WRONG: Record<string, unknown[]> = {
  companyId: [undefined, null, '', '.', '..', 'a/b', 'a b', '주식회사', 'a'.repeat(65), 7, '\ud800'],
  email: [undefined, null, '', 7, 'a'.repeat(321)],
  password: [undefined, null, '', 7, 'a'.repeat(1025)],
  credentials: [FIXED, 'text', null],
  accounts: [{}, 'text', null],
  baseUrl: [
    null,
    '',
    'docs.esignon.net',
    'http://docs.esignon.net',
    'ftp://127.0.0.1',
    'https://user:pass@docs.esignon.net',
    'https://docs.esignon.net?a=1',
    'https://docs.esignon.net#a',
    'http://localhost.evil.example',
    7,
  ],
  language: ['fr', 'KO', null, 7],
  clientId: ['', 'a b', '한글', 'a\nb', null, 7, 'a'.repeat(257)],
  maxAccounts: [0, -1, 1.5, NaN, Infinity, '10', null],
  loginTimeout: [0, -1, NaN, Infinity, 2 ** 31, '10', null],
  loginRetries: [-1, 1.5, 11, NaN, '2', null],
  renewAhead: [-1, NaN, Infinity, '1h', null],
  background: ['true', 0, null],
  loginOnBootstrap: [true, 'yes', 0, null],
  credentialsCooldown: [-1, NaN, Infinity, 2 ** 31, '1m', null],
  unavailableCooldown: [-1, NaN, Infinity, 2 ** 31, '1m', null],
  fallbackLifetime: [0, -1, NaN, Infinity, 11 * 365 * 86_400_000, null],
  expireDateOffset: ['KST', '9', '+25:00', '', 540, null],
  allowedOrigins: [
    'https://a.example',
    ['http://a.example'],
    ['a.example'],
    ['https://a.example/path'],
    ['https://u:p@a.example'],
    [7],
    ['*'],
    null,
  ],
  isTokenRejected: [true, 'text', null, async () => true],
  store: [{}, { get() {}, set() {} }, 'redis', null],
  http: [
    7,
    null,
    { auth: { username: 'a', password: 'b' } },
    { baseURL: 'https://a.example' },
    { adapter: 'fetch' },
    { socketPath: '/run/docker.sock' },
    { params: { a: 1 } },
    { headers: { authorization: 'Basic x' } },
    { headers: { common: { Authorization: 'Basic x' } } },
    { headers: null },
  ],
};

/** Each option → values that are right. */
const RIGHT: Record<string, unknown[]> = {
  companyId: ['acme', 'A-b_c.1', '...', 'a'.repeat(64)],
  baseUrl: [
    undefined,
    'https://docs.esignon.net',
    'https://a.example/base/',
    'http://127.0.0.1:3000',
    'http://localhost',
    'http://[::1]:1',
  ],
  language: [undefined, 'ko', 'en', 'ja'],
  clientId: [undefined, 'client-1'],
  accounts: [undefined, () => FIXED],
  maxAccounts: [undefined, 1, 10_000],
  loginTimeout: [undefined, 1, 2 ** 31 - 1],
  loginRetries: [undefined, 0, 10],
  renewAhead: [undefined, 0, 0.5, 1, 60_000],
  background: [undefined, true, false],
  loginOnBootstrap: [undefined, false],
  credentialsCooldown: [undefined, 0, 60_000],
  unavailableCooldown: [undefined, 0],
  fallbackLifetime: [undefined, 1, 30 * 86_400_000],
  expireDateOffset: [undefined, '+09:00', '-03:30', 'Z'],
  allowedOrigins: [undefined, [], ['https://a.example', 'http://localhost:1']],
  isTokenRejected: [undefined, () => false],
  store: [undefined, { get() {}, set() {}, delete() {} }, { get() {}, set() {}, delete() {}, lease() {} }],
  http: [undefined, {}, { headers: { 'X-Trace': 'on' }, timeout: 1, maxRedirects: 0, proxy: false }],
};

describe('N1: an option', () => {
  const messageOf = (options: Wrong): string => {
    try {
      validateOptions(options);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each(Object.entries(WRONG).flatMap(([name, values]) => values.map((value) => [name, value] as const)))(
    'that is wrong is named: %s = %p',
    (name, value) => {
      const beside = name === 'credentials' ? {} : FIXED;
      const message = messageOf({ ...beside, [name]: value });
      const problem = value === '' ? 'is empty' : 'must (be|have)';
      expect(message).toMatch(new RegExp(`\n  - ${name} ${problem}`));
      expect(message.match(/\n {2}- /g)).toHaveLength(1);
      expect(message).not.toContain(PASSWORD);
    },
  );

  it.each(Object.entries(RIGHT).flatMap(([name, values]) => values.map((value) => [name, value] as const)))(
    'that is right is taken: %s = %p',
    (name, value) => {
      const taken = validateOptions({ ...FIXED, [name]: value }) as unknown as Wrong;
      if (value !== undefined) expect(taken[name]).toBe(value);
    },
  );

  it.each([
    ['companyID', 'companyId'],
    ['compnayId', 'companyId'],
    ['pasword', 'password'],
    ['mail', 'email'],
    ['baseURL', 'baseUrl'],
    ['timeout', undefined],
    ['loginTimeouts', 'loginTimeout'],
    ['loginRetry', undefined],
    ['account', 'accounts'],
    ['allowedOrgins', 'allowedOrigins'],
    ['user', undefined],
    ['__proto__', undefined],
    ['constructor', undefined],
  ])('that does not exist is named, and the one that may be meant: %s', (name, meant) => {
    const message = messageOf(JSON.parse(`{"${name}":"x"}`) as Wrong);
    expect(message).toContain(`${name} is not an option${meant ? `: did you mean ${meant}?` : '\n'}`);
  });

  it.each<[string, Wrong, string]>([
    ['no account at all', {}, 'there are no credentials'],
    ['half of the fixed credentials', { companyId: 'acme', email: 'a@b.kr' }, 'password must be'],
    ['fixed credentials beside credentials()', { ...FIXED, credentials }, 'pass one or the other'],
    ['one of them beside credentials()', { email: 'a@b.kr', credentials }, 'pass one or the other'],
    [
      'a login at the start without a main account',
      { accounts: credentials, loginOnBootstrap: 'required' },
      'loginOnBootstrap needs a main account',
    ],
    [
      'one in the background, too',
      { accounts: credentials, loginOnBootstrap: 'background' },
      'loginOnBootstrap needs a main account',
    ],
  ])('and the account together: %s', (_, options, problem) => {
    expect(messageOf(options)).toContain(problem);
  });

  it.each<[string, Wrong]>([
    ['fixed credentials', FIXED],
    ['credentials()', { credentials }],
    ['accounts()', { accounts: credentials }],
    [
      'fixed credentials beside accounts()',
      { ...FIXED, accounts: credentials, loginOnBootstrap: 'required' },
    ],
    [
      'credentials() beside accounts()',
      { credentials, accounts: credentials, loginOnBootstrap: 'background' },
    ],
  ])('and the account together are taken: %s', (_, options) => {
    expect(messageOf(options)).toBe('');
  });

  it('may be the field of an object with a class', async () => {
    class Settings {
      companyId = 'acme';
      email = 'api@acme.kr';
      password = PASSWORD;
    }
    expect(messageOf(new Settings() as unknown as Wrong)).toBe('');
  });
});

describe('N1: the defaults', () => {
  it('are those of the documentation', () => {
    expect(validateOptions(FIXED)).toEqual({
      ...FIXED,
      baseUrl: 'https://docs.esignon.net',
      maxAccounts: 1000,
      loginTimeout: 10_000,
      loginRetries: 2,
      background: true,
      loginOnBootstrap: false,
      credentialsCooldown: 60_000,
      unavailableCooldown: 1_000,
      fallbackLifetime: 43_200_000,
      expireDateOffset: '+09:00',
      allowedOrigins: [],
      http: {},
    });
  });

  it('are used for `undefined`', () => {
    expect(validateOptions({ ...FIXED, loginTimeout: undefined }).loginTimeout).toBe(10_000);
  });
});

describe('N1: forRootAsync', () => {
  class Factory implements EsignonAuthOptionsFactory {
    createEsignonAuthOptions(): EsignonAuthOptions {
      return FIXED;
    }
  }

  it.each<[string, EsignonAuthAsyncOptions]>([
    ['no source of options', {}],
    ['two of them', { useFactory: () => FIXED, useClass: Factory }],
  ])('with %s fails', (_, options) => {
    expect(() => EsignonAuthModule.forRootAsync(options)).toThrow(EsignonConfigError);
  });

  it('passes on what the factory throws', async () => {
    const esignon = EsignonAuthModule.forRootAsync({
      useFactory: () => {
        throw new Error('no such secret');
      },
    });
    await expect(startWith(esignon)).rejects.toThrow('no such secret');
  });

  it('creates the service from the options of useClass', async () => {
    const moduleRef = await Test.createTestingModule({
      imports: [EsignonAuthModule.forRootAsync({ useClass: Factory })],
    }).compile();
    expect(moduleRef.get(EsignonAuthService).status().state).toBe('empty');
    await moduleRef.close();
  });
});
