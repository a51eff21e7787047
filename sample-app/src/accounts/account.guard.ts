import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';

import { accountIdOf } from './account-id.js';
import { Accounts } from './accounts.js';

/** Lets only accounts in that there are: a stranger's ID is a 404 before it reaches the module. */
@Injectable()
export class AccountGuard implements CanActivate {
  constructor(private readonly accounts: Accounts) {}

  canActivate(context: ExecutionContext): boolean {
    this.accounts.get(accountIdOf(context));
    return true;
  }
}
