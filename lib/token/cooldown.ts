import type { EsignonAuthError } from '../common/errors.js';

/** For how long a failed login keeps the next one back (K5). Pure; durations in ms. */

export interface CooldownSettings {
  /** After a permanent failure: asking again with the same password risks locking the account. */
  readonly credentialsCooldown: number;
  /** After a transient one. */
  readonly unavailableCooldown: number;
}

const LONGEST_CREDENTIALS_COOLDOWN = 15 * 60_000;
const LONGEST_UNAVAILABLE_COOLDOWN = 60_000;

/**
 * @param error the failure of the login
 * @param failures logins failed in a row, this one included
 */
export function cooldownAfter(error: EsignonAuthError, failures: number, settings: CooldownSettings): number {
  if (!error.retryable) {
    // An answer that makes no sense (a maintenance page, a captive proxy) says nothing of the credentials: no
    // account is at stake, so waiting ever longer would only delay the recovery.
    if (error.code === 'ESIGNON_INVALID_RESPONSE') return settings.credentialsCooldown;
    return doubled(settings.credentialsCooldown, failures, LONGEST_CREDENTIALS_COOLDOWN);
  }
  const wait = doubled(settings.unavailableCooldown, failures, LONGEST_UNAVAILABLE_COOLDOWN);
  return Math.max(wait, retryAfterOf(error));
}

/** What the vendor asked for with `Retry-After`; 0 where it did not. */
export function retryAfterOf({ retryAfterMs = 0 }: EsignonAuthError): number {
  return Math.min(retryAfterMs, LONGEST_RETRY_AFTER);
}

/** A vendor, or whoever answers in its place, can ask for a wait, not for for ever. */
const LONGEST_RETRY_AFTER = 60 * 60_000;

/** Doubles with each failure up to the ceiling; a base above the ceiling is what the user asked for, and stays. */
function doubled(base: number, failures: number, ceiling: number): number {
  return Math.min(base * 2 ** Math.min(failures - 1, 30), Math.max(base, ceiling));
}
