import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { EsignonAuthStatus } from 'nestjs-esignon-auth';

const states = ['empty', 'fresh', 'renewable', 'ended', 'cooling-down', 'closed'] as const;

class CountersDto {
  @ApiProperty({ description: '성공한 로그인 / logins' })
  logins!: number;

  @ApiProperty({ description: '실패한 로그인 / failed logins' })
  failures!: number;

  @ApiProperty({ description: '저장소에서 가져온 토큰 / tokens read from the store' })
  adoptions!: number;

  @ApiProperty({ description: '이싸인온이 거절한 토큰 / tokens that eSignon rejected' })
  rejections!: number;
}

/** The module's status, with the server's time so that a page can count down by the same clock. */
export class TokenStatusDto {
  @ApiProperty({ enum: states, description: '상태 / state' })
  state!: EsignonAuthStatus['state'];

  @ApiProperty({ description: '갱신 중인지 여부 / whether a login is under way' })
  renewing!: boolean;

  @ApiPropertyOptional({ description: '발급 일시 / when it was issued' })
  issuedAt?: Date;

  @ApiPropertyOptional({ description: '만료 일시 / when it ends' })
  expiresAt?: Date;

  @ApiPropertyOptional({ description: '갱신 시작 시각 / when renewal begins' })
  renewAt?: Date;

  @ApiPropertyOptional({ description: '이 시각까지 로그인을 시도하지 않음 / until when logins pause' })
  cooldownUntil?: Date;

  @ApiPropertyOptional({ description: '마지막 오류 코드 / last error code', example: 'ESIGNON_UNREACHABLE' })
  lastErrorCode?: string;

  @ApiProperty({ type: CountersDto })
  counters!: CountersDto;

  @ApiProperty({ description: '서버의 현재 시각 / the time of the server' })
  now!: Date;
}
