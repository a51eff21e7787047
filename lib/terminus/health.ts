import type { HealthIndicatorResult } from '@nestjs/terminus';

import type { EsignonAuthStatus } from '../esignon-auth.service.js';

/** Options of `EsignonHealthIndicator.isHealthy()`. */
export interface EsignonHealthOptions {
  /**
   * The name of the instance.
   *
   * @default undefined, the instance without a name
   */
  name?: string | undefined;
  /**
   * The ID of an account of `accounts`.
   *
   * @default undefined, the main account
   */
  account?: string | undefined;
  /**
   * Requires a valid token. With `false` it is also `up` before the first login and after the token has expired. Use it for
   * a startup probe with `loginOnBootstrap: 'background'`: without that, a pod that gets no request would never be `up`.
   *
   * @default false
   */
  requireToken?: boolean | undefined;
}

/** `up` or `down`, and from terminus 12.1 `degraded`, as in the types of the installed terminus. */
export type EsignonHealthStatus = HealthIndicatorResult[string]['status'];

/** The result of a probe. Holds no secret. A type, not an interface: terminus needs an index signature. */
export type EsignonHealth = {
  /** Whether calls can get a token; `degraded` (terminus 12.1 or later) if they can although the last renewal failed. */
  readonly status: EsignonHealthStatus;
  /** The state of the token, as in `status()`. */
  readonly state: EsignonAuthStatus['state'];
  /** When the cached token expires. */
  readonly expiresAt?: Date;
  /** When the next renewal is due. */
  readonly renewAt?: Date;
  /** When a failed renewal is tried again. */
  readonly renewalRetryAt?: Date;
  /** When the cool-down ends; no login is sent before. */
  readonly cooldownUntil?: Date;
  /** The code of the last login that failed, however long ago. */
  readonly lastErrorCode?: NonNullable<EsignonAuthStatus['lastErrorCode']>;
};

/**
 * Returns `down` while calls fail: in a cool-down without a token, and after shutdown. With an expired token it is `up`,
 * because the next call logs in, and a pod that is not ready would get no call. `degraded` while renewals fail and the
 * token is still valid, if the installed terminus supports that.
 */
export function healthOf(
  status: EsignonAuthStatus,
  { requireToken = false, knowsDegraded }: { requireToken?: boolean | undefined; knowsDegraded: boolean },
): EsignonHealth {
  const { state, expiresAt, renewAt, renewalRetryAt, cooldownUntil, lastErrorCode } = status;
  const isValid = state === 'fresh' || state === 'renewable';
  const isUp = isValid || (!requireToken && (state === 'empty' || state === 'ended'));
  return {
    status: isUp ? (knowsDegraded && renewalRetryAt ? 'degraded' : 'up') : 'down',
    state,
    ...(expiresAt && { expiresAt }),
    ...(renewAt && { renewAt }),
    ...(renewalRetryAt && { renewalRetryAt }),
    ...(cooldownUntil && { cooldownUntil }),
    ...(lastErrorCode && { lastErrorCode }),
  };
}
