import { type ExpireDate, type Finding, found } from '../findings.js';
import type { LoginTrial } from './login.js';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const MINUTE = 60_000;

/** What `expire_date` looked like and how the login client read it: the format is not documented. */
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

/** The format, for the report alone: the reading was the login client's. */
export function shapeOf(value: unknown): Pick<ExpireDate, 'format' | 'zone'> {
  // What was read as a date is shorter than that.
  const text = String(value).slice(0, 64);
  if (/^\d{10}$/.test(text)) return { format: 'epoch-seconds', zone: 'none' };
  if (/^\d{13}$/.test(text)) return { format: 'epoch-ms', zone: 'none' };
  // After a time only: the last dashes of a bare date are none.
  const isNamed = /\d{2}:?\d{2}.*(Z|[+-]\d{2}(:?\d{2})?)$/i.test(text.slice(8));
  const zone = isNamed ? 'named' : 'assumed';
  if (/^\d{8}/.test(text)) return { format: 'compact', zone };
  return { format: text.includes(' ') ? 'vendor' : 'iso', zone };
}

/** Vendors issue for whole days. If nine hours more make whole days and these do not, the zone is likely UTC. */
export function looksLikeUtc(lifetimeMs: number): boolean {
  return !isWholeDays(lifetimeMs) && isWholeDays(lifetimeMs + 9 * HOUR);
}

function isWholeDays(ms: number): boolean {
  const rest = ms % DAY;
  return ms > DAY / 2 && Math.min(rest, DAY - rest) < 2 * MINUTE;
}
