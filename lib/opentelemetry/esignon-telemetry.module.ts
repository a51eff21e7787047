import {
  type DynamicModule,
  Inject,
  type InjectionToken,
  Module,
  Optional,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';

import { EsignonConfigError } from '../common/errors.js';
import { isLazyLoaded } from '../esignon-auth.lazy.js';
import { getEsignonAuthToken, getEsignonHttpToken } from '../esignon-auth.tokens.js';
import type { EsignonHttpService } from '../http/esignon-http.service.js';
import type { EsignonTelemetryOptions } from './esignon-telemetry.options.js';
import { InstanceTelemetry, type ObservedClient } from './instance-telemetry.js';

/** Observes one instance from the start of the application to its shutdown. */
class TelemetryObserver implements OnModuleInit, OnApplicationShutdown {
  readonly #moduleRef: ModuleRef;
  readonly #options: EsignonTelemetryOptions;
  #telemetry: InstanceTelemetry | undefined;

  constructor(moduleRef: ModuleRef, options: EsignonTelemetryOptions) {
    this.#moduleRef = moduleRef;
    this.#options = options;
  }

  /** At this time all providers exist and no login has been sent; `loginOnBootstrap` comes later. */
  onModuleInit(): void {
    const { name } = this.#options;
    const auth = this.#get(getEsignonAuthToken(name));
    if (!auth) {
      throw new EsignonConfigError(
        `EsignonTelemetryModule observes ${name === undefined ? 'the eSignon instance without a name' : `the eSignon instance '${name}'`}, which does not exist. Import EsignonAuthModule, and pass its name to EsignonTelemetryModule.forRoot().`,
      );
    }
    // A test may have replaced the service with one that lacks events.
    if ('events$' in auth) this.#telemetry = new InstanceTelemetry(auth, this.#client(), this.#options);
  }

  onApplicationShutdown(): void {
    this.#telemetry?.stop();
  }

  /** Reads the client, which a test may have replaced with one that lacks these properties. */
  #client(): ObservedClient {
    const http: Partial<EsignonHttpService> | undefined = this.#get(getEsignonHttpToken(this.#options.name));
    return { baseUrl: http?.axiosRef?.defaults.baseURL, calls: http?.callCounts };
  }

  #get<T extends object>(token: InjectionToken<T>): T | undefined {
    try {
      return this.#moduleRef.get<T, T>(token, { strict: false });
    } catch {
      return undefined;
    }
  }
}

const CONFIGURED = Symbol('EsignonTelemetryConfigured');

/**
 * Records metrics and spans of the logins through `@opentelemetry/api`, for the SDK that the application has set up. Start
 * the SDK before the application; without one nothing is recorded.
 *
 * No attribute holds a password, a token, an e-mail address or a company ID.
 *
 * @example
 * @Module({ imports: [EsignonAuthModule.forRoot({ ... }), EsignonTelemetryModule.forRoot()] })
 */
@Module({})
export class EsignonTelemetryModule {
  /** Fails if the class is imported without `forRoot()`: it would record nothing. @internal */
  constructor(@Optional() @Inject(CONFIGURED) configured?: true) {
    if (configured) return;
    throw new EsignonConfigError(
      'EsignonTelemetryModule records nothing without forRoot(). Import EsignonTelemetryModule.forRoot().',
    );
  }

  /** Observes the instance `options.name`; without a name, the one without a name. */
  static forRoot(options: EsignonTelemetryOptions = {}): DynamicModule {
    // Nest 10 distinguishes dynamic modules by their serialized metadata, so the name must be in it.
    const observer = Symbol(`EsignonTelemetryObserver:${options.name ?? ''}`);
    return {
      module: EsignonTelemetryModule,
      providers: [
        { provide: CONFIGURED, useValue: true },
        {
          provide: observer,
          inject: [ModuleRef, ModulesContainer],
          useFactory: (moduleRef: ModuleRef, modules: ModulesContainer) => {
            if (isLazyLoaded(modules, observer)) throw lazyLoaded();
            return new TelemetryObserver(moduleRef, options);
          },
        },
      ],
    };
  }
}

/** Nest calls no lifecycle hooks of a lazy-loaded module: it would record nothing. */
function lazyLoaded(): EsignonConfigError {
  return new EsignonConfigError(
    'EsignonTelemetryModule was loaded by LazyModuleLoader, so Nest would never start it. Import it, and the EsignonAuthModule that it observes, in a module that is loaded at the start.',
  );
}
