import {
  Body,
  Controller,
  Get,
  HttpCode,
  Optional,
  Param,
  Post,
  Query,
  UseInterceptors,
} from '@nestjs/common';
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
import { EsignonCallbacks } from 'nestjs-esignon-auth/callbacks';
import { EsignonClient } from 'nestjs-esignon-auth/client';

import { AccountId } from '../accounts/account-id.js';
import { ForAccount } from '../accounts/for-account.decorator.js';
import { callbackPath } from '../callbacks/callback-path.js';
import { DocumentListDto, StartedDocumentDto, toDocumentDto } from './document.dto.js';
import { ListDocumentsQuery } from './list-documents.query.js';
import { RefusalInterceptor } from './refusal.interceptor.js';
import { StartDocumentDto } from './start-document.dto.js';

/** The interceptors convert the errors of the module to HTTP responses, so the handlers have no try/catch. */
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
@UseInterceptors(EsignonAuthInterceptor, RefusalInterceptor)
export class DocumentsController {
  constructor(
    private readonly esignon: EsignonClient,
    // Absent if eSignon cannot reach this application.
    @Optional() private readonly callbacks?: EsignonCallbacks,
  ) {}

  @Get()
  @ApiOperation({ summary: '문서 목록 / list of documents' })
  @ApiOkResponse({ type: DocumentListDto })
  @ApiBadRequestResponse({ description: '페이지나 문서 수가 범위를 벗어남 / page or rows out of range' })
  async list(@Query() { page, rows }: ListDocumentsQuery): Promise<DocumentListDto> {
    const { total, items } = await this.esignon.documents.list({ page, pageSize: rows });
    return { total: total ?? items.length, documents: items.map(toDocumentDto) };
  }

  @Post()
  @ApiOperation({ summary: '서식으로 문서 시작 / start a document from a template' })
  @ApiCreatedResponse({ type: StartedDocumentDto })
  @ApiBadRequestResponse({ description: '빠졌거나 잘못된 값 / values that are missing or wrong' })
  async start(
    @Body() { title, templateId, name, email }: StartDocumentDto,
    @AccountId() account?: string,
  ): Promise<StartedDocumentDto> {
    const signers = [{ name, contact: email }];
    const callback = await this.callbacks?.exportApiInfo({ path: callbackPath, account });
    const { id } = await this.esignon.documents.start({ name: title, templateId, signers, callback });
    return { id };
  }

  @Post(':id/cancel')
  @HttpCode(204)
  @ApiOperation({ summary: '문서 취소 / cancel a document' })
  @ApiNoContentResponse({ description: '취소됨 / canceled' })
  cancel(@Param('id') id: string): Promise<void> {
    return this.esignon.documents.cancel(id);
  }
}

/** The same for the account in the path. */
@ForAccount()
@Controller('api/accounts/:account/documents')
export class AccountDocumentsController extends DocumentsController {}
