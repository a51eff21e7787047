import { Body, Controller, Get, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import {
  ApiBadGatewayResponse,
  ApiBadRequestResponse,
  ApiCreatedResponse,
  ApiGatewayTimeoutResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { EsignonAuthInterceptor } from 'nestjs-esignon-auth';

import { ForAccount } from '../accounts/for-account.decorator.js';
import { DocumentListDto, StartedDocumentDto } from './document.dto.js';
import { DocumentsService } from './documents.service.js';
import { ListDocumentsQuery } from './list-documents.query.js';
import { StartDocumentDto } from './start-document.dto.js';

/** The interceptor turns the module's errors into 502, 503 and 504; nothing here catches. */
@ApiTags('문서 / documents')
@ApiUnprocessableEntityResponse({
  description: '이싸인온이 요청을 처리할 수 없음 / eSignon cannot do it, in its own words',
})
@ApiBadGatewayResponse({
  description:
    '이싸인온이 로그인 정보를 거절했거나, 응답을 해석할 수 없음 / credentials refused, or no sense',
})
@ApiServiceUnavailableResponse({ description: '토큰을 얻을 수 없음 / no token can be had' })
@ApiGatewayTimeoutResponse({ description: '이싸인온이 제때 응답하지 않음 / eSignon did not answer in time' })
@Controller('api/documents')
@UseInterceptors(EsignonAuthInterceptor)
export class DocumentsController {
  constructor(private readonly documents: DocumentsService) {}

  @Get()
  @ApiOperation({ summary: '문서 목록 / list of documents' })
  @ApiOkResponse({ type: DocumentListDto })
  @ApiBadRequestResponse({ description: '페이지나 문서 수가 범위를 벗어남 / page or rows out of range' })
  list(@Query() query: ListDocumentsQuery): Promise<DocumentListDto> {
    return this.documents.list(query);
  }

  @Post()
  @ApiOperation({ summary: '문서 시작 / start a document' })
  @ApiCreatedResponse({ type: StartedDocumentDto })
  @ApiBadRequestResponse({ description: '빠졌거나 잘못된 값 / values that are missing or wrong' })
  start(@Body() document: StartDocumentDto): Promise<StartedDocumentDto> {
    return this.documents.start(document);
  }

  @Post(':id/cancel')
  @HttpCode(204)
  @ApiOperation({ summary: '문서 취소 / cancel a document' })
  @ApiNoContentResponse({ description: '취소됨 / canceled' })
  cancel(@Param('id') id: string): Promise<void> {
    return this.documents.cancel(id);
  }
}

/** The same for the account in the path. */
@ForAccount()
@Controller('api/accounts/:account/documents')
export class AccountDocumentsController extends DocumentsController {}
