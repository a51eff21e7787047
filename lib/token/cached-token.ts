import { type Clock, Moment } from '../common/clock.js';
import type { EsignonToken } from './esignon-token.js';
import { expiryLeeway, renewalDelay } from './renewal-schedule.js';

/** A token, and when it ends and is to be renewed by the clocks of this process. */
export interface CachedToken {
  readonly token: EsignonToken;
  readonly end: Moment;
  readonly renewal: Moment | undefined;
}

/**
 * @param renewAhead see `renewalWindow`
 * @param random from 0 to 1
 */
export function cachedToken(
  token: EsignonToken,
  clock: Clock,
  renewAhead: number | undefined,
  random: number,
): CachedToken {
  const now = clock.now();
  const [issuedAt, expiresAt] = [token.issuedAt.getTime(), token.expiresAt.getTime()];
  const lifetime = expiresAt - issuedAt;
  const delay = renewalDelay(lifetime, renewAhead, random);
  return {
    token,
    end: Moment.in(clock, expiresAt - expiryLeeway(lifetime) - now),
    renewal: delay === undefined ? undefined : Moment.in(clock, issuedAt + delay - now),
  };
}
