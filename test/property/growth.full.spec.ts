import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { AxiosResponse } from 'axios';
import { RedisTokenStore } from 'nestjs-esignon-auth/redis';
import { SealedTokenStore } from 'nestjs-esignon-auth/sealed';
import { of } from 'rxjs';

import { maskEmail } from '../../cli/report/mask.js';
import { shapeOf } from '../../cli/steps/expire-date.js';
import { checkProxy } from '../../cli/steps/proxy.js';
import { checkSettings } from '../../cli/steps/settings.js';
import { systemClock } from '../../lib/common/clock.js';
import { EventLogger } from '../../lib/common/event-logger.js';
import { readZone } from '../../lib/common/time-zone.js';
import { esignonBody } from '../../lib/http/esignon-body.js';
import { isRejection } from '../../lib/http/rejection.js';
import { isPlainPath, resolveUrl, withCompanyId } from '../../lib/http/request-url.js';
import { rememberToken } from '../../lib/http/sent-tokens.js';
import { parseJson, readEnvelope } from '../../lib/login/envelope.js';
import { readExpireDate } from '../../lib/login/expire-date.js';
import { readLoginAnswer } from '../../lib/login/login-answer.js';
import { LoginClient } from '../../lib/login/login-client.js';
import { transportFailure } from '../../lib/login/login-failure.js';
import { readHttpDate, readRetryAfter } from '../../lib/common/http-headers.js';
import { scrub } from '../../lib/login/scrub.js';
import { toEsignonError } from '../../lib/nest/call-failure.js';
import { isSafeBaseUrl, isSafeOrigin } from '../../lib/options/allowed-origins.js';
import { readCredentials } from '../../lib/options/credentials.js';
import { validateOptions } from '../../lib/options/options-validation.js';
import { ResilientTokenStore } from '../../lib/stores/resilient-token-store.js';
import { storeKey } from '../../lib/stores/shared-login.js';
import { isAccessToken } from '../../lib/token/esignon-token.js';
import type { EsignonTokenStore } from '../../lib/token/token-store.js';
import { growthOf, isLinear, type Work } from '../support/growth.js';

const KB = 1024;
/** The largest answer to a login. */
const ANSWER = 64 * KB;
/** The largest header that Node takes has 16 KB; an application can have it raised. */
const HEADER = 64 * KB;
/**
 * For what can be larger: an answer to a call, a value of a store, a URL or an ID of a caller's. Beyond this size the
 * collector has another place for the text, which takes longer than the work on it.
 */
const LARGE = 64 * KB;

/** A text of `size` characters: `unit` again and again, between `start` and `end`. */
const filled = (size: number, unit: string, start = '', end = ''): string =>
  start + unit.repeat(Math.ceil(size / unit.length)).slice(0, size - start.length - end.length) + end;

/** Texts that make expressions and searches go back: all the same, nearly periodic, nested. */
const SHAPES: readonly Shape[] = [
  (size) => filled(size, 'a'),
  (size) => filled(size, 'ab', '', 'x'),
  (size) => filled(size, ' ', '', 'x'),
  (size) => filled(size, '\n', '1', '1'),
  (size) => filled(size, '0', '', 'x'),
  (size) => filled(size, '/', 'https://host', 'x'),
  (size) => filled(size, '1.', '127.', 'x'),
  (size) => filled(size, '\u0000', '', 'x'),
  (size) => filled(size, '*', '', 'a'),
  (size) => filled(size, 'a', '***'),
  (size) => filled(size, 'esignon '),
  (size) => filled(size, ' ', 'esignon'),
  (size) => filled(size, '94"'),
  (size) => filled(size, '[('),
  (size) => filled(size, '%\\/"비'),
  (size) => filled(size, '\\'),
  (size) => filled(size, '\\x61', '', 'x'),
  (size) => filled(size, '%61', '', 'x'),
  (size) => filled(size, '&#38;', '', 'x'),
  (size) => filled(size, 'Mon, 01 Jan 2026 '),
  (size) => filled(size, '(', 'Mon, '),
  (size) => filled(size, '2026-12-24 04:23:28'),
];

const quiet = <T>(run: () => T): T | undefined => {
  try {
    return run();
  } catch {
    return undefined;
  }
};

type Shape = (size: number) => string;

/** Work on a text; each shape is measured by itself, since a sum would hide the one that grows. */
type Row = readonly [name: string, largest: number, work: (text: string) => Work, shapes?: readonly Shape[]];

const login = (answer: object): Work => {
  const text = JSON.stringify(answer);
  return () =>
    quiet(() => readLoginAnswer({ status: 200, text, header: () => undefined }, ['pa55-word', 'a***'], 0));
};
const refusal = (result_msg: string, access_token: string): Work =>
  login({ header: { result_code: '10', result_msg }, body: { access_token } });
const success = (body: object): Work => login({ header: { result_code: '00' }, body });

const FROM_THE_VENDOR: readonly Row[] = [
  ['scrub: the text', ANSWER, (text) => () => scrub(text, ['pa55-word', 'ab***', '*a', 'a'])],
  ['scrub: a text that is nearly full of a secret', ANSWER, (text) => () => scrub(text, [SECRET])],
  ['scrub: the secret', 8 * KB, (text) => () => scrub(filled(ANSWER / 8, 'a'), [text])],
  ['scrub: both', 8 * KB, (text) => () => scrub(text, [text, text.slice(1), `${text}b`])],
  ['scrub: a text beyond the largest', 1024 * KB, (text) => () => scrub(text, [SECRET])],
  ['readLoginAnswer: the message of a refusal', ANSWER, (text) => refusal(text, 'a'.repeat(KB))],
  ['readLoginAnswer: the token of a refusal', ANSWER, (text) => refusal('a***', text)],
  ['readLoginAnswer: both', ANSWER / 2, (text) => refusal(text, text)],
  ['readLoginAnswer: a short token that a mask completes', ANSWER, (text) => refusal(text, '*a')],
  ['readLoginAnswer: the result code', ANSWER, (text) => login({ header: { result_code: text } })],
  ['readLoginAnswer: the token', ANSWER, (text) => success({ access_token: text })],
  ['readLoginAnswer: the device ID', ANSWER, (text) => success({ access_token: 'a', device_id: text })],
  ['readExpireDate', ANSWER, (text) => () => readExpireDate(text, 0)],
  ['readZone', ANSWER, (text) => () => readZone(text)],
  ['readHttpDate', HEADER, (text) => () => readHttpDate(text)],
  ['readRetryAfter', HEADER, (text) => () => readRetryAfter(text, 0)],
  ['parseJson, readEnvelope: a text', LARGE, (text) => () => readEnvelope(parseJson(text))],
  [
    'parseJson, readEnvelope: an envelope',
    LARGE,
    (text) => {
      const json = JSON.stringify({ header: { result_code: text }, body: text });
      return () => readEnvelope(parseJson(json));
    },
  ],
  ['isRejection: text', LARGE, (text) => () => isRejection(answerOf(text), () => false)],
  ['isRejection: bytes', LARGE, (text) => () => isRejection(answerOf(Buffer.from(text)), () => false)],
  ['esignonBody: no envelope', LARGE, (text) => body(text)],
  ['esignonBody: the message', LARGE, (result_msg) => body({ header: { result_code: '1', result_msg } })],
  ['esignonBody: the result code', LARGE, (result_code) => body({ header: { result_code } })],
  ['esignonBody: the body', LARGE, (text) => body({ header: { result_code: '00' }, body: text })],
  ['transportFailure', HEADER, (text) => () => transportFailure({ code: text, message: text }, 'https://x')],
  [
    'toEsignonError: Retry-After',
    HEADER,
    (text) => () =>
      toEsignonError({ isAxiosError: true, response: { status: 401, headers: { 'retry-after': text } } }),
  ],
  ['the check: shapeOf', ANSWER, (text) => () => shapeOf(text)],
];

const FROM_A_STORE: readonly Row[] = [
  ['RedisTokenStore: a value', LARGE, (text) => redisWith(text)],
  ['RedisTokenStore: JSON', LARGE, (text) => redisWith(JSON.stringify(record(text)))],
  ['RedisTokenStore: deep JSON', LARGE, redisWith, [(size) => '['.repeat(size)]],
  ['SealedTokenStore', LARGE, (text) => sealedOver(record(text))],
  ['SealedTokenStore: dots', LARGE, (text) => sealedOver(record(text)), [(size) => '.'.repeat(size)]],
  ['SealedTokenStore: a header', LARGE, (text) => sealedOver(record(jweOf(text)))],
  ['ResilientTokenStore: a token', LARGE, (text) => guardOver(record(text))],
  ['ResilientTokenStore: a company', LARGE, (text) => guardOver({ ...record('a'), companyId: text })],
  ['ResilientTokenStore: a device ID', LARGE, (text) => guardOver({ ...record('a'), deviceId: text })],
  ['isAccessToken', LARGE, (text) => () => isAccessToken(text)],
];

const FROM_A_CALLER: readonly Row[] = [
  ['resolveUrl: the URL', LARGE, (url) => () => resolveUrl({ url })],
  ['resolveUrl: the path', LARGE, (url) => () => resolveUrl({ url, baseURL: 'https://host/' })],
  ['resolveUrl: the base URL', ANSWER, (baseURL) => () => resolveUrl({ url: 'x', baseURL })],
  ['isPlainPath', LARGE, isPlainPathOf],
  ['withCompanyId: a path', LARGE, (text) => companyIdIn(text)],
  ['withCompanyId: many', LARGE, companyIdIn, [(size) => filled(size, '/:companyId')]],
  ['isSafeBaseUrl, isSafeOrigin', LARGE, (text) => () => isSafeBaseUrl(text) || isSafeOrigin(text)],
  ['readCredentials', LARGE, (text) => () => readCredentials(accountOf(text))],
  ['storeKey', LARGE, (text) => () => storeKey(accountOf(text), { baseUrl: text, clientId: text })],
  ['validateOptions: a name', LARGE, (text) => () => quiet(() => validateOptions({ [text]: 1 }))],
  ['validateOptions: values', LARGE, (text) => () => quiet(() => validateOptions(optionsOf(text)))],
  ['EventLogger: an account', LARGE, (account) => logged(account)],
  ['the check: checkSettings', ANSWER, (text) => () => quiet(() => checkSettings(environmentOf(text)))],
  ['the check: checkProxy', ANSWER, (text) => proxied({ no_proxy: text, https_proxy: 'http://proxy' })],
  ['the check: maskEmail', ANSWER, (text) => () => maskEmail(text)],
];

/** Nearly periodic, and as long as a token can be. */
const SECRET = `${'a'.repeat(8 * KB - 1)}b`;

const answerOf = (data: unknown): never => ({ status: 200, headers: {}, data, config: {} }) as never;

function body(data: unknown): Work {
  const config = {};
  rememberToken(config, SECRET);
  const response = of({ ...(answerOf(data) as AxiosResponse), config } as AxiosResponse);
  return () => response.pipe(esignonBody()).subscribe({ error: () => undefined });
}

const record = (accessToken: string): object => ({ accessToken, expiresAt: 2, issuedAt: 1, companyId: 'a' });

function redisWith(value: string): Work {
  const store = new RedisTokenStore({
    get: () => Promise.resolve(value),
    set: () => Promise.resolve('OK'),
    del: () => Promise.resolve(1),
    eval: () => Promise.resolve(1),
  });
  return async () => (await store.get('key'), store.delete('key', 'a'));
}

const storeOf = (value: object): EsignonTokenStore => ({
  get: () => Promise.resolve(value as never),
  set: () => Promise.resolve(),
  delete: () => Promise.resolve(),
});

function sealedOver(value: object): Work {
  const store = new SealedTokenStore(storeOf(value), { keys: [Buffer.alloc(32).toString('base64')] });
  return () => store.get('key');
}

const jweOf = (kid: string): string =>
  `${Buffer.from(JSON.stringify({ alg: 'dir', enc: 'A256GCM', kid })).toString('base64url')}..AAAA.AAAA.AAAA`;

function guardOver(value: object): Work {
  const signal = new AbortController().signal;
  const guard = new ResilientTokenStore(storeOf(value), systemClock, { signal, emit: () => undefined });
  return () => guard.get('key', 'a');
}

function isPlainPathOf(text: string): Work {
  const path = `/x${text}`;
  return () => isPlainPath(path);
}

function companyIdIn(path: string): Work {
  const url = new URL('https://host/');
  url.pathname = path;
  return () => withCompanyId(url, 'acme');
}

const accountOf = (text: string): { companyId: string; email: string; password: string } => ({
  companyId: text,
  email: text,
  password: text,
});

const optionsOf = (text: string): object => ({
  ...accountOf(text),
  baseUrl: text,
  clientId: text,
  language: text,
  expireDateOffset: text,
  allowedOrigins: [text],
  http: { headers: { [text]: text } },
});

const environmentOf = (text: string): never =>
  ({
    env: {
      ESIGNON_COMPANY_ID: 'acme',
      ESIGNON_EMAIL: 'kim@acme.kr',
      ESIGNON_PASSWORD: text,
      ESIGNON_BASE_URL: text,
    },
    file: {},
  }) as never;

const proxied = (env: NodeJS.ProcessEnv): Work => {
  const url = new URL('https://docs.esignon.net');
  return () => checkProxy(url, env);
};

function logged(account: string): Work {
  Logger.overrideLogger(false);
  const logger = new EventLogger(undefined);
  return () => logger.write({ type: 'token.rejected', ageMs: 1, account, at: new Date(0) });
}

/** A login whose answer has `text` for its date: what cannot be read is told, in a few characters. */
function dated(text: string): Work {
  const json = JSON.stringify({
    header: { result_code: '00' },
    body: { access_token: SECRET, expire_date: text },
  });
  const adapter = (config: object): Promise<never> =>
    Promise.resolve({ status: 200, statusText: '', headers: {}, data: json, config } as never);
  const client = new LoginClient(
    {
      baseUrl: 'https://host',
      clientId: undefined,
      language: undefined,
      http: { adapter },
      loginTimeout: 60_000,
      loginRetries: 0,
      fallbackLifetime: 1_000,
      expireDateOffset: 0,
    },
    systemClock,
    Math.random,
  );
  const signal = new AbortController().signal;
  const account = { companyId: 'acme', email: 'kim@acme.kr', password: 'pa55-word' };
  return () => client.login(account, { signal, emit: () => undefined });
}

describe.each([
  ['the vendor', [...FROM_THE_VENDOR, ['LoginClient: expire_date', ANSWER, dated] as const]],
  ['a store', FROM_A_STORE],
  ['a caller or a tenant', FROM_A_CALLER],
])('text from %s takes time linear in its length', (_, rows) => {
  const numbered = (rows as Row[]).map((row, i) => [row[0], row, i] as const);
  it.each(numbered)('%s', async (_, [, largest, work, shapes = SHAPES], i) => {
    // Each row starts at another shape, so that each shape is tried on some.
    const start = i % shapes.length;
    for (const shape of [...shapes.slice(start), ...shapes.slice(0, start)]) {
      const growth = await growthOf(largest, (size) => work(shape(size)));
      expect([shape(60), isLinear(growth) ? 'linear' : growth]).toEqual([shape(60), 'linear']);
    }
  });
});
