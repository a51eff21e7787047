import { type ExpireDate, type Finding, found } from '../findings.js';
import type { LoginTrial } from './login.js';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const MINUTE = 60_000;

/** Reports the format of `expire_date`, which is not documented, and how the login client read it. */
export function checkExpireDate({ token, observation, unreadable }: LoginTrial): Finding | undefined {
  if (!token || !observation) return undefined;
  const expiresAt = token.expiresAt.toISOString();
  if (unreadable) {
    const { reason, received } = unreadable;
    return found('warning', 'expire-date.unreadable', { received, reason, expiresAt });
  }
  const { expireDate } = observation;
  const lifetimeMs = token.expiresAt.getTime() - token.issuedAt.getTime();
  const facts = { received: JSON.stringify(expireDate), ...shapeOf(expireDate), expiresAt, lifetimeMs };
  return facts.zone === 'assumed' && looksLikeUtc(lifetimeMs)
    ? found('warning', 'expire-date.maybe-utc', facts)
    : found('ok', 'expire-date.read', facts);
}

/** Returns the format for the report. The date itself was parsed by the login client. */
export function shapeOf(value: unknown): Pick<ExpireDate, 'format' | 'zone'> {
  // Every readable date is shorter than this.
  const text = String(value).slice(0, 64);
  if (/^\d{10}$/.test(text)) return { format: 'epoch-seconds', zone: 'none' };
  if (/^\d{13}$/.test(text)) return { format: 'epoch-ms', zone: 'none' };
  // A zone only follows a time: the last hyphen of a date alone is not the sign of a zone.
  const isNamed = /\d{2}:?\d{2}.*(Z|[+-]\d{2}(:?\d{2})?)$/i.test(text.slice(8));
  const zone = isNamed ? 'named' : 'assumed';
  if (/^\d{8}/.test(text)) return { format: 'compact', zone };
  return { format: text.includes(' ') ? 'vendor' : 'iso', zone };
}

/** Lifetimes are usually whole days. If this one is whole days only with nine hours more, the zone is probably UTC. */
export function looksLikeUtc(lifetimeMs: number): boolean {
  return !isWholeDays(lifetimeMs) && isWholeDays(lifetimeMs + 9 * HOUR);
}

function isWholeDays(ms: number): boolean {
  const rest = ms % DAY;
  return ms > DAY / 2 && Math.min(rest, DAY - rest) < 2 * MINUTE;
}
