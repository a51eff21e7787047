import {
  type DynamicModule,
  type FactoryProvider,
  type InjectionToken,
  Module,
  type ModuleMetadata,
  Inject,
  type OnModuleInit,
  Optional,
  type OptionalFactoryDependency,
  type Provider,
  Scope,
  type Type,
} from '@nestjs/common';
import { HttpAdapterHost, ModuleRef } from '@nestjs/core';

import { type Clock, systemClock } from '../common/clock.js';
import { EsignonConfigError } from '../common/errors.js';
import { createCallbacks } from './callbacks.factory.js';
import type { EsignonCallbacksOptions } from './callbacks.options.js';
import { getEsignonCallbacksToken } from './callbacks.tokens.js';

/** How the application refers to an instance of the module. */
export interface EsignonCallbacksModuleSettings {
  /** The name of the instance of `EsignonAuthModule` to which the documents belong. Without it, the instance without a name. */
  name?: string | undefined;
  /** Makes `EsignonCallbacks` available in every module. The guard does not need it. Default false. */
  isGlobal?: boolean | undefined;
}

/** Implement it for `useClass` and `useExisting`. */
export interface EsignonCallbacksOptionsFactory {
  createEsignonCallbacksOptions(): EsignonCallbacksOptions | Promise<EsignonCallbacksOptions>;
}

/** Options that come from elsewhere, such as `ConfigService`. */
export interface EsignonCallbacksAsyncOptions
  extends EsignonCallbacksModuleSettings, Pick<ModuleMetadata, 'imports'> {
  inject?: (InjectionToken | OptionalFactoryDependency)[] | undefined;
  // As in Nest's FactoryProvider: the arguments are what `inject` names.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  useFactory?: ((...args: any[]) => EsignonCallbacksOptions | Promise<EsignonCallbacksOptions>) | undefined;
  useClass?: Type<EsignonCallbacksOptionsFactory> | undefined;
  useExisting?: InjectionToken<EsignonCallbacksOptionsFactory> | undefined;
}

/** The injection token of the clock; tests override it. */
export const CALLBACKS_CLOCK = Symbol('EsignonCallbacksClock');

/** The injection token of the module's instance, by which a module finds its own. */
const INSTANCE_TOKEN = Symbol('EsignonCallbacksInstanceToken');

const OPTIONS_FACTORY = Symbol('EsignonCallbacksOptionsFactory');
type OptionsSource = Pick<FactoryProvider<EsignonCallbacksOptions>, 'useFactory' | 'inject'>;

/**
 * Receives the callbacks of eSignon. Provides `EsignonCallbacks`, which creates the `callback` of a start.
 *
 * @example
 * EsignonCallbacksModule.forRoot({ keys: [process.env.CALLBACK_KEY], baseUrl: 'https://app.example.com' })
 */
@Module({})
export class EsignonCallbacksModule implements OnModuleInit {
  readonly #moduleRef: ModuleRef;
  readonly #instance: InjectionToken | undefined;

  /** @internal */
  constructor(
    @Inject(ModuleRef) moduleRef: ModuleRef,
    @Optional() @Inject(INSTANCE_TOKEN) instance: InjectionToken | undefined,
  ) {
    this.#moduleRef = moduleRef;
    this.#instance = instance;
  }

  /** Fails the start if the options come from a request-scoped provider: the guard would find no instance. */
  onModuleInit(): void {
    if (this.#instance === undefined) return;
    if (this.#moduleRef.introspect(this.#instance as Type).scope === Scope.REQUEST) {
      throw new EsignonConfigError(REQUEST_SCOPED);
    }
  }

  /** With options at hand. Wrong options fail the start of the application, every problem named. */
  static forRoot({
    name,
    isGlobal,
    ...options
  }: EsignonCallbacksOptions & EsignonCallbacksModuleSettings): DynamicModule {
    // As a factory: a value among the providers would show the keys to code that inspects the module.
    return define({ name, isGlobal }, { useFactory: () => options });
  }

  /** Creates the module from options of other providers, such as `ConfigService`. */
  static forRootAsync(options: EsignonCallbacksAsyncOptions): DynamicModule {
    const { imports, useClass } = options;
    const source = optionsSource(options);
    return define(options, source, imports, useClass ? [{ provide: OPTIONS_FACTORY, useClass }] : []);
  }
}

const REQUEST_SCOPED =
  'The options of EsignonCallbacksModule.forRootAsync() come from a request-scoped provider, so that every request would make an instance, and the guard would find none. Make what `inject`, `useClass` or `useExisting` names a singleton.';

function optionsSource({
  inject,
  useFactory,
  useClass,
  useExisting,
}: EsignonCallbacksAsyncOptions): OptionsSource {
  if ([useFactory, useClass, useExisting].filter(Boolean).length !== 1) {
    throw new EsignonConfigError(
      'EsignonCallbacksModule.forRootAsync() needs one source of options. Pass one of useFactory, useClass and useExisting.',
    );
  }
  if (useFactory) return { useFactory, inject: inject ?? [] };
  return {
    useFactory: (factory: EsignonCallbacksOptionsFactory) => factory.createEsignonCallbacksOptions(),
    inject: [useExisting ?? OPTIONS_FACTORY],
  };
}

function define(
  { name, isGlobal = false }: EsignonCallbacksModuleSettings,
  { useFactory, inject = [] }: OptionsSource,
  imports: ModuleMetadata['imports'] = [],
  more: Provider[] = [],
): DynamicModule {
  const callbacks = getEsignonCallbacksToken(name);
  return {
    module: EsignonCallbacksModule,
    global: isGlobal,
    imports,
    providers: [
      ...more,
      { provide: CALLBACKS_CLOCK, useValue: systemClock },
      { provide: INSTANCE_TOKEN, useValue: callbacks },
      {
        provide: callbacks,
        inject: [ModuleRef, HttpAdapterHost, CALLBACKS_CLOCK, ...inject],
        useFactory: async (
          moduleRef: ModuleRef,
          host: HttpAdapterHost,
          clock: Clock,
          ...args: unknown[]
        ): Promise<unknown> => createCallbacks(await useFactory(...args), name, { moduleRef, host, clock }),
      },
    ],
    exports: [callbacks],
  };
}
