import { Logger } from '@nestjs/common';

import type { EsignonAuthEvent, StoreFailedEvent } from './events.js';

/** A store that is down fails at every login, so its failures are logged at most once in this time. */
const STORE_LOG_INTERVAL = 60_000;

/** What happened, and what to do. */
const STORE_FAILURES: Readonly<Record<StoreFailedEvent['reason'], readonly [string, string]>> = {
  failed: ['failed', 'Check the store.'],
  'timed out': ['timed out', 'Check the store.'],
  'unreadable record': ['returned an invalid record', 'Check that no other program writes to it.'],
  'unknown key': [
    'returned a record that no key of SealedTokenStore can decrypt',
    'Give every process the same keys, and keep an old key until its tokens have expired.',
  ],
};

type Level = 'debug' | 'log' | 'warn' | 'error';

/** Writes events to Nest's log: one line for each incident, with its effect and without secrets. */
export class EventLogger {
  readonly #logger: Logger;
  #storeLoggedAt = Number.NEGATIVE_INFINITY;

  constructor(name: string | undefined) {
    this.#logger = new Logger(name === undefined ? 'EsignonAuth' : `EsignonAuth:${name}`);
  }

  write(event: EsignonAuthEvent): void {
    const line = this.#lineOf(event);
    if (line) this.#logger[line[0]](accountPrefix(event) + line[1]);
  }

  /** Logs that `isTokenRejected()` threw or returned a promise. */
  predicateFailed(what: 'threw' | 'returned a promise'): void {
    this.#logger.error(
      `isTokenRejected() ${what}, so the response is not treated as a rejection. Make sure that it is synchronous and never throws.`,
    );
  }

  #lineOf(event: EsignonAuthEvent): readonly [Level, string] | undefined {
    switch (event.type) {
      case 'login.succeeded':
        return [
          'log',
          `Logged in to eSignon in ${event.durationMs} ms; the token expires at ${iso(event.expiresAt)}.`,
        ];
      case 'token.adopted':
        return [
          'log',
          `Using the token of another process from the store; it expires at ${iso(event.expiresAt)}.`,
        ];
      case 'token.rejected':
        return ['warn', `eSignon rejected the token, ${event.ageMs} ms old; logging in again.`];
      case 'renewal.failed':
        return [
          'warn',
          `The renewal failed (${failure(event)}); the token stays in use until ${iso(event.expiresAt)}, next attempt at ${iso(event.retryAt)}.`,
        ];
      case 'cooldown.started':
        return [
          'error',
          `The login failed (${failure(event)}); calls fail at once until ${iso(event.until)}.`,
        ];
      case 'expire-date.unreadable':
        return [
          'warn',
          `expire_date is ${event.reason} (${event.received}), so the token is used for fallbackLifetime. Adjust expireDateOffset or fallbackLifetime.`,
        ];
      case 'contention':
        return [
          'warn',
          `Tokens are rejected soon after they were issued: another system logs in with this account. Rejections cause no renewal until ${iso(event.until)}. Share one token through a store, or give each system its own member.`,
        ];
      case 'store.failed':
        return this.#storeLine(event);
      // Not logged: after a failed login there is an event for the cool-down or for the failed renewal.
      case 'login.failed':
      case 'login.started':
        return undefined;
    }
  }

  #storeLine(event: StoreFailedEvent): readonly [Level, string] | undefined {
    // The absolute difference, because the wall clock can be set back.
    if (Math.abs(event.at.getTime() - this.#storeLoggedAt) < STORE_LOG_INTERVAL) return undefined;
    this.#storeLoggedAt = event.at.getTime();
    const { operation, reason, systemCode } = event;
    const [failure, remedy] = STORE_FAILURES[reason];
    const at = systemCode === undefined ? operation : `${operation}, ${systemCode}`;
    return ['warn', `The token store ${failure} (${at}); continuing without it. ${remedy}`];
  }
}

const iso = (date: Date): string => date.toISOString();

function failure({ code, resultCode }: { code: string; resultCode?: string }): string {
  return resultCode === undefined ? code : `${code}, result code ${resultCode}`;
}

/** Account IDs can come from outside the application. They are quoted, so that they cannot forge a log line. */
function accountPrefix({ account }: EsignonAuthEvent): string {
  return account === undefined ? '' : `[account ${JSON.stringify(account.slice(0, 64))}] `;
}
