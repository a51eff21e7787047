import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { AccountDto } from './account.dto.js';
import { Accounts } from './accounts.js';

@ApiTags('계정 / accounts')
@Controller('api/accounts')
export class AccountsController {
  constructor(private readonly accounts: Accounts) {}

  @Get()
  @ApiOperation({ summary: '고를 수 있는 계정 / the accounts to choose from' })
  @ApiOkResponse({ type: [AccountDto] })
  list(): AccountDto[] {
    return this.accounts.list();
  }
}
