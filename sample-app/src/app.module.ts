import { type DynamicModule, Module } from '@nestjs/common';
import { EsignonAuthModule, type EsignonAuthOptions } from 'nestjs-esignon-auth';
import { EsignonClientModule } from 'nestjs-esignon-auth/client';
import { RedisTokenStore } from 'nestjs-esignon-auth/redis';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { Accounts } from './accounts/accounts.js';
import { AccountsModule } from './accounts/accounts.module.js';
import { callbackUrlOf } from './callbacks/callback-url.js';
import { CallbacksModule } from './callbacks/callbacks.module.js';
import { ConnectionController } from './connection/connection.controller.js';
import { DocumentsModule } from './documents/documents.module.js';
import { EventsModule } from './events/events.module.js';
import { HealthController } from './health/health.controller.js';
import { SETTINGS, type Settings } from './settings.js';
import { demoTenants } from './simulator/demo-tenants.js';
import { SimulatorModule } from './simulator/simulator.module.js';
import { AccountTemplatesController, TemplatesController } from './templates/templates.controller.js';
import { TokenModule } from './token/token.module.js';

@Module({})
export class AppModule {
  static register(settings: Settings): DynamicModule {
    const baseUrl = callbackUrlOf(settings);
    return {
      module: AppModule,
      imports: [
        ...(settings.account ? withAccounts(settings.account, settings) : withSimulator(settings)),
        EsignonClientModule.forRoot({ isGlobal: true }),
        ...(baseUrl ? [CallbacksModule.register({ baseUrl, keys: settings.callbackKeys })] : []),
        EventsModule,
        TokenModule,
        DocumentsModule,
      ],
      controllers: [ConnectionController, HealthController, TemplatesController, AccountTemplatesController],
      // In a factory: a value would show the passwords and keys to whoever inspects the module.
      providers: [{ provide: SETTINGS, useFactory: () => settings }],
    };
  }
}

/** With accounts of your own, this is all that an application needs. */
function withAccounts(
  { baseUrl, ...main }: NonNullable<Settings['account']>,
  { tenants, redisUrl }: Settings,
): DynamicModule[] {
  return [
    AccountsModule.register(new Accounts(main, tenants)),
    EsignonAuthModule.forRootAsync({
      inject: [Accounts],
      useFactory: async (accounts: Accounts) => ({ ...(await optionsOf(accounts, redisUrl)), baseUrl }),
      isGlobal: true,
    }),
  ];
}

/** The same against the simulator, whose address is known only once it listens. */
function withSimulator({ redisUrl }: Settings): DynamicModule[] {
  return [
    SimulatorModule.register(),
    AccountsModule.register(new Accounts(EsignonSimulator.defaultAccount, demoTenants)),
    EsignonAuthModule.forRootAsync({
      inject: [Accounts, EsignonSimulator],
      useFactory: async (accounts: Accounts, simulator: EsignonSimulator) => ({
        ...(await optionsOf(accounts, redisUrl)),
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

async function optionsOf(accounts: Accounts, redisUrl: string | undefined): Promise<EsignonAuthOptions> {
  return {
    ...accounts.main,
    accounts: (id) => accounts.credentialsOf(id),
    // The application starts although the vendor is down, and has its token before the first request.
    loginOnBootstrap: 'background',
    // Shared with other processes; without it each logs in for itself.
    ...(redisUrl && { store: await RedisTokenStore.connect(redisUrl) }),
  };
}
