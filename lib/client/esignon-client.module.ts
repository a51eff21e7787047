import { type DynamicModule, Module, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';

import { systemClock } from '../common/clock.js';
import { EsignonConfigError } from '../common/errors.js';
import { getEsignonAuthToken, getEsignonHttpToken } from '../esignon-auth.tokens.js';
import { Connection, type Services } from './connection.js';
import { EsignonClient } from './esignon-client.js';
import { getEsignonClientToken } from './esignon-client.tokens.js';

/** Which instance of `EsignonAuthModule` the client sends its calls through. */
export interface EsignonClientModuleOptions {
  /** The name of the instance. Without it, the instance without a name. Import the module once for each instance. */
  name?: string | undefined;
  /** Makes the client available in every module. Default false. */
  isGlobal?: boolean | undefined;
}

/** The injection token of the clock; tests override it. */
export const CLIENT_CLOCK = Symbol('EsignonClientClock');

/** Finds the providers of an instance in the whole application, so that its module does not have to be global. */
class InstanceServices implements OnModuleInit {
  readonly #moduleRef: ModuleRef;
  readonly #name: string | undefined;

  constructor(moduleRef: ModuleRef, name: string | undefined) {
    this.#moduleRef = moduleRef;
    this.#name = name;
  }

  /** Fails the start of an application that does not have the instance. */
  onModuleInit(): void {
    this.find();
  }

  find(): Services {
    try {
      return {
        http: this.#moduleRef.get(getEsignonHttpToken(this.#name), { strict: false }),
        auth: this.#moduleRef.get(getEsignonAuthToken(this.#name), { strict: false }),
      };
    } catch {
      throw new EsignonConfigError(
        `EsignonClientModule needs ${this.#name === undefined ? 'the eSignon instance without a name' : `the eSignon instance '${this.#name}'`}, which does not exist. Import EsignonAuthModule, and pass its name to EsignonClientModule.forRoot().`,
      );
    }
  }
}

/**
 * Provides `EsignonClient`: eSignon's calls as methods.
 *
 * @example
 * @Module({ imports: [EsignonAuthModule.forRoot({ ... }), EsignonClientModule.forRoot()] })
 */
@Module({})
export class EsignonClientModule {
  /** Provides the client of the instance `options.name`; without a name, of the one without a name. */
  static forRoot({ name, isGlobal = false }: EsignonClientModuleOptions = {}): DynamicModule {
    const client = getEsignonClientToken(name);
    const services = `EsignonClientServices:${name ?? ''}`;
    return {
      module: EsignonClientModule,
      global: isGlobal,
      providers: [
        { provide: CLIENT_CLOCK, useValue: systemClock },
        {
          provide: services,
          inject: [ModuleRef],
          useFactory: (moduleRef: ModuleRef) => new InstanceServices(moduleRef, name),
        },
        {
          provide: client,
          inject: [services, CLIENT_CLOCK],
          useFactory: (found: InstanceServices, clock: typeof systemClock) =>
            new EsignonClient(new Connection(() => found.find(), clock)),
        },
      ],
      exports: [client],
    };
  }
}
