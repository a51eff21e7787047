import { type DynamicModule, Module } from '@nestjs/common';

import { Accounts } from './accounts.js';
import { AccountsController } from './accounts.controller.js';

/** Global, because EsignonAuthModule and every controller that stands for an account ask for them. */
@Module({ controllers: [AccountsController] })
export class AccountsModule {
  static register(accounts: Accounts): DynamicModule {
    // In a factory: a value would show the passwords to whoever inspects the module.
    const provider = { provide: Accounts, useFactory: () => accounts };
    return { module: AccountsModule, global: true, providers: [provider], exports: [Accounts] };
  }
}
