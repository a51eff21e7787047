import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { EsignonAuthService } from 'nestjs-esignon-auth';

export class HealthDto {
  @ApiProperty({ enum: ['ok', 'degraded'], description: '이싸인온 호출 가능 여부 / can eSignon be called' })
  status!: 'ok' | 'degraded';

  @ApiProperty({ description: '토큰 상태 / state of the token', example: 'fresh' })
  token!: string;
}

@ApiTags('상태 확인 / health')
@Controller('health')
export class HealthController {
  constructor(private readonly auth: EsignonAuthService) {}

  /** Responds with 200 even without a token: a restart of this process would not end an outage of eSignon. */
  @Get()
  @ApiOperation({ summary: '살아 있는지, 이싸인온을 호출할 수 있는지 / alive, and able to call eSignon' })
  @ApiOkResponse({ type: HealthDto })
  health(): HealthDto {
    const { state } = this.auth.status();
    const failing = state === 'cooling-down' || state === 'ended';
    return { status: failing ? 'degraded' : 'ok', token: state };
  }
}
