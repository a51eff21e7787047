import type { EsignonAuthStatus } from '../esignon-auth.service.js';

/** How a probe looks at an account. */
export interface EsignonHealthOptions {
  /** The instance with this `name`. Default: the one without. */
  name?: string | undefined;
  /** An account of `accounts`, by its ID. Default: the main account. */
  account?: string | undefined;
  /**
   * Up only while a token is in service. Default false: up too where none was needed yet. For a startup probe beside
   * `loginOnBootstrap: 'background'`; a pod that gets its first request by being up would wait for ever.
   */
  requireToken?: boolean | undefined;
}

/** What a probe tells of an account. Holds no secret. A type, not an interface: terminus wants an index signature. */
export type EsignonHealth = {
  readonly status: 'up' | 'down';
  readonly state: EsignonAuthStatus['state'];
  readonly expiresAt?: Date;
  readonly renewAt?: Date;
  /** No login goes out before. */
  readonly cooldownUntil?: Date;
  /** Of the last login that failed, be it long ago. */
  readonly lastErrorCode?: NonNullable<EsignonAuthStatus['lastErrorCode']>;
};

/**
 * Down while calls would fail: in a cool-down without a token, and after shutdown. An ended token is no failure: the
 * next call logs in, and were that pod taken out of service, no call would come.
 */
export function healthOf(status: EsignonAuthStatus, requireToken = false): EsignonHealth {
  const { state, expiresAt, renewAt, cooldownUntil, lastErrorCode } = status;
  const inService = state === 'fresh' || state === 'renewable';
  const isUp = inService || (!requireToken && (state === 'empty' || state === 'ended'));
  return {
    status: isUp ? 'up' : 'down',
    state,
    ...(expiresAt && { expiresAt }),
    ...(renewAt && { renewAt }),
    ...(cooldownUntil && { cooldownUntil }),
    ...(lastErrorCode && { lastErrorCode }),
  };
}
