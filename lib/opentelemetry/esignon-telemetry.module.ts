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
import { InstanceTelemetry } from './instance-telemetry.js';

/** Watches one instance from the start of the application to its end. */
class TelemetryWatch implements OnModuleInit, OnApplicationShutdown {
  readonly #moduleRef: ModuleRef;
  readonly #options: EsignonTelemetryOptions;
  #telemetry: InstanceTelemetry | undefined;

  constructor(moduleRef: ModuleRef, options: EsignonTelemetryOptions) {
    this.#moduleRef = moduleRef;
    this.#options = options;
  }

  /** Every provider is there, and no login has gone out: those of the bootstrap come after. */
  onModuleInit(): void {
    const { name } = this.#options;
    const auth = this.#get(getEsignonAuthToken(name));
    if (!auth) {
      throw new EsignonConfigError(
        `EsignonTelemetryModule is to watch ${name === undefined ? 'the eSignon instance without a name' : `the eSignon instance '${name}'`}, and there is none. Import EsignonAuthModule, and pass forRoot() the name it has.`,
      );
    }
    // A test's stand-in for the service may tell no events.
    if ('events$' in auth) this.#telemetry = new InstanceTelemetry(auth, this.#baseUrl(), this.#options);
  }

  onApplicationShutdown(): void {
    this.#telemetry?.stop();
  }

  /** For `server.address`; a test's stand-in for the client may have none. */
  #baseUrl(): string | undefined {
    const http: Partial<EsignonHttpService> | undefined = this.#get(getEsignonHttpToken(this.#options.name));
    return http?.axiosRef?.defaults.baseURL;
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
 * Metrics and spans of the logins, through `@opentelemetry/api`: whatever SDK the application has set up gets them.
 * Start the SDK before the application, as OpenTelemetry asks for; without one nothing is recorded.
 *
 * No attribute holds a password, a token, an e-mail address or a company ID.
 *
 * @example
 * @Module({ imports: [EsignonAuthModule.forRoot({ ... }), EsignonTelemetryModule.forRoot()] })
 */
@Module({})
export class EsignonTelemetryModule {
  /** Imported as a bare class it would watch nothing, and nobody would notice. @internal */
  constructor(@Optional() @Inject(CONFIGURED) configured?: true) {
    if (configured) return;
    throw new EsignonConfigError(
      'EsignonTelemetryModule watches nothing without forRoot(). Import EsignonTelemetryModule.forRoot().',
    );
  }

  /** Watches the instance with `options.name`, or the one without. */
  static forRoot(options: EsignonTelemetryOptions = {}): DynamicModule {
    // Nest 10 tells dynamic modules apart by what they print: the name must be in it.
    const watch = Symbol(`EsignonTelemetryWatch:${options.name ?? ''}`);
    return {
      module: EsignonTelemetryModule,
      providers: [
        { provide: CONFIGURED, useValue: true },
        {
          provide: watch,
          inject: [ModuleRef, ModulesContainer],
          useFactory: (moduleRef: ModuleRef, modules: ModulesContainer) => {
            if (isLazyLoaded(modules, watch)) throw lazyLoaded();
            return new TelemetryWatch(moduleRef, options);
          },
        },
      ],
    };
  }
}

/** Nest calls no hooks of a lazy-loaded module: it would watch nothing, and nobody would notice. */
function lazyLoaded(): EsignonConfigError {
  return new EsignonConfigError(
    'EsignonTelemetryModule was loaded by LazyModuleLoader, so Nest would never start it. Import it, and the EsignonAuthModule that it watches, in a module that the application starts with.',
  );
}
