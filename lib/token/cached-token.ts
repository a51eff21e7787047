import { type Clock, Moment } from '../common/clock.js';
import type { EsignonToken } from './esignon-token.js';
import { clockCheckInterval, expiryLeeway, renewalDelay } from './renewal-schedule.js';

/** A token, with the moments at which it counts as expired and at which its renewal is due. */
export class CachedToken {
  readonly token: EsignonToken;
  /** When the token counts as expired: slightly before `expiresAt` (K6). */
  readonly expiry: Moment;
  /** How long before the end the renewal is due. In whole ms, since V8 allocates an object for a fraction. */
  readonly #renewalLead: number | undefined;
  /** When both clocks were last read, by the wall clock. */
  #checkedAt = 0;
  /** How long after that reading only the wall clock is read, in whole ms. See `clockCheckInterval`. */
  #freshFor = 0;

  /**
   * @param renewAhead see `renewalWindow`
   * @param random from 0 to 1
   */
  constructor(token: EsignonToken, clock: Clock, renewAhead: number | undefined, random: number) {
    const now = clock.now();
    const lifetime = lifetimeOf(token);
    const leeway = expiryLeeway(lifetime);
    const delay = renewalDelay(lifetime, renewAhead, random);
    this.token = token;
    this.expiry = Moment.in(clock, token.expiresAt.getTime() - leeway - now);
    this.#renewalLead = delay === undefined ? undefined : Math.round(lifetime - leeway - delay);
  }

  /** When the renewal is due; `undefined` if there is no window. */
  get renewal(): Moment | undefined {
    return this.#renewalLead === undefined ? undefined : this.expiry.earlier(this.#renewalLead);
  }

  /** Whether the token is valid and not due for renewal. Called for every call, so it reads one clock if possible. */
  isFresh(clock: Clock): boolean {
    const sinceCheck = clock.now() - this.#checkedAt;
    return (sinceCheck >= 0 && sinceCheck < this.#freshFor) || this.#checkBothClocks(clock);
  }

  #checkBothClocks(clock: Clock): boolean {
    const remaining = this.expiry.remaining(clock) - Math.max(0, this.#renewalLead ?? 0);
    this.#checkedAt = clock.now();
    this.#freshFor = Math.floor(Math.min(remaining, clockCheckInterval(lifetimeOf(this.token))));
    return remaining > 0;
  }
}

function lifetimeOf({ issuedAt, expiresAt }: EsignonToken): number {
  return expiresAt.getTime() - issuedAt.getTime();
}
