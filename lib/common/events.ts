import type { EsignonErrorCode } from './errors.js';

/** The fields of every event. No event holds a password or a token. */
interface EventBase {
  /** When it happened, by the local wall clock. */
  readonly at: Date;
  /** The account's ID as passed to `forAccount(id)` or `runAs(id, fn)`; absent for the main account. */
  readonly account?: string;
}

/** A login is sent to eSignon. */
export interface LoginStartedEvent extends EventBase {
  readonly type: 'login.started';
}

/** eSignon issued a token. */
export interface LoginSucceededEvent extends EventBase {
  readonly type: 'login.succeeded';
  /** When the token expires. */
  readonly expiresAt: Date;
  /** How long the login took, retries included, in ms. */
  readonly durationMs: number;
}

/** A login failed, after its retries. */
export interface LoginFailedEvent extends EventBase {
  readonly type: 'login.failed';
  /** The code of the error. */
  readonly code: EsignonErrorCode;
  /** The vendor's `result_code`, if there was one. */
  readonly resultCode?: string;
  /** How long the login took, retries included, in ms. */
  readonly durationMs: number;
}

/** A token of another process was read from the store and is used from now on. */
export interface TokenAdoptedEvent extends EventBase {
  readonly type: 'token.adopted';
  /** When the token expires. */
  readonly expiresAt: Date;
}

/** eSignon rejected the cached token on a call. */
export interface TokenRejectedEvent extends EventBase {
  readonly type: 'token.rejected';
  /** The age of the token, in ms. */
  readonly ageMs: number;
}

/** A renewal failed; the cached token stays in use until it expires. */
export interface RenewalFailedEvent extends EventBase {
  readonly type: 'renewal.failed';
  /** The code of the error. */
  readonly code: EsignonErrorCode;
  /** The vendor's `result_code`, if there was one. */
  readonly resultCode?: string;
  /** When the cached token expires. */
  readonly expiresAt: Date;
  /** When the renewal is tried again. */
  readonly retryAt: Date;
}

/** A login failed. Before `until`, calls fail at once with the same error and no login is sent. */
export interface CooldownStartedEvent extends EventBase {
  readonly type: 'cooldown.started';
  /** The code of the error. */
  readonly code: EsignonErrorCode;
  /** The vendor's `result_code`, if there was one. */
  readonly resultCode?: string;
  /** When the cool-down ends. */
  readonly until: Date;
}

/** The token store failed, timed out or returned an invalid record. No call fails because of it. */
export interface StoreFailedEvent extends EventBase {
  readonly type: 'store.failed';
  /** The operation of the store. */
  readonly operation: 'get' | 'set' | 'delete' | 'lease' | 'release';
  /** What happened. The store's own message is not repeated: it may hold a connection string. */
  readonly reason: 'failed' | 'timed out' | 'unreadable record' | 'unknown key';
  /** Node's code of the failure, such as `ECONNREFUSED`, if there was one. */
  readonly systemCode?: string;
}

/** `expire_date` could not be read or is not plausible; the token is used for `fallbackLifetime`. */
export interface ExpireDateUnreadableEvent extends EventBase {
  readonly type: 'expire-date.unreadable';
  /** The received value as JSON, shortened, without secrets. */
  readonly received: string;
  /** Whether the value has no known format, or is not a future date within ten years. */
  readonly reason: 'unreadable' | 'implausible';
}

/** Tokens are rejected soon after they were issued: another system logs in with the same account. */
export interface ContentionEvent extends EventBase {
  readonly type: 'contention';
  /** Before this time a rejection causes no renewal. */
  readonly until: Date;
}

/** An event of an account's token; `type` discriminates the union. */
export type EsignonAuthEvent =
  | LoginStartedEvent
  | LoginSucceededEvent
  | LoginFailedEvent
  | TokenAdoptedEvent
  | TokenRejectedEvent
  | RenewalFailedEvent
  | CooldownStartedEvent
  | StoreFailedEvent
  | ExpireDateUnreadableEvent
  | ContentionEvent;

type WithoutBase<E> = E extends EventBase ? Omit<E, keyof EventBase> : never;

/** Emits an event; the function adds the time and the account. */
export type Emit = (event: WithoutBase<EsignonAuthEvent>) => void;
