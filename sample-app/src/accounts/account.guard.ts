import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';

import { accountIdOf } from './account-id.js';
import { Accounts } from './accounts.js';

/** Admits only requests for accounts that exist. For any other ID the response is 404, and the module is not called. */
@Injectable()
export class AccountGuard implements CanActivate {
  constructor(private readonly accounts: Accounts) {}

  canActivate(context: ExecutionContext): boolean {
    this.accounts.get(accountIdOf(context));
    return true;
  }
}
