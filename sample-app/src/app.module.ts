import { type DynamicModule, Module } from '@nestjs/common';
import { EsignonAuthModule } from 'nestjs-esignon-auth';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { ConnectionController } from './connection/connection.controller.js';
import { DocumentsModule } from './documents/documents.module.js';
import { HealthController } from './health/health.controller.js';
import { type EsignonAccount, SETTINGS, type Settings } from './settings.js';
import { SimulatorModule } from './simulator/simulator.module.js';
import { TokenModule } from './token/token.module.js';

@Module({})
export class AppModule {
  static register(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [...esignon(settings.account), TokenModule, DocumentsModule],
      controllers: [ConnectionController, HealthController],
      providers: [{ provide: SETTINGS, useValue: settings }],
    };
  }
}

/** With an account of your own, `withAccount` is all that an application needs. */
function esignon(account: EsignonAccount | undefined): DynamicModule[] {
  return account ? [withAccount(account)] : [SimulatorModule.register(), withSimulator()];
}

function withAccount({ baseUrl, companyId, email, password }: EsignonAccount): DynamicModule {
  return EsignonAuthModule.forRoot({
    baseUrl,
    companyId,
    email,
    password,
    // The application starts although the vendor is down, and has its token before the first request.
    loginOnBootstrap: 'background',
    isGlobal: true,
  });
}

/** The same against the simulator, whose address is known only once it listens. */
function withSimulator(): DynamicModule {
  return EsignonAuthModule.forRootAsync({
    inject: [EsignonSimulator],
    useFactory: (simulator: EsignonSimulator) => ({
      ...EsignonSimulator.defaultAccount,
      baseUrl: simulator.url,
      loginOnBootstrap: 'background' as const,
      // A minute by default: too long to watch.
      credentialsCooldown: 10_000,
      // Above the three seconds of 'slow answers'.
      loginTimeout: 5_000,
    }),
    isGlobal: true,
  });
}
