import type { InjectionToken } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';

import { Connection } from '../client/connection.js';
import { EsignonClient } from '../client/esignon-client.js';
import { getEsignonClientToken } from '../client/esignon-client.tokens.js';
import type { Clock } from '../common/clock.js';
import { EsignonConfigError } from '../common/errors.js';
import type { EsignonAuthService } from '../esignon-auth.service.js';
import { getEsignonAuthToken, getEsignonHttpToken } from '../esignon-auth.tokens.js';

/** Finds the instance of `EsignonAuthModule` that the events belong to, in the whole application. */
export class CallbackInstance {
  readonly #moduleRef: ModuleRef;
  readonly #name: string | undefined;
  readonly #clock: Clock;

  constructor(moduleRef: ModuleRef, name: string | undefined, clock: Clock) {
    this.#moduleRef = moduleRef;
    this.#name = name;
    this.#clock = clock;
  }

  /** @throws `ESIGNON_CONFIG_INVALID` if there is no such instance */
  auth(): EsignonAuthService {
    const auth = this.#find(getEsignonAuthToken(this.#name));
    if (auth) return auth;
    throw new EsignonConfigError(
      `EsignonCallbacksModule needs ${this.#name === undefined ? 'the eSignon instance without a name' : `the eSignon instance '${this.#name}'`}, which does not exist. Import EsignonAuthModule, and pass its name to EsignonCallbacksModule.`,
    );
  }

  /** The account in scope; `undefined` is the main one. */
  currentAccount(): string | undefined {
    // An application without an instance (`confirm: false`) has none, and a test's stand-in may have no scopes.
    return this.#find<Partial<EsignonAuthService>>(getEsignonAuthToken(this.#name))?.currentAccount?.();
  }

  /** The application's client, or one of our own where it has none. */
  client(): EsignonClient {
    return this.#find(getEsignonClientToken(this.#name)) ?? this.#makeClient();
  }

  #makeClient(): EsignonClient {
    const auth = this.auth();
    const http = this.#moduleRef.get(getEsignonHttpToken(this.#name), { strict: false });
    return new EsignonClient(new Connection(() => ({ http, auth }), this.#clock));
  }

  #find<T>(token: InjectionToken<T>): T | undefined {
    try {
      return this.#moduleRef.get<T>(token, { strict: false });
    } catch {
      return undefined;
    }
  }
}
