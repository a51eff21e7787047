import { applyDecorators, UseGuards } from '@nestjs/common';
import { ApiNotFoundResponse, ApiParam } from '@nestjs/swagger';
import { EsignonAccount } from 'nestjs-esignon-auth';

import { AccountGuard } from './account.guard.js';
import { accountIdOf } from './account-id.js';

/**
 * Makes a controller stand for the account in its path `api/accounts/:account/...`. With `EsignonAuthInterceptor` the
 * injected service and HTTP client are that account's, so that its handlers need not know. Without this decorator they
 * are the main account's.
 */
export const ForAccount = () =>
  applyDecorators(
    EsignonAccount(accountIdOf),
    UseGuards(AccountGuard),
    ApiParam({ name: 'account', description: '계정 ID / ID of the account', example: 'dalbit' }),
    ApiNotFoundResponse({ description: '등록되지 않은 계정 / no such account' }),
  );
