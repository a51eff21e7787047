import { applyDecorators, UseGuards } from '@nestjs/common';
import { ApiNotFoundResponse } from '@nestjs/swagger';
import { EsignonAccount } from 'nestjs-esignon-auth';

import { AccountGuard } from './account.guard.js';
import { accountIdOf } from './account-id.js';

/** For a controller of `api/accounts/:account/...`: lets only accounts in that there are. */
export const AccountInPath = () =>
  applyDecorators(
    UseGuards(AccountGuard),
    ApiNotFoundResponse({ description: '등록되지 않은 계정 / no such account' }),
  );

/**
 * Makes a controller stand for the account in its path. With `EsignonAuthInterceptor` the injected service and HTTP
 * client are that account's, so that its handlers need not know. Without this decorator they are the main account's.
 */
export const ForAccount = () => applyDecorators(EsignonAccount(accountIdOf), AccountInPath());
