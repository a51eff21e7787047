import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  EsignonAuthModule,
  type EsignonAuthOptions,
  EsignonAuthService,
  EsignonHttpService,
} from 'nestjs-esignon-auth';

import { DEPENDENCIES } from '../../lib/esignon-auth.module.js';
import type { EsignonAuthEvent } from '../../lib/common/events.js';
import { systemClock } from '../../lib/common/clock.js';
import type { Dependencies } from '../../lib/esignon-auth.factory.js';

export const CREDENTIALS = { companyId: 'acme', email: 'api@acme.kr', password: 'pa$$ "word" 비밀' };

export interface Client {
  readonly app: INestApplicationContext;
  readonly auth: EsignonAuthService;
  readonly http: EsignonHttpService;
  readonly events: EsignonAuthEvent[];
  close(): Promise<void>;
}

/** An application context with the module in it; `dependencies` brings a clock that tests move. */
export async function start(
  options: Partial<EsignonAuthOptions>,
  dependencies: Partial<Dependencies> = {},
): Promise<Client> {
  const account = 'credentials' in options || 'accounts' in options ? {} : CREDENTIALS;
  const all = { ...account, ...options } as EsignonAuthOptions;
  const moduleRef = await Test.createTestingModule({ imports: [EsignonAuthModule.forRoot(all)] })
    .overrideProvider(DEPENDENCIES)
    .useValue({ clock: systemClock, random: Math.random, ...dependencies })
    .compile();
  moduleRef.useLogger(false);
  const auth = moduleRef.get(EsignonAuthService);
  const events: EsignonAuthEvent[] = [];
  auth.events$.subscribe((event) => events.push(event));
  await moduleRef.init();
  return {
    app: moduleRef,
    auth,
    http: moduleRef.get(EsignonHttpService),
    events,
    close: () => moduleRef.close(),
  };
}
