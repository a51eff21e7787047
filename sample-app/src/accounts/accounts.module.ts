import { type DynamicModule, Module } from '@nestjs/common';

import { Accounts } from './accounts.js';
import { AccountsController } from './accounts.controller.js';

/** Global, because EsignonAuthModule and the controllers of accounts inject its providers. */
@Module({ controllers: [AccountsController] })
export class AccountsModule {
  static register(accounts: Accounts): DynamicModule {
    // A factory: as a value the passwords would be visible to code that inspects the module.
    const provider = { provide: Accounts, useFactory: () => accounts };
    return { module: AccountsModule, global: true, providers: [provider], exports: [Accounts] };
  }
}
