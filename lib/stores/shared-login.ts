import { createHash } from 'node:crypto';

import { sleep } from '../common/abort.js';
import type { Clock } from '../common/clock.js';
import type { Login, LoginContext } from '../login/login.js';
import type { EsignonCredentials } from '../options/credentials.js';
import { EsignonToken } from '../token/esignon-token.js';
import { expiryLeeway } from '../token/renewal-schedule.js';
import { type EsignonTokenRecord, type EsignonTokenStore, toRecord } from '../token/token-store.js';
import { ResilientTokenStore } from './resilient-token-store.js';

export interface SharedLoginSettings {
  readonly store: EsignonTokenStore;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  /** What tells the tokens of one account from another's, beside its credentials. */
  readonly baseUrl: string;
  readonly clientId: string | undefined;
  /** Longer than any login takes, in ms: a lease never ends under its holder. */
  readonly leaseTtl: number;
}

const FIRST_POLL = 50;
const MAX_POLL = 1_000;

/**
 * How many times as long as a lease lasts it is waited for: until a dead holder's has ended, and then for the login of
 * the next holder. Without that time all who wait would log in at once.
 */
const MAX_LEASE_WAITS = 1.5;

/**
 * A login behind a store (A2): looks for a token that another process obtained; takes the lease; looks again; logs in;
 * writes. Whatever the store does, it ends in a token or in the login's own failure (A3).
 */
export function sharedLogin(login: Login, settings: SharedLoginSettings): Login {
  return async (credentials, context) => {
    const store = new ResilientTokenStore(settings.store, settings.clock, context);
    const key = storeKey(credentials, settings);
    const attempt = new LeaseAttempt(store, key, credentials, context, settings);
    if (context.rejectedToken) await store.delete(key, context.rejectedToken.accessToken);
    const found = await attempt.findToken();
    if (found) return found;
    const lease = await attempt.acquireLease();
    if (lease.token) return lease.token;
    try {
      const token = await login(credentials, context);
      await store.set(key, toRecord(token), token.expiresAt.getTime() - settings.clock.now());
      return token;
    } finally {
      await lease.release?.();
    }
  };
}

/** A name for the account's token that names neither company nor member. */
export function storeKey(
  { companyId, email }: EsignonCredentials,
  { baseUrl, clientId }: Pick<SharedLoginSettings, 'baseUrl' | 'clientId'>,
): string {
  const parts = JSON.stringify([baseUrl, companyId, email, clientId ?? null]);
  return createHash('sha256').update(parts).digest('hex');
}

interface LeaseResult {
  readonly token?: EsignonToken;
  readonly release?: () => Promise<void>;
}

/** A vendor may answer a login with the token that is still good: its renewal is then the later end. */
function isNewer({ accessToken, expiresAt, issuedAt }: EsignonTokenRecord, known: EsignonToken): boolean {
  if (issuedAt <= known.issuedAt.getTime()) return false;
  return accessToken !== known.accessToken || expiresAt > known.expiresAt.getTime();
}

/** One login's dealings with the store. */
class LeaseAttempt {
  constructor(
    private readonly store: ResilientTokenStore,
    private readonly key: string,
    private readonly credentials: EsignonCredentials,
    private readonly context: LoginContext,
    private readonly settings: SharedLoginSettings,
  ) {}

  /** A token in the store that this process can use and does not know yet. */
  async findToken(): Promise<EsignonToken | undefined> {
    const record = await this.store.get(this.key, this.credentials.companyId);
    if (!record || !this.#isUsable(record)) return undefined;
    const { accessToken, companyId, deviceId } = record;
    const token = new EsignonToken({
      accessToken,
      companyId,
      deviceId,
      memberEmail: this.credentials.email,
      expiresAt: new Date(record.expiresAt),
      issuedAt: new Date(record.issuedAt),
    });
    this.context.emit({ type: 'token.adopted', expiresAt: token.expiresAt });
    return token;
  }

  /** Waits for the lease, or for the token of its holder; after `MAX_LEASE_WAITS` leases it goes without. */
  async acquireLease(): Promise<LeaseResult> {
    const { clock, leaseTtl, random } = this.settings;
    const end = clock.monotonic() + MAX_LEASE_WAITS * leaseTtl;
    for (let poll = FIRST_POLL; ; poll = Math.min(poll * 2, MAX_POLL)) {
      const { state, release } = await this.store.lease(this.key, leaseTtl);
      if (state === 'free') return release ? this.#recheckStore(release) : {};
      const left = end - clock.monotonic();
      if (left <= 0) return this.#proceedWithoutLease();
      await sleep(clock, Math.min(left, poll * (0.5 + random() / 2)), this.context.signal);
      const token = await this.findToken();
      if (token) return { token };
    }
  }

  /** The holder before may have written its token between our look and our lease. */
  async #recheckStore(release: () => Promise<void>): Promise<LeaseResult> {
    const token = await this.findToken().catch(async (closed: unknown) => {
      await release();
      throw closed;
    });
    if (!token) return { release };
    await release();
    return { token };
  }

  /** No login takes that long: the store does not tell the truth, or many wait for a vendor that does not answer. */
  #proceedWithoutLease(): LeaseResult {
    this.context.emit({ type: 'store.failed', operation: 'lease', reason: 'timed out' });
    return {};
  }

  #isUsable(record: EsignonTokenRecord): boolean {
    const { cachedToken, rejectedToken } = this.context;
    const { accessToken, expiresAt, issuedAt } = record;
    return (
      expiresAt - expiryLeeway(expiresAt - issuedAt) > this.settings.clock.now() &&
      (!cachedToken || isNewer(record, cachedToken)) &&
      (!rejectedToken || (accessToken !== rejectedToken.accessToken && isNewer(record, rejectedToken)))
    );
  }
}
