import { applyDecorators, UseGuards } from '@nestjs/common';
import { ApiNotFoundResponse } from '@nestjs/swagger';
import { EsignonAccount } from 'nestjs-esignon-auth';

import { AccountGuard } from './account.guard.js';
import { accountIdOf } from './account-id.js';

/** For a controller of `api/accounts/:account/...`: admits only accounts that exist. */
export const AccountInPath = () =>
  applyDecorators(
    UseGuards(AccountGuard),
    ApiNotFoundResponse({ description: '등록되지 않은 계정 / no such account' }),
  );

/**
 * Runs the handlers of a controller as the account in the path. With `EsignonAuthInterceptor` the injected service and
 * HTTP client act as that account, so the handlers need no parameter for it. Without this decorator they act as the main
 * account.
 */
export const ForAccount = () => applyDecorators(EsignonAccount(accountIdOf), AccountInPath());
