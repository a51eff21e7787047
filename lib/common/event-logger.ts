import { Logger } from '@nestjs/common';

import type { EsignonAuthEvent } from './events.js';

/** A store that is down fails at every step; the log says so once in this while. */
const STORE_LOG_INTERVAL = 60_000;

type Level = 'debug' | 'log' | 'warn' | 'error';

/** Writes what an operator needs to Nest's log: a line an incident, with what follows from it, and no secret. */
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

  /** A predicate of the user's threw; the call went on as if it had said no. */
  predicateFailed(): void {
    this.#logger.error(
      'isTokenRejected() threw, so the answer counts as not rejected. Make sure that it never throws.',
    );
  }

  #lineOf(event: EsignonAuthEvent): readonly [Level, string] | undefined {
    switch (event.type) {
      case 'login.succeeded':
        return [
          'log',
          `Logged in to eSignon in ${event.durationMs} ms; the token ends ${iso(event.expiresAt)}.`,
        ];
      case 'token.adopted':
        return ['log', `Took a token from the store; it ends ${iso(event.expiresAt)}.`];
      case 'token.rejected':
        return ['warn', `eSignon rejected the token, ${event.ageMs} ms old; logging in again.`];
      case 'renewal.failed':
        return [
          'warn',
          `The renewal failed (${failure(event)}); the token stays in service until ${iso(event.expiresAt)}, next try ${iso(event.retryAt)}.`,
        ];
      case 'cooldown.started':
        return [
          'error',
          `The login failed (${failure(event)}); calls fail at once until ${iso(event.until)}.`,
        ];
      case 'expire-date.unreadable':
        return [
          'warn',
          `expire_date is ${event.reason} (${event.received}), so the token is used for fallbackLifetime. Set expireDateOffset or fallbackLifetime to fit.`,
        ];
      case 'contention':
        return [
          'warn',
          `Tokens are rejected soon after issue: something else logs in with this account. Renewals by rejection pause until ${iso(event.until)}. Share one token through a store, or give each system its own member.`,
        ];
      case 'store.failed':
        return this.#storeLine(event);
      // A failed login is told by what follows from it: a cool-down, or a renewal that is tried again.
      case 'login.failed':
      case 'login.started':
        return undefined;
    }
  }

  #storeLine(event: EsignonAuthEvent & { type: 'store.failed' }): readonly [Level, string] | undefined {
    // Either way: the wall clock can be set back.
    if (Math.abs(event.at.getTime() - this.#storeLoggedAt) < STORE_LOG_INTERVAL) return undefined;
    this.#storeLoggedAt = event.at.getTime();
    return [
      'warn',
      `The token store ${event.reason} (${event.operation}); going on without it. Check the store.`,
    ];
  }
}

const iso = (date: Date): string => date.toISOString();

function failure({ code, resultCode }: { code: string; resultCode?: string }): string {
  return resultCode === undefined ? code : `${code}, result code ${resultCode}`;
}

/** Account IDs can be a stranger's input: quoted, so that one cannot write a line of its own. */
function accountPrefix({ account }: EsignonAuthEvent): string {
  return account === undefined ? '' : `[account ${JSON.stringify(account.slice(0, 64))}] `;
}
