import { ServiceUnavailableException } from '@nestjs/common';

import { raceDeadline } from '../common/abort.js';
import type { Clock } from '../common/clock.js';
import type { EsignonCallbackContent, EsignonCallbackEvent } from './callback-event.js';
import { CallbackLog } from './callback-log.js';
import type { CallbackClaims } from './callback-token.js';
import { DocumentTurns } from './document-turns.js';
import { documentKey, eventKey } from './event-key.js';
import { EventClaims, type Release } from './event-claims.js';
import type { EsignonSeenStore } from './seen-store.js';

type Handler = (event: EsignonCallbackEvent) => Promise<unknown>;

/** The content of an event, and the claims of its token. */
export interface VerifiedEvent {
  readonly claims: CallbackClaims;
  readonly content: EsignonCallbackContent;
}

export interface ProcessorOptions {
  readonly seen: EsignonSeenStore;
  readonly clock: Clock;
  /** Runs `fn` as an account, or as the main one. */
  readonly runAs: (account: string | undefined, fn: () => Promise<void>) => Promise<void>;
  /** Returns the event, with the current document if `confirm` is enabled. */
  readonly confirm: (event: EsignonCallbackEvent) => Promise<EsignonCallbackEvent>;
  /** The instance's name, for the log. */
  readonly name: string | undefined;
}

/** How long the shutdown waits for handlers, in ms. */
const SHUTDOWN_TIMEOUT = 10_000;

/** Handles each event once (E1), after its response (E3), with a confirmed document (E2). */
export class CallbackProcessor {
  readonly #options: ProcessorOptions;
  readonly #claims: EventClaims;
  readonly #turns: DocumentTurns;
  readonly #log: CallbackLog;
  /** By event, its latest delivery in this process. Resolves to whether the event is settled: no retry is needed. */
  readonly #pending = new Map<string, Promise<boolean>>();
  #closing = false;

  constructor(options: ProcessorOptions) {
    const { seen, clock, name } = options;
    this.#options = options;
    this.#claims = new EventClaims(seen, clock);
    this.#turns = new DocumentTurns(this.#claims, clock);
    this.#log = new CallbackLog(name);
  }

  /** Claims the event and starts its handler, unless it is a duplicate. Resolves when the response may be sent. */
  async accept(verified: VerifiedEvent, handler: Handler): Promise<void> {
    if (this.#closing) throw new ServiceUnavailableException();
    const key = eventKey(verified.claims.account, verified.content);
    const attempt = (): Promise<Release | undefined> => this.#claim(key, verified);
    const before = this.#pending.get(key);
    if (before) {
      // If the pending delivery fails, this one is the next attempt.
      this.#track(
        key,
        before.then((isSettled) => isSettled || this.#work(attempt(), verified, handler)),
      );
      return;
    }
    const claim = attempt();
    this.#track(key, this.#work(claim, verified, handler));
    await claim;
  }

  /** Refuses further events, and waits for the handlers of accepted ones. */
  async close(): Promise<void> {
    this.#closing = true;
    const all = Promise.all(this.#pending.values()).then(() => undefined);
    const timeoutError = (): Error => new Error('timed out');
    await raceDeadline(all, { clock: this.#options.clock, ms: SHUTDOWN_TIMEOUT, timeoutError }).catch(() =>
      this.#log.warn(`${this.#pending.size} handlers of eSignon events did not end before the shutdown.`),
    );
  }

  #track(key: string, work: Promise<boolean>): void {
    this.#pending.set(key, work);
    void work.then(() => {
      if (this.#pending.get(key) === work) this.#pending.delete(key);
    });
  }

  async #claim(key: string, { claims, content }: VerifiedEvent): Promise<Release | undefined> {
    try {
      // Claimed until the token expires: after that the event cannot be delivered again.
      return await this.#claims.claim(key, claims.expiresAt - this.#options.clock.now());
    } catch {
      this.#log.error(
        `An eSignon event of document ${content.documentId} was not handled, since the store of \`seen\` failed. Check the store, and look for events that were lost.`,
      );
      throw new ServiceUnavailableException();
    }
  }

  /** Runs the handler. Resolves to whether the event is settled: handled now, or a duplicate. Never rejects. */
  async #work(
    claim: Promise<Release | undefined>,
    verified: VerifiedEvent,
    handler: Handler,
  ): Promise<boolean> {
    const claimed = await claim.then((release) => ({ release })).catch(() => undefined);
    if (!claimed?.release) return claimed !== undefined;
    const { account } = verified.claims;
    const { documentId } = verified.content;
    try {
      await this.#turns.run(documentKey(account, documentId), () =>
        this.#options.runAs(account, () => this.#handle(verified, handler)),
      );
      return true;
    } catch (error) {
      await claimed.release();
      this.#log.error(
        `An eSignon event of document ${documentId} failed: it is handled again if it is delivered again.`,
        error,
      );
      return false;
    }
  }

  async #handle({ claims, content }: VerifiedEvent, handler: Handler): Promise<void> {
    const { account, context } = claims;
    const event = {
      ...content,
      ...(context !== undefined && { context }),
      ...(account !== undefined && { account }),
    };
    await handler(await this.#options.confirm(event));
  }
}
