import { EventCounters } from '../../lib/common/counters.js';
import { EsignonLoginRejectedError, EsignonUnavailableError } from '../../lib/common/errors.js';
import type { Emit, EsignonAuthEvent } from '../../lib/common/events.js';
import { EsignonToken } from '../../lib/token/esignon-token.js';
import {
  type TokenManagerContext,
  type TokenManagerSettings,
  TokenManager,
} from '../../lib/token/token-manager.js';
import type { TokenRequest, TokenSource } from '../../lib/token/token-source.js';
import type { VirtualClock } from './virtual-clock.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const outage = (retryAfterMs?: number) =>
  new EsignonUnavailableError('ESIGNON_UNREACHABLE', 'down', { retryable: true, retryAfterMs });
export const wrongPassword = () =>
  new EsignonLoginRejectedError('ESIGNON_INVALID_CREDENTIALS', 'no', { resultCode: '10' });

/** A source whose logins take `delay`, and fail while `failure` is set. */
export class ModelSource implements TokenSource {
  readonly requests: TokenRequest[] = [];
  lifetime = HOUR;
  delay = 100;
  failure: Error | undefined;
  changed = false;
  /** The token text instead of a new one. */
  fixed: string | undefined;
  askedForChange = 0;

  constructor(private readonly clock: VirtualClock) {}

  get logins(): number {
    return this.requests.length;
  }

  async obtain(request: TokenRequest): Promise<EsignonToken> {
    this.requests.push(request);
    const issuedAt = this.clock.now();
    const accessToken = this.fixed ?? `token-${this.logins}`;
    await new Promise<void>((done) => this.clock.timer(this.delay, done));
    if (this.failure) throw this.failure;
    return new EsignonToken({
      accessToken,
      issuedAt: new Date(issuedAt),
      expiresAt: new Date(issuedAt + this.lifetime),
      companyId: 'acme',
      memberEmail: 'api@acme.kr',
    });
  }

  async credentialsChanged(): Promise<boolean> {
    this.askedForChange += 1;
    await Promise.resolve();
    return this.changed;
  }

  async adopt(): Promise<undefined> {
    await Promise.resolve();
  }
}

export function managerOf(
  source: TokenSource,
  clock: VirtualClock,
  settings: Partial<TokenManagerSettings> = {},
) {
  const events: EsignonAuthEvent[] = [];
  const waits: number[] = [];
  const counters = new EventCounters();
  const context: TokenManagerContext = {
    clock,
    random: () => 0,
    waitStarted: () => (ms) => waits.push(ms),
    runDetached: (fn) => fn(),
    loginPendingChanged: () => undefined,
    settings: {
      renewAhead: undefined,
      background: false,
      credentialsCooldown: MINUTE,
      unavailableCooldown: 1_000,
      ...settings,
    },
  };
  const emit: Emit = (event) => {
    counters.count(event);
    events.push({ ...event, at: new Date(clock.now()) });
  };
  const manager = new TokenManager(source, context, { id: undefined, emit, counters });
  return { manager, events, waits, types: () => events.map(({ type }) => type) };
}

/** What a promise settles to, as plain data: `token-1` or the error's code. */
export async function outcome(promise: Promise<EsignonToken | undefined>): Promise<string> {
  return promise.then(
    (token) => token?.accessToken ?? 'none',
    (error: { code?: string }) => String(error.code),
  );
}
