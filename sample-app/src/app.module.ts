import { type DynamicModule, Module } from '@nestjs/common';
import { EsignonAuthModule, type EsignonAuthOptions } from 'nestjs-esignon-auth';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { Accounts } from './accounts/accounts.js';
import { AccountsModule } from './accounts/accounts.module.js';
import { ConnectionController } from './connection/connection.controller.js';
import { DocumentsModule } from './documents/documents.module.js';
import { HealthController } from './health/health.controller.js';
import { SETTINGS, type Settings } from './settings.js';
import { demoTenants } from './simulator/demo-tenants.js';
import { SimulatorModule } from './simulator/simulator.module.js';
import type { OpenStore } from './store/redis.js';
import { TOKEN_STORE, TokenStoreModule } from './store/token-store.module.js';
import { TokenModule } from './token/token.module.js';

@Module({})
export class AppModule {
  static register(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        TokenStoreModule.register(settings.redisUrl),
        ...(settings.account ? withAccounts(settings.account, settings) : withSimulator()),
        TokenModule,
        DocumentsModule,
      ],
      controllers: [ConnectionController, HealthController],
      providers: [{ provide: SETTINGS, useValue: settings }],
    };
  }
}

/** With accounts of your own, this is all that an application needs. */
function withAccounts(
  { baseUrl, ...main }: NonNullable<Settings['account']>,
  { tenants }: Settings,
): DynamicModule[] {
  return [
    AccountsModule.register(new Accounts(main, tenants)),
    EsignonAuthModule.forRootAsync({
      inject: [Accounts, TOKEN_STORE],
      useFactory: (accounts: Accounts, shared?: OpenStore) => ({ ...optionsOf(accounts, shared), baseUrl }),
      isGlobal: true,
    }),
  ];
}

/** The same against the simulator, whose address is known only once it listens. */
function withSimulator(): DynamicModule[] {
  return [
    SimulatorModule.register(),
    AccountsModule.register(new Accounts(EsignonSimulator.defaultAccount, demoTenants)),
    EsignonAuthModule.forRootAsync({
      inject: [Accounts, EsignonSimulator, TOKEN_STORE],
      useFactory: (accounts: Accounts, simulator: EsignonSimulator, shared?: OpenStore) => ({
        ...optionsOf(accounts, shared),
        baseUrl: simulator.url,
        // A minute by default: too long to watch.
        credentialsCooldown: 10_000,
        // Above the three seconds of 'slow answers'.
        loginTimeout: 5_000,
      }),
      isGlobal: true,
    }),
  ];
}

function optionsOf(accounts: Accounts, shared: OpenStore | undefined): EsignonAuthOptions {
  return {
    ...accounts.main,
    accounts: (id) => accounts.credentialsOf(id),
    // The application starts although the vendor is down, and has its token before the first request.
    loginOnBootstrap: 'background',
    ...(shared && { store: shared.store }),
  };
}
