import { inspect } from 'node:util';

import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';

import type { EsignonExportApiInfo } from '../client/start-types.js';
import type { Clock } from '../common/clock.js';
import type { CallbackAuthenticator, CallbackRequest } from './callback-authenticator.js';
import { CallbackDelivery } from './callback-delivery.js';
import type { CallbackProcessor, VerifiedEvent } from './callback-processor.js';
import type { CallbackClaims, CallbackTokens } from './callback-token.js';
import type { CallbackUrls } from './callback-urls.js';
import {
  DEFAULT_EXPIRES_IN,
  type EsignonExportApiOptions,
  exportApiInfoOf,
  validateExport,
} from './callbacks.options.js';

/** The parts of an instance. */
export interface CallbackParts {
  readonly tokens: CallbackTokens;
  readonly urls: CallbackUrls;
  readonly authenticator: CallbackAuthenticator;
  readonly processor: CallbackProcessor;
  readonly clock: Clock;
  readonly currentAccount: () => string | undefined;
  /** Throws where the application lacks what the handlers need. */
  readonly check: () => void;
}

/**
 * Creates the `callback` of a start: eSignon then posts the events of the document here, with a token that proves their
 * origin.
 *
 * @example
 * const callback = await this.callbacks.exportApiInfo({ path: '/esignon/callback', context: order.id });
 * await this.esignon.documents.start({ ...request, callback });
 */
@Injectable()
export class EsignonCallbacks implements OnModuleInit, BeforeApplicationShutdown {
  readonly #parts: CallbackParts;

  /** Called by `EsignonCallbacksModule`. @internal */
  constructor(parts: CallbackParts) {
    this.#parts = parts;
  }

  /**
   * Creates the `export_api_info` of a start. Its `authorization` is a token for this URL, account and context, which
   * expires. It is a secret: `inspect` masks it, but JSON contains it, since it is sent to eSignon.
   *
   * @throws `ESIGNON_CONFIG_INVALID` that names every problem of the options
   */
  async exportApiInfo(options: EsignonExportApiOptions): Promise<EsignonExportApiInfo> {
    validateExport(options);
    const { tokens, urls, authenticator, clock, currentAccount } = this.#parts;
    const { path, account = currentAccount(), context, expiresIn = DEFAULT_EXPIRES_IN } = options;
    const url = urls.urlOf(path);
    const token = await tokens.sign(url, {
      ...(account !== undefined && { account }),
      ...(context !== undefined && { context }),
      expiresAt: clock.now() + expiresIn,
    });
    authenticator.rememberPath(urls.pathnameOf(path));
    return masked(exportApiInfoOf(options, url, token));
  }

  /** Returns the claims of a request's token. For the guard. @internal */
  authenticate(request: CallbackRequest): Promise<CallbackClaims | undefined> {
    return this.#parts.authenticator.authenticate(request);
  }

  /** Creates the delivery of a verified event. For the guard. @internal */
  deliver(verified: VerifiedEvent): CallbackDelivery {
    return new CallbackDelivery(this.#parts.processor, verified);
  }

  /** Fails the start of an application that lacks a provider that the handlers need. */
  onModuleInit(): void {
    this.#parts.check();
  }

  /** Waits for the handlers of accepted events. */
  beforeApplicationShutdown(): Promise<void> {
    return this.#parts.processor.close();
  }
}

/** Hides the token from `inspect`, and so from logs. */
function masked(info: EsignonExportApiInfo): EsignonExportApiInfo {
  return Object.defineProperty(info, inspect.custom, {
    value: () => ({ ...info, authorization: '[masked]' }),
  });
}
