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
import type { EsignonAuthOptions, EsignonAuthOptionsFactory } from './options/options.js';

/** How an instance of the module is known to the application. */
export interface EsignonAuthModuleSettings {
  /** Export to every module. Default false. */
  isGlobal?: boolean | undefined;
  /** Tells instances apart that live side by side; inject them with `@InjectEsignonAuth(name)`. Default: none. */
  name?: string | undefined;
}

/** Options that come from elsewhere: a factory function, or a class that implements `EsignonAuthOptionsFactory`. */
export interface EsignonAuthAsyncOptions extends EsignonAuthModuleSettings, Pick<ModuleMetadata, 'imports'> {
  inject?: (InjectionToken | OptionalFactoryDependency)[] | undefined;
  // As Nest's own FactoryProvider has it: the arguments are whatever `inject` names.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  useFactory?: ((...args: any[]) => EsignonAuthOptions | Promise<EsignonAuthOptions>) | undefined;
  useClass?: Type<EsignonAuthOptionsFactory> | undefined;
  useExisting?: InjectionToken<EsignonAuthOptionsFactory> | undefined;
}

/** The clock and the dice; a test may override it. */
export const DEPENDENCIES = Symbol('EsignonAuthDependencies');

/** The token of the module's instance, which differs from one dynamic module to the next. */
const INSTANCE_TOKEN = Symbol('EsignonAuthInstanceToken');

/**
 * Gives the application `EsignonAuthService` and `EsignonHttpService`.
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

  /** Fails the start of an application whose options come from a request-scoped provider. */
  onModuleInit(): void {
    if (this.#instance !== undefined) assertNotRequestScoped(this.#moduleRef, this.#instance);
  }

  /** With options at hand. Wrong options fail the start of the application, every problem named. */
  static forRoot({
    isGlobal,
    name,
    ...options
  }: EsignonAuthOptions & EsignonAuthModuleSettings): DynamicModule {
    // In a factory: a value among the providers would show the password to whoever inspects the module.
    return defineModule({ isGlobal, name }, { inject: [], useFactory: () => options });
  }

  /** With options that come from other providers, such as `ConfigService`. */
  static forRootAsync(options: EsignonAuthAsyncOptions): DynamicModule {
    const { imports, useClass } = options;
    const factory = optionsFactory(options);
    return defineModule(options, factory, imports, useClass ? [{ provide: OPTIONS_FACTORY, useClass }] : []);
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
  // Unlike any other: Nest 10 takes modules whose metadata reads the same for one, and would give both the first's account.
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
      { provide: INSTANCE_TOKEN, useValue: instance },
      {
        provide: instance,
        inject: [ModuleRef, DEPENDENCIES, ...inject],
        useFactory: async (moduleRef: ModuleRef, dependencies: Dependencies, ...args: unknown[]) => {
          // At the start it is refused too; a lazy-loaded module has no start.
          assertNotRequestScoped(moduleRef, instance);
          return new EsignonAuthFactory(await useFactory(...args), name, dependencies);
        },
      },
      { provide: auth, inject: [instance], useFactory: (factory: EsignonAuthFactory) => factory.service },
      {
        provide: http,
        inject: [instance, auth],
        useFactory: (factory: EsignonAuthFactory, service: EsignonAuthService) =>
          factory.httpService(service),
      },
      {
        provide: Symbol('EsignonAuthLazyHooks'),
        inject: [ModulesContainer, auth],
        useFactory: async (modules: ModulesContainer, service: EsignonAuthService) => {
          if (isLazyLoaded(modules, instance)) await callHooks(modules, service);
        },
      },
    ],
    exports: [auth, http],
  };
}

/** Each request would make an instance, with a login and a renewal of its own, and Nest would tell none of its end. */
function assertNotRequestScoped(moduleRef: ModuleRef, instance: symbol): void {
  if (moduleRef.introspect(instance).scope !== Scope.REQUEST) return;
  throw new EsignonConfigError(
    'The options of EsignonAuthModule.forRootAsync() come from a request-scoped provider, so every request would make an instance of the module, which logs in and renews its token for ever. Make what `inject`, `useClass` or `useExisting` names a singleton; for an account that depends on the request use `accounts` with forAccount(id) or runAs(id, fn), and for credentials that change `credentials`.',
  );
}
