import { Test } from '@nestjs/testing';
import {
  EsignonAuthModule,
  type EsignonAuthOptions,
  EsignonAuthService,
  EsignonHttpService,
} from 'nestjs-esignon-auth';
import { EsignonClient, EsignonClientModule } from 'nestjs-esignon-auth/client';

import { CLIENT_CLOCK } from '../../lib/client/esignon-client.module.js';
import { type Clock, systemClock } from '../../lib/common/clock.js';
import { CREDENTIALS } from '../support/app.js';

export interface ClientApp {
  readonly client: EsignonClient;
  readonly http: EsignonHttpService;
  readonly auth: EsignonAuthService;
  close(): Promise<void>;
}

/** An application with the client in it. `clock` is that of its waits, which a test may move. */
export async function startClient(
  options: Partial<EsignonAuthOptions>,
  clock: Clock = systemClock,
): Promise<ClientApp> {
  const all = { ...CREDENTIALS, ...options } as EsignonAuthOptions;
  const moduleRef = await Test.createTestingModule({
    imports: [EsignonAuthModule.forRoot(all), EsignonClientModule.forRoot()],
  })
    .overrideProvider(CLIENT_CLOCK)
    .useValue(clock)
    .compile();
  moduleRef.useLogger(false);
  await moduleRef.init();
  return {
    client: moduleRef.get(EsignonClient),
    http: moduleRef.get(EsignonHttpService),
    auth: moduleRef.get(EsignonAuthService),
    close: () => moduleRef.close(),
  };
}
