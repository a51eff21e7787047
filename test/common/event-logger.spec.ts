import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { EsignonAuthEvent } from 'nestjs-esignon-auth';

import { EventLogger } from '../../lib/common/event-logger.js';

const AT = new Date('2026-03-01T00:00:00Z');
const LATER = new Date('2026-03-02T00:00:00Z');

type Line = [level: string, line: string, context: string];

describe('the log', () => {
  let lines: Line[];
  beforeEach(() => {
    lines = [];
    const note =
      (level: string) =>
      (line: string, ...rest: string[]): void =>
        // Before the context `error` has a stack.
        void lines.push([level, line, rest.at(-1) ?? '']);
    const [log, warn, error, debug] = ['log', 'warn', 'error', 'debug'].map(note);
    Logger.overrideLogger({ log: log!, warn: warn!, error: error!, debug: debug! });
  });
  afterEach(() => Logger.overrideLogger(false));

  const linesOf = (event: Partial<EsignonAuthEvent>, name?: string): Line[] => {
    new EventLogger(name).write({ at: AT, ...event } as EsignonAuthEvent);
    return lines;
  };

  it.each<[Partial<EsignonAuthEvent>, string, string]>([
    [
      { type: 'login.succeeded', expiresAt: LATER, durationMs: 12 },
      'log',
      'Logged in to eSignon in 12 ms; the token expires at 2026-03-02T00:00:00.000Z.',
    ],
    [
      { type: 'token.adopted', expiresAt: LATER },
      'log',
      'Using the token of another process from the store; it expires at 2026-03-02T00:00:00.000Z.',
    ],
    [{ type: 'token.rejected', ageMs: 5 }, 'warn', 'eSignon rejected the token, 5 ms old; logging in again.'],
    [
      { type: 'renewal.failed', code: 'ESIGNON_TIMEOUT', expiresAt: LATER, retryAt: AT },
      'warn',
      'The renewal failed (ESIGNON_TIMEOUT); the token stays in use until 2026-03-02T00:00:00.000Z, next attempt at 2026-03-01T00:00:00.000Z.',
    ],
    [
      { type: 'cooldown.started', code: 'ESIGNON_LOGIN_FAILED', resultCode: '77', until: LATER },
      'error',
      'The login failed (ESIGNON_LOGIN_FAILED, result code 77); calls fail at once until 2026-03-02T00:00:00.000Z.',
    ],
    [
      { type: 'expire-date.unreadable', reason: 'implausible', received: '"1970"' },
      'warn',
      'expire_date is implausible ("1970"), so the token is used for fallbackLifetime. Adjust expireDateOffset or fallbackLifetime.',
    ],
    [
      { type: 'contention', until: LATER },
      'warn',
      'Tokens are rejected soon after they were issued: another system logs in with this account. Rejections cause no renewal until 2026-03-02T00:00:00.000Z. Share one token through a store, or give each system its own member.',
    ],
    [
      { type: 'store.failed', operation: 'lease', reason: 'timed out' },
      'warn',
      'The token store timed out (lease); continuing without it. Check the store.',
    ],
    [
      { type: 'store.failed', operation: 'get', reason: 'unreadable record' },
      'warn',
      'The token store returned an invalid record (get); continuing without it. Check that no other program writes to it.',
    ],
    [
      { type: 'store.failed', operation: 'set', reason: 'failed', systemCode: 'ECONNREFUSED' },
      'warn',
      'The token store failed (set, ECONNREFUSED); continuing without it. Check the store.',
    ],
    [
      { type: 'store.failed', operation: 'get', reason: 'unknown key' },
      'warn',
      'The token store returned a record that no key of SealedTokenStore can decrypt (get); continuing without it. Give every process the same keys, and keep an old key until its tokens have expired.',
    ],
  ])('writes %j as one line', (event, level, line) => {
    expect(linesOf(event)).toEqual([[level, line, 'EsignonAuth']]);
  });

  it.each<Partial<EsignonAuthEvent>>([
    { type: 'login.started' },
    { type: 'login.failed', code: 'ESIGNON_TIMEOUT', durationMs: 1 },
  ])('writes nothing for %j, whose consequence is logged', (event) => {
    expect(linesOf(event)).toEqual([]);
  });

  it('has the name of the instance as context', () => {
    expect(linesOf({ type: 'token.rejected', ageMs: 5 }, 'crm')[0]?.[2]).toBe('EsignonAuth:crm');
  });

  it.each([
    ['acme', '[account "acme"] '],
    ['acme\n[Nest] ERROR all is lost', '[account "acme\\n[Nest] ERROR all is lost"] '],
    ['a"b', '[account "a\\"b"] '],
    ['\u001b[31mred', '[account "\\u001b[31mred"] '],
    ['x'.repeat(300), `[account "${'x'.repeat(64)}"] `],
  ])('quotes the account %j', (account, prefix) => {
    const [line] = linesOf({ type: 'token.rejected', ageMs: 5, account });
    expect(line?.[1]).toBe(`${prefix}eSignon rejected the token, 5 ms old; logging in again.`);
  });

  it('writes at most one line a minute for a store that is down', () => {
    const logger = new EventLogger(undefined);
    const failAt = (ms: number): void =>
      logger.write({
        type: 'store.failed',
        operation: 'get',
        reason: 'failed',
        at: new Date(AT.getTime() + ms),
      });
    for (const ms of [0, 1, 30_000, 59_999]) failAt(ms);
    expect(lines).toHaveLength(1);
    failAt(60_000);
    failAt(119_999);
    expect(lines).toHaveLength(2);
  });

  it.each(['threw', 'returned a promise'] as const)('writes that isTokenRejected() %s', (what) => {
    new EventLogger(undefined).predicateFailed(what);
    expect(lines).toEqual([['error', expect.stringContaining(`isTokenRejected() ${what}`), 'EsignonAuth']]);
  });
});
