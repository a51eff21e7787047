import { Logger } from '@nestjs/common';

/** The log of an instance. What its logger throws, or an error that cannot be printed, reaches nobody (S8). */
export class CallbackLog {
  readonly #logger: Logger;

  /** @param name of the instance */
  constructor(name: string | undefined) {
    this.#logger = new Logger(name === undefined ? 'EsignonCallbacks' : `EsignonCallbacks:${name}`);
  }

  /** @param thrown by code of the application, so that it can be anything */
  error(message: string, ...thrown: [] | [unknown]): void {
    attempt(() => this.#logger.error(message, ...thrown.map(textOf)));
  }

  warn(message: string): void {
    attempt(() => this.#logger.warn(message));
  }
}

function textOf(thrown: unknown): string | undefined {
  return attempt(() => (thrown instanceof Error ? thrown.stack : String(thrown)));
}

function attempt<T>(fn: () => T): T | undefined {
  try {
    return fn();
  } catch {
    return undefined;
  }
}
