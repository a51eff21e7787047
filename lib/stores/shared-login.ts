import { createHash } from 'node:crypto';

import { sleep } from '../common/abort.js';
import type { Clock } from '../common/clock.js';
import type { Adopt, Login, LoginContext, Member } from '../login/login.js';
import { EsignonToken } from '../token/esignon-token.js';
import { expiryLeeway } from '../token/renewal-schedule.js';
import { type EsignonTokenRecord, type EsignonTokenStore, toRecord } from '../token/token-store.js';
import { ResilientTokenStore } from './resilient-token-store.js';

export interface SharedLoginSettings {
  readonly store: EsignonTokenStore;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Part of the account's key in the store, with the client ID, company ID and e-mail address. */
  readonly baseUrl: string;
  readonly clientId: string | undefined;
  /**
   * How long a lease lasts, in ms: longer than any login, so that it does not expire while its holder logs in. Only a
   * login that is repeated after a slow refusal can take longer; then another process may log in too.
   */
  readonly leaseTtl: number;
}

const FIRST_POLL = 50;
const MAX_POLL = 1_000;

/**
 * How long to wait for the lease, as a multiple of its duration: until the lease of a crashed holder has expired, and
 * then for the login of the next holder. Otherwise all waiting processes would log in at once.
 */
const MAX_LEASE_WAITS = 1.5;

/**
 * Shares a login through a store (A2): reads the token of another process; else takes the lease, reads again, logs in and
 * writes the token. If the store fails, it logs in without it (A3).
 */
export function sharedLogin(login: Login, settings: SharedLoginSettings): Login {
  return async (credentials, context) => {
    const store = new ResilientTokenStore(settings.store, settings.clock, context);
    const key = storeKey(credentials, settings);
    const operations = new StoreOperations(store, key, credentials, context, settings);
    if (context.rejectedToken) await store.delete(key, context.rejectedToken.accessToken);
    const found = await operations.findToken();
    if (found) return found;
    const lease = await operations.acquireLease();
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

/** Reads the token of another process, without a login. */
export function sharedToken(settings: SharedLoginSettings): Adopt {
  return (member, context) => {
    const store = new ResilientTokenStore(settings.store, settings.clock, context);
    return new StoreOperations(store, storeKey(member, settings), member, context, settings).findToken();
  };
}

/** Returns the account's key in the store, a hash that reveals neither company nor member. */
export function storeKey(
  { companyId, email }: Member,
  { baseUrl, clientId }: Pick<SharedLoginSettings, 'baseUrl' | 'clientId'>,
): string {
  const parts = JSON.stringify([baseUrl, companyId, email, clientId ?? null]);
  return createHash('sha256').update(parts).digest('hex');
}

interface LeaseResult {
  readonly token?: EsignonToken;
  readonly release?: () => Promise<void>;
}

/** eSignon may issue the same token string again: the record is then newer if it expires later. */
function isNewer({ accessToken, expiresAt, issuedAt }: EsignonTokenRecord, known: EsignonToken): boolean {
  if (issuedAt <= known.issuedAt.getTime()) return false;
  return accessToken !== known.accessToken || expiresAt > known.expiresAt.getTime();
}

/** The store operations of one login: reading the token, and taking the lease if a login is needed. */
class StoreOperations {
  constructor(
    private readonly store: ResilientTokenStore,
    private readonly key: string,
    private readonly member: Member,
    private readonly context: Omit<LoginContext, 'onRefused'>,
    private readonly settings: SharedLoginSettings,
  ) {}

  /** Reads a token from the store that is valid and newer than the one of this process. */
  async findToken(): Promise<EsignonToken | undefined> {
    const record = await this.store.get(this.key, this.member.companyId);
    if (!record || !this.#isUsable(record)) return undefined;
    const { accessToken, companyId, deviceId } = record;
    const token = new EsignonToken({
      accessToken,
      companyId,
      deviceId,
      memberEmail: this.member.email,
      expiresAt: new Date(record.expiresAt),
      issuedAt: new Date(record.issuedAt),
    });
    this.context.emit({ type: 'token.adopted', expiresAt: token.expiresAt });
    return token;
  }

  /** Waits for the lease or for the token of its holder. Continues without both when `MAX_LEASE_WAITS` is over. */
  async acquireLease(): Promise<LeaseResult> {
    const { clock, leaseTtl, random } = this.settings;
    const end = clock.monotonic() + MAX_LEASE_WAITS * leaseTtl;
    for (let poll = FIRST_POLL; ; poll = Math.min(poll * 2, MAX_POLL)) {
      const { state, release } = await this.store.lease(this.key, leaseTtl);
      if (state === 'free') return release ? this.#recheckStore(release) : {};
      const remaining = end - clock.monotonic();
      if (remaining <= 0) return this.#proceedWithoutLease();
      await sleep(clock, Math.min(remaining, poll * (0.5 + random() / 2)), this.context.signal);
      const token = await this.findToken();
      if (token) return { token };
    }
  }

  /** Reads the store again: the previous holder may have written its token after the first read. */
  async #recheckStore(release: () => Promise<void>): Promise<LeaseResult> {
    const token = await this.findToken().catch(async (error: unknown) => {
      await release();
      throw error;
    });
    if (!token) return { release };
    await release();
    return { token };
  }

  /** A login does not take that long: its process has died, or many processes wait while the vendor does not respond. */
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
