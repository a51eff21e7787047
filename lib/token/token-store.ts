import { TEN_YEARS } from '../common/time-zone.js';
import { type EsignonToken, isAccessToken } from './esignon-token.js';

/** A token as it is stored: plain values, since an `EsignonToken` masks itself in JSON. Names no e-mail address. */
export interface EsignonTokenRecord {
  readonly accessToken: string;
  /** Ms since the epoch. */
  readonly expiresAt: number;
  /** Ms since the epoch. */
  readonly issuedAt: number;
  readonly companyId: string;
  readonly deviceId?: string;
}

/**
 * Shares tokens between processes. A store may fail: no call fails for it, it costs a login. Implementations ship for
 * Redis and Keyv; `tokenStoreContract` of `nestjs-esignon-auth/testing` is what one of your own must pass.
 */
export interface EsignonTokenStore {
  /** The record last set and not expired, or `undefined`. */
  get(key: string): Promise<EsignonTokenRecord | undefined>;
  /** Keeps the record for `ttlMs`. */
  set(key: string, record: EsignonTokenRecord, ttlMs: number): Promise<void>;
  /** Deletes the record only while it holds `accessToken`. */
  delete(key: string, accessToken: string): Promise<void>;
  /**
   * Takes the right to log in for `ttlMs`: a function that gives it back (and only one's own), or `undefined` where
   * another holds it. Optional: without it each process may log in.
   */
  lease?(key: string, ttlMs: number): Promise<(() => Promise<void>) | undefined>;
}

export function toRecord(token: EsignonToken): EsignonTokenRecord {
  const { accessToken, expiresAt, issuedAt, companyId, deviceId } = token;
  const record = { accessToken, expiresAt: expiresAt.getTime(), issuedAt: issuedAt.getTime(), companyId };
  return deviceId === undefined ? record : { ...record, deviceId };
}

/** Whether a store's answer is a record: anyone may have written to it. */
export function isRecord(value: unknown): value is EsignonTokenRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { accessToken, expiresAt, issuedAt, companyId, deviceId } = value as Record<string, unknown>;
  return (
    isAccessToken(accessToken) &&
    typeof companyId === 'string' &&
    (deviceId === undefined || typeof deviceId === 'string') &&
    isTime(expiresAt) &&
    isTime(issuedAt) &&
    expiresAt > issuedAt &&
    expiresAt - issuedAt <= TEN_YEARS
  );
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value <= 8.64e15;
}
