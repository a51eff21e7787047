import type { EsignonAuthError } from '../common/errors.js';

/** How long to wait for the next login after one failed (K5). Pure; durations in ms. */

export interface CooldownSettings {
  /** After a permanent failure: retrying with the same password can lock the account. */
  readonly credentialsCooldown: number;
  /** After a transient failure. */
  readonly unavailableCooldown: number;
}

const LONGEST_CREDENTIALS_COOLDOWN = 15 * 60_000;
const LONGEST_UNAVAILABLE_COOLDOWN = 60_000;
const LONGEST_RETRY_AFTER = 60 * 60_000;

/**
 * @param error the failure of the login
 * @param failures failed logins in a row, including this one
 */
export function cooldownAfter(error: EsignonAuthError, failures: number, settings: CooldownSettings): number {
  if (!error.retryable) {
    // Not doubled for an invalid response (a maintenance page, a captive portal): the credentials were not refused, so
    // the account cannot be locked.
    if (error.code === 'ESIGNON_INVALID_RESPONSE') return settings.credentialsCooldown;
    return doubled(settings.credentialsCooldown, failures, LONGEST_CREDENTIALS_COOLDOWN);
  }
  const wait = doubled(settings.unavailableCooldown, failures, LONGEST_UNAVAILABLE_COOLDOWN);
  return Math.max(wait, retryAfterOf(error));
}

/** The response's `Retry-After`, at most an hour; 0 if it had none. */
export function retryAfterOf({ retryAfterMs = 0 }: EsignonAuthError): number {
  return Math.min(retryAfterMs, LONGEST_RETRY_AFTER);
}

/** Doubles `base` with each failure, up to `ceiling`. A configured `base` above `ceiling` stays as it is. */
function doubled(base: number, failures: number, ceiling: number): number {
  return Math.min(base * 2 ** Math.min(failures - 1, 30), Math.max(base, ceiling));
}
