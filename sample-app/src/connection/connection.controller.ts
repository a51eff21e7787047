import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { SETTINGS, type Settings } from '../settings.js';

/** What this application is connected to. */
export class ConnectionDto {
  @ApiProperty({ description: '내장 시뮬레이터를 쓰는지 여부 / whether the embedded simulator is used' })
  simulator!: boolean;

  @ApiProperty({ description: '회사아이디 / company ID', example: 'testapi' })
  companyId!: string;

  @ApiProperty({ description: '이싸인온 서버 / eSignon server', example: 'docs.esignon.net' })
  server!: string;
}

@ApiTags('연결 / connection')
@Controller('api/connection')
export class ConnectionController {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  @Get()
  @ApiOperation({ summary: '어느 서버, 어느 회사로 연결되어 있는지 / which server and company' })
  @ApiOkResponse({ type: ConnectionDto })
  connection(): ConnectionDto {
    const { account } = this.settings;
    return account
      ? { simulator: false, companyId: account.companyId, server: new URL(account.baseUrl).host }
      : { simulator: true, companyId: EsignonSimulator.defaultAccount.companyId, server: 'simulator' };
  }
}
