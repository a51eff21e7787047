import { Controller, Get, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { EsignonAuthInterceptor, EsignonAuthService } from 'nestjs-esignon-auth';

import { ForAccount } from '../accounts/for-account.decorator.js';
import { TokenStatusDto } from './token.dto.js';

@ApiTags('토큰 / token')
@Controller('api/token')
@UseInterceptors(EsignonAuthInterceptor)
export class TokenController {
  constructor(private readonly auth: EsignonAuthService) {}

  @Get()
  @ApiOperation({
    summary: '토큰 상태 / status of the token',
    description: '토큰 자체는 들어 있지 않습니다. / The token itself is not in it.',
  })
  @ApiOkResponse({ type: TokenStatusDto })
  status(): TokenStatusDto {
    return { ...this.auth.status(), now: new Date() };
  }

  @Post('refresh')
  @HttpCode(200)
  @ApiOperation({
    summary: '지금 다시 로그인 / log in again now',
    description:
      '평소에는 필요 없습니다. 모듈이 만료 전에 스스로 갱신합니다. / Never needed: the module renews by itself.',
  })
  @ApiOkResponse({ type: TokenStatusDto })
  async refresh(): Promise<TokenStatusDto> {
    await this.auth.refresh();
    return this.status();
  }
}

/** The same for the account in the path. */
@ForAccount()
@Controller('api/accounts/:account/token')
export class AccountTokenController extends TokenController {}
