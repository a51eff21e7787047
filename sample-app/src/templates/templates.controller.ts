import { Controller, Get, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { EsignonAuthInterceptor } from 'nestjs-esignon-auth';
import { EsignonClient } from 'nestjs-esignon-auth/client';

import { ForAccount } from '../accounts/for-account.decorator.js';
import { TemplateDto } from './template.dto.js';

@ApiTags('서식 / templates')
@Controller('api/templates')
@UseInterceptors(EsignonAuthInterceptor)
export class TemplatesController {
  constructor(private readonly esignon: EsignonClient) {}

  @Get()
  @ApiOperation({ summary: '서식 목록 / list of templates' })
  @ApiOkResponse({ type: [TemplateDto] })
  async list(): Promise<TemplateDto[]> {
    const templates = await this.esignon.templates.list();
    return templates.map(({ id, name, steps }) => ({ id, name, steps }));
  }
}

/** The same for the account in the path. */
@ForAccount()
@Controller('api/accounts/:account/templates')
export class AccountTemplatesController extends TemplatesController {}
