import { Controller, Get, Param, StreamableFile, UseInterceptors } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { EsignonAuthInterceptor } from 'nestjs-esignon-auth';
import { EsignonClient } from 'nestjs-esignon-auth/client';

import { ForAccount } from '../accounts/for-account.decorator.js';
import { RefusalInterceptor } from './refusal.interceptor.js';

/** The file of a document. It is streamed from eSignon, and the link to it is not sent to the client. */
@ApiTags('문서 / documents')
@Controller('api/documents/:id/file')
@UseInterceptors(EsignonAuthInterceptor, RefusalInterceptor)
export class DocumentFileController {
  constructor(private readonly esignon: EsignonClient) {}

  @Get()
  @ApiOperation({ summary: '완료된 문서의 PDF / PDF of a complete document' })
  @ApiProduces('application/pdf')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiUnprocessableEntityResponse({ description: '완료되지 않은 문서 / the document is not complete' })
  async download(@Param('id') id: string): Promise<StreamableFile> {
    const { stream, name, type, size } = await this.esignon.documents.download(id, 'document');
    return new StreamableFile(stream, {
      type,
      disposition: attachment(name),
      ...(size !== undefined && { length: size }),
    });
  }
}

/** The same for the account in the path. */
@ForAccount()
@Controller('api/accounts/:account/documents/:id/file')
export class AccountDocumentFileController extends DocumentFileController {}

/** Escapes any name, Korean included (RFC 6266, RFC 5987), so that it cannot add a header. */
function attachment(name: string): string {
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `attachment; filename="document.pdf"; filename*=UTF-8''${encoded}`;
}
