import { TEN_YEARS } from '../common/time-zone.js';
import { type EsignonToken, isAccessToken } from './esignon-token.js';

/** A stored token: plain values, because an `EsignonToken` masks itself in JSON. Has no e-mail address. */
export interface EsignonTokenRecord {
  readonly accessToken: string;
  /** In ms since the epoch. */
  readonly expiresAt: number;
  /** In ms since the epoch. */
  readonly issuedAt: number;
  readonly companyId: string;
  readonly deviceId?: string;
}

/** Returned by a store for a record that none of its keys can decrypt. Valid for no one: told apart by its identity. */
export const UNKNOWN_KEY = {} as EsignonTokenRecord;

/**
 * Shares tokens between processes. If a store fails, the process logs in itself, and no call fails. There are stores for
 * Redis and Keyv; a store of your own must pass `tokenStoreContract` of `nestjs-esignon-auth/testing`.
 */
export interface EsignonTokenStore {
  /** Returns the record that was set last, or `undefined` if there is none or it has expired. */
  get(key: string): Promise<EsignonTokenRecord | undefined>;
  /** Stores the record for `ttlMs` milliseconds. */
  set(key: string, record: EsignonTokenRecord, ttlMs: number): Promise<void>;
  /** Deletes the record if it holds `accessToken`. */
  delete(key: string, accessToken: string): Promise<void>;
  /**
   * Takes the lease of a login for `ttlMs` milliseconds. Returns a function that releases it, unless another process
   * has taken it since; `undefined` if another process holds it. Optional: without it each process may log in.
   */
  lease?(key: string, ttlMs: number): Promise<(() => Promise<void>) | undefined>;
  /** Is called once the application has shut down and no login is pending. Optional: for what the store itself opened. */
  close?(): Promise<void>;
}

export function toRecord(token: EsignonToken): EsignonTokenRecord {
  const { accessToken, expiresAt, issuedAt, companyId, deviceId } = token;
  const record = { accessToken, expiresAt: expiresAt.getTime(), issuedAt: issuedAt.getTime(), companyId };
  return deviceId === undefined ? record : { ...record, deviceId };
}

/** Whether a stored value is a record: other programs may write to the store. */
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
