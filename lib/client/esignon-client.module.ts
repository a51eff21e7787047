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
  /** The instance with this `name`. Default: the one without. Import the module once for each. */
  name?: string | undefined;
  /** Export the client to every module. Default false. */
  isGlobal?: boolean | undefined;
}

/** The clock; a test may override it. */
export const CLIENT_CLOCK = Symbol('EsignonClientClock');

/** Finds the providers of an instance wherever in the application it is: the module need not be global. */
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
        `EsignonClientModule needs ${this.#name === undefined ? 'the eSignon instance without a name' : `the eSignon instance '${this.#name}'`}, and there is none. Import EsignonAuthModule, and pass EsignonClientModule.forRoot() the name it has.`,
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
  /** The client of the instance with `options.name`, or of the one without. */
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
