import { Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';

import { EsignonAuthModule, EsignonAuthService, EsignonHttpService } from '../../dist/esm/lib/index.js';

/** An application's client, with every account of the `accounts` option at the same company. */
export async function createOurs({ url, account, httpAgent, maxAccounts }) {
  Logger.overrideLogger(false);
  const module = await Test.createTestingModule({
    imports: [
      EsignonAuthModule.forRoot({
        ...account,
        baseUrl: url,
        accounts: () => account,
        maxAccounts,
        http: { httpAgent },
      }),
    ],
  }).compile();
  await module.init();
  return {
    auth: module.get(EsignonAuthService),
    http: module.get(EsignonHttpService),
    close: () => module.close(),
  };
}
