import { ConflictException, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiConflictResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

/** Acts as the signer. With eSignon this is a page behind a link, which needs no account. */
@ApiTags('시뮬레이터 / simulator')
@ApiNoContentResponse({ description: '처리됨 / done' })
@ApiConflictResponse({ description: '진행 중인 문서가 아님 / the document is not running' })
@Controller('api/simulator/documents/:id')
export class SignerController {
  constructor(private readonly simulator: EsignonSimulator) {}

  @Post('sign')
  @HttpCode(204)
  @ApiOperation({ summary: '차례가 된 서명자가 서명 / the signer whose turn it is signs' })
  sign(@Param('id') id: string): void {
    if (!this.simulator.approveStep(id)) throw notRunning();
  }

  @Post('reject')
  @HttpCode(204)
  @ApiOperation({ summary: '차례가 된 서명자가 반려 / the signer whose turn it is rejects' })
  reject(@Param('id') id: string): void {
    if (!this.simulator.rejectStep(id)) throw notRunning();
  }
}

function notRunning(): ConflictException {
  return new ConflictException({
    statusCode: 409,
    code: 'NOT_RUNNING',
    message:
      '진행 중인 문서가 아닙니다. 목록을 새로고침하세요. / The document is not running. Reload the list.',
  });
}
