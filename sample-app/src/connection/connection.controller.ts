import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';

import { Accounts } from '../accounts/accounts.js';
import { callbackUrlOf } from '../callbacks/callback-url.js';
import { SETTINGS, type Settings } from '../settings.js';

/** What this application is connected to. */
export class ConnectionDto {
  @ApiProperty({ description: '내장 시뮬레이터를 쓰는지 여부 / whether the embedded simulator is used' })
  simulator!: boolean;

  @ApiProperty({ description: '기본 계정의 회사아이디 / company ID of the main account', example: 'testapi' })
  companyId!: string;

  @ApiProperty({ description: '이싸인온 서버 / eSignon server', example: 'docs.esignon.net' })
  server!: string;

  @ApiProperty({ description: '콜백을 받는지 여부 / whether callbacks are received' })
  callbacks!: boolean;

  @ApiPropertyOptional({
    description:
      '토큰을 함께 쓰는 저장소, 없으면 프로세스마다 로그인 / where processes share tokens; absent: each logs in',
    example: 'redis localhost:6379',
  })
  store?: string;
}

@ApiTags('연결 / connection')
@Controller('api/connection')
export class ConnectionController {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly accounts: Accounts,
  ) {}

  @Get()
  @ApiOperation({ summary: '어느 서버, 어느 회사로 연결되어 있는지 / which server and company' })
  @ApiOkResponse({ type: ConnectionDto })
  connection(): ConnectionDto {
    const { account, redisUrl } = this.settings;
    return {
      simulator: !account,
      companyId: this.accounts.main.companyId,
      server: account ? new URL(account.baseUrl).host : 'simulator',
      callbacks: callbackUrlOf(this.settings) !== undefined,
      // Only the host, since a URL can contain a password.
      ...(redisUrl && { store: `redis ${new URL(redisUrl).host}` }),
    };
  }
}
