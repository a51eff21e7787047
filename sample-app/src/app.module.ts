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
      // A factory: as a value the passwords and keys would be visible to code that inspects the module.
      providers: [{ provide: SETTINGS, useFactory: () => settings }],
    };
  }
}

/** For a real account, this is all that an application needs. */
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

/** The same with the simulator, whose address is known only when it listens. */
function withSimulator({ redisUrl }: Settings): DynamicModule[] {
  return [
    SimulatorModule.register(),
    AccountsModule.register(new Accounts(EsignonSimulator.defaultAccount, demoTenants)),
    EsignonAuthModule.forRootAsync({
      inject: [Accounts, EsignonSimulator],
      useFactory: async (accounts: Accounts, simulator: EsignonSimulator) => ({
        ...(await optionsOf(accounts, redisUrl)),
        baseUrl: simulator.url,
        // The default of a minute is too long for a demo.
        credentialsCooldown: 10_000,
        // More than the three seconds of 'slow responses'.
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
    // Logs in at the start, so that the first request finds a token. The start does not fail if eSignon is down.
    loginOnBootstrap: 'background',
    // Shares tokens with other processes. Without a store each process logs in separately.
    ...(redisUrl && { store: await RedisTokenStore.connect(redisUrl) }),
  };
}
