import { EsignonAuthError } from '../../lib/common/errors.js';
import { LoginClient, type LoginSettings } from '../../lib/login/login-client.js';
import { type Clock, systemClock } from '../../lib/common/clock.js';
import type { EsignonCredentials } from '../../lib/options/credentials.js';
import { EsignonToken } from '../../lib/token/esignon-token.js';
import type { Emit } from '../../lib/common/events.js';

export type EmittedEvent = Parameters<Emit>[0];

/** A password that every encoding changes: a quote, a slash, a backslash, what URLs escape, Hangul. */
export const CREDENTIALS: EsignonCredentials = {
  companyId: 'acme',
  email: 'api@acme.kr',
  password: `pa$$ "w/o\\rd"+&=(!)'~ 비밀`,
};

/** A token for tests that do not look at its times. */
export const TOKEN = new EsignonToken({
  accessToken: 'tok',
  expiresAt: new Date(1),
  issuedAt: new Date(0),
  companyId: 'acme',
  memberEmail: 'e',
});

export const HOUR = 60 * 60_000;
export const DAY = 24 * HOUR;

export interface LoginTrial extends Partial<LoginSettings> {
  readonly clock?: Clock;
  /** For jitter. Default 0: no wait. */
  readonly random?: () => number;
  readonly credentials?: EsignonCredentials;
  readonly signal?: AbortSignal;
}

/** What a login came to. */
export interface LoginOutcome {
  readonly token?: EsignonToken;
  readonly error?: unknown;
  readonly events: readonly EmittedEvent[];
  /** Real time that it took. */
  readonly ms: number;
}

/** A login client as the module would make it, but without retries unless asked for. */
export function loginClient({ clock, random, ...settings }: LoginTrial): LoginClient {
  return new LoginClient(
    {
      baseUrl: 'https://docs.esignon.net',
      language: undefined,
      clientId: undefined,
      loginTimeout: 400,
      loginRetries: 0,
      fallbackLifetime: 12 * HOUR,
      expireDateOffset: 540,
      http: {},
      ...settings,
    },
    clock ?? systemClock,
    random ?? (() => 0),
  );
}

/** Logs in once; never rejects. */
export async function logIn({
  credentials = CREDENTIALS,
  signal,
  ...trial
}: LoginTrial): Promise<LoginOutcome> {
  const events: EmittedEvent[] = [];
  const context = {
    signal: signal ?? new AbortController().signal,
    emit: (event: EmittedEvent) => void events.push(event),
  };
  const startedAt = performance.now();
  const ms = (): number => performance.now() - startedAt;
  try {
    return { token: await loginClient(trial).login(credentials, context), events, ms: ms() };
  } catch (error) {
    return { error, events, ms: ms() };
  }
}

/** The error of a login that must fail, as ours. */
export async function failedLogin(trial: LoginTrial): Promise<EsignonAuthError> {
  const { error, token } = await logIn(trial);
  if (error instanceof EsignonAuthError) return error;
  throw new Error(token ? 'The login succeeded' : 'The login failed with a foreign error', { cause: error });
}
