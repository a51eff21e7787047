import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, Max, Min } from 'class-validator';
import type { EsignonJournalEntry } from 'nestjs-esignon-auth/testing';

import { type SwitchName, switchNames } from './simulator.switches.js';

export class SwitchDto {
  @ApiProperty({ description: '켜기 또는 끄기 / on or off' })
  @IsBoolean()
  on!: boolean;
}

export class TokenLifetimeDto {
  @ApiProperty({ description: '새 토큰의 유효 기간(ms) / lifetime of new tokens in ms', example: 60_000 })
  @IsInt()
  @Min(10_000)
  @Max(2_592_000_000)
  ms!: number;
}

/** A request that the simulator received, without the secrets that were in it. */
export class ReceivedRequestDto {
  @ApiProperty({ description: '받은 시각 / when' })
  at!: Date;

  @ApiProperty({ example: 'GET' })
  method!: string;

  @ApiProperty({ example: '/worklists/new' })
  path!: string;

  @ApiPropertyOptional({ description: 'HTTP 상태 / HTTP status', example: 200 })
  status?: number;

  @ApiPropertyOptional({ description: '결과 코드 / result code', example: '00' })
  resultCode?: string;

  @ApiProperty({ description: '로그인 요청인지 / whether it was a login' })
  login!: boolean;

  @ApiProperty({ description: '토큰이 함께 왔는지 / whether a token came with it' })
  token!: boolean;
}

export class SimulatorStateDto {
  @ApiProperty({ enum: switchNames, isArray: true, description: '켜져 있는 장애 / what is switched on' })
  on!: SwitchName[];

  @ApiProperty({ description: '새 토큰의 유효 기간(ms) / lifetime of new tokens in ms' })
  tokenLifetime!: number;

  @ApiProperty({ type: [ReceivedRequestDto], description: '최근 요청, 최신순 / last requests, newest first' })
  requests!: ReceivedRequestDto[];
}

/** Picks what may be shown: headers and bodies of the journal hold tokens and passwords. */
export function toReceivedRequest(entry: EsignonJournalEntry): ReceivedRequestDto {
  const { at, method, path, status, resultCode, kind, headers } = entry;
  return {
    at: new Date(at),
    method,
    path,
    ...(status === undefined ? {} : { status }),
    ...(resultCode === undefined ? {} : { resultCode }),
    login: kind === 'login',
    token: headers.authorization !== undefined,
  };
}
