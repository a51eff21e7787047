import { randomUUID } from 'node:crypto';

import {
  type DynamicModule,
  type FactoryProvider,
  Inject,
  type InjectionToken,
  Module,
  type ModuleMetadata,
  type OnModuleInit,
  Optional,
  type OptionalFactoryDependency,
  type Provider,
  Scope,
  type Type,
} from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';

import { systemClock } from './common/clock.js';
import { EsignonConfigError } from './common/errors.js';
import { EsignonAuthFactory, type Dependencies } from './esignon-auth.factory.js';
import { callHooks, isLazyLoaded } from './esignon-auth.lazy.js';
import type { EsignonAuthService } from './esignon-auth.service.js';
import { getEsignonAuthToken, getEsignonHttpToken } from './esignon-auth.tokens.js';
import { decorateSubclasses } from './nest/esignon-account.decorator.js';
import type { EsignonAuthOptions, EsignonAuthOptionsFactory } from './options/options.js';
import { OPTIONS_OVERRIDE, type OptionsOverride, unchanged } from './options/options-override.js';

/** How the application refers to a module instance. */
export interface EsignonAuthModuleSettings {
  /**
   * Makes the providers available in every module.
   *
   * @default false
   */
  isGlobal?: boolean | undefined;
  /**
   * Distinguishes several instances in one application; inject them with `@InjectEsignonAuth(name)`.
   *
   * @default undefined, the instance without a name
   */
  name?: string | undefined;
}

/** Options from a factory function or from a class that implements `EsignonAuthOptionsFactory`: exactly one of the three. */
export interface EsignonAuthAsyncOptions extends EsignonAuthModuleSettings, Pick<ModuleMetadata, 'imports'> {
  /** The providers that `useFactory` gets as arguments. */
  inject?: (InjectionToken | OptionalFactoryDependency)[] | undefined;
  /** Returns the options. */
  // As in Nest's FactoryProvider: the arguments are what `inject` names.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  useFactory?: ((...args: any[]) => EsignonAuthOptions | Promise<EsignonAuthOptions>) | undefined;
  /** A class that Nest instantiates in this module. */
  useClass?: Type<EsignonAuthOptionsFactory> | undefined;
  /** The injection token of an existing provider. */
  useExisting?: InjectionToken<EsignonAuthOptionsFactory> | undefined;
  /**
   * Providers to register in the module, for what `inject` or `useClass` needs and no module in `imports` exports.
   *
   * @example
   * extraProviders: [VaultClient], inject: [VaultClient], useFactory: (vault: VaultClient) => ({ credentials: () => vault.read() })
   */
  extraProviders?: Provider[] | undefined;
}

/** The injection token of the clock and the random numbers; tests override it. */
export const DEPENDENCIES = Symbol('EsignonAuthDependencies');

/** The injection token under which the module class gets the injection token of its factory. */
const INSTANCE_TOKEN = Symbol('EsignonAuthInstanceToken');

/**
 * Provides `EsignonAuthService` and `EsignonHttpService`.
 *
 * Not built with `ConfigurableModuleBuilder`: that keeps the options as a value among the providers, where the password
 * can be read.
 *
 * @example
 * @Module({ imports: [EsignonAuthModule.forRoot({ companyId: 'acme', email: 'api@acme.kr', password })] })
 */
@Module({})
export class EsignonAuthModule implements OnModuleInit {
  readonly #moduleRef: ModuleRef;
  readonly #instance: symbol | undefined;

  /** @internal */
  constructor(
    @Inject(ModuleRef) moduleRef: ModuleRef,
    @Optional() @Inject(INSTANCE_TOKEN) instance: symbol | undefined,
  ) {
    this.#moduleRef = moduleRef;
    this.#instance = instance;
  }

  /** Fails the start if the options come from a request-scoped provider. */
  onModuleInit(): void {
    if (this.#instance !== undefined) assertNotRequestScoped(this.#moduleRef, this.#instance);
  }

  /**
   * Creates the module from options that are known when the application is built.
   *
   * Invalid options fail the start of the application with `ESIGNON_CONFIG_INVALID`, which names every problem.
   */
  static forRoot({
    isGlobal,
    name,
    ...options
  }: EsignonAuthOptions & EsignonAuthModuleSettings): DynamicModule {
    // As a factory: a value among the providers would show the password to code that inspects the module.
    return defineModule({ isGlobal, name }, { inject: [], useFactory: () => options });
  }

  /**
   * Creates the module from options of other providers, such as `ConfigService`.
   *
   * @throws `ESIGNON_CONFIG_INVALID` unless there is exactly one of `useFactory`, `useClass` and `useExisting`
   */
  static forRootAsync(options: EsignonAuthAsyncOptions): DynamicModule {
    const { imports, useClass, extraProviders = [] } = options;
    const factory = optionsFactory(options);
    const classProvider = useClass ? [{ provide: OPTIONS_FACTORY, useClass }] : [];
    return defineModule(options, factory, imports, [...extraProviders, ...classProvider]);
  }
}

const OPTIONS_FACTORY = Symbol('EsignonAuthOptionsFactory');
type OptionsSource = Pick<FactoryProvider<EsignonAuthOptions>, 'useFactory' | 'inject'>;

function optionsFactory({
  inject,
  useFactory,
  useClass,
  useExisting,
}: EsignonAuthAsyncOptions): OptionsSource {
  if ([useFactory, useClass, useExisting].filter(Boolean).length !== 1) {
    throw new EsignonConfigError(
      'EsignonAuthModule.forRootAsync() needs one source of options. Pass one of useFactory, useClass and useExisting.',
    );
  }
  if (useFactory) return { useFactory, inject: inject ?? [] };
  return {
    useFactory: (factory: EsignonAuthOptionsFactory) => factory.createEsignonAuthOptions(),
    inject: [useExisting ?? OPTIONS_FACTORY],
  };
}

function defineModule(
  { isGlobal = false, name }: EsignonAuthModuleSettings,
  { useFactory, inject = [] }: OptionsSource,
  imports: ModuleMetadata['imports'] = [],
  more: Provider[] = [],
): DynamicModule {
  // Unique, because Nest 10 merges dynamic modules with equal serialized metadata: both would use the first account.
  const instance = Symbol(`EsignonAuthFactory:${name ?? ''}:${randomUUID()}`);
  const auth = getEsignonAuthToken(name);
  const http = getEsignonHttpToken(name);
  return {
    module: EsignonAuthModule,
    global: isGlobal,
    imports,
    providers: [
      ...more,
      { provide: DEPENDENCIES, useValue: { clock: systemClock, random: Math.random } },
      { provide: OPTIONS_OVERRIDE, useValue: unchanged },
      { provide: INSTANCE_TOKEN, useValue: instance },
      {
        provide: instance,
        inject: [ModuleRef, DEPENDENCIES, OPTIONS_OVERRIDE, ...inject],
        useFactory: async (
          moduleRef: ModuleRef,
          dependencies: Dependencies,
          override: OptionsOverride,
          ...args: unknown[]
        ) => {
          // onModuleInit() checks this too, but is not called for a lazy-loaded module.
          assertNotRequestScoped(moduleRef, instance);
          const options = override(await useFactory(...args), name);
          return new EsignonAuthFactory(options, name, dependencies);
        },
      },
      { provide: auth, inject: [instance], useFactory: (factory: EsignonAuthFactory) => factory.service },
      {
        provide: http,
        inject: [instance, auth],
        useFactory: (factory: EsignonAuthFactory, service: EsignonAuthService) =>
          factory.createHttpService(service),
      },
      {
        provide: Symbol('EsignonAuthStart'),
        inject: [ModulesContainer, auth],
        useFactory: async (modules: ModulesContainer, service: EsignonAuthService) => {
          // Before Nest takes the handlers of controllers, resolvers and gateways from their instances.
          decorateSubclasses(classesOf(modules));
          if (isLazyLoaded(modules, instance)) await callHooks(modules, service);
        },
      },
    ],
    exports: [auth, http],
  };
}

function classesOf(modules: ModulesContainer): unknown[] {
  return [...modules.values()].flatMap(({ controllers, providers }) =>
    [...controllers.values(), ...providers.values()].map(({ metatype }) => metatype),
  );
}

/** Each request would create an instance that logs in and renews its token, and that Nest never shuts down. */
function assertNotRequestScoped(moduleRef: ModuleRef, instance: symbol): void {
  if (moduleRef.introspect(instance).scope !== Scope.REQUEST) return;
  throw new EsignonConfigError(
    'The options of EsignonAuthModule.forRootAsync() come from a request-scoped provider, so every request would create its own instance of the module, with its own login. Make the providers in `inject`, `useClass` or `useExisting` singletons. For an account that depends on the request use `accounts` with forAccount(id) or runAs(id, fn); for credentials that change use `credentials`.',
  );
}
