import { Injectable } from '@nestjs/common';
import { esignonBody, EsignonAuthService, EsignonHttpService } from 'nestjs-esignon-auth';
import type { AxiosResponse } from 'axios';
import { firstValueFrom, type Observable } from 'rxjs';

import type { DocumentListDto, StartedDocumentDto } from './document.dto.js';
import type { ListDocumentsQuery } from './list-documents.query.js';
import { toRefusal } from './refusal.js';
import { cancelRequest, startRequest } from './requests.js';
import type { StartDocumentDto } from './start-document.dto.js';
import { toDocument, type Worklist } from './worklist.js';

/**
 * Calls eSignon as any HTTP API: the token is sent, renewed and, when eSignon rejects it, replaced
 * behind these lines.
 */
@Injectable()
export class DocumentsService {
  constructor(
    private readonly esignon: EsignonHttpService,
    private readonly auth: EsignonAuthService,
  ) {}

  async list({ page, rows }: ListDocumentsQuery): Promise<DocumentListDto> {
    const call = this.esignon.get<unknown>('/worklists/new', { params: { page, rows } });
    const { total, workflow_list: workflows = [] } = await bodyOf<Worklist>(call);
    return { total: Number(total ?? workflows.length), documents: workflows.map(toDocument) };
  }

  async start(document: StartDocumentDto): Promise<StartedDocumentDto> {
    // Some requests repeat in their body whose token they carry.
    const request = startRequest(document, await this.auth.getToken());
    // `:companyId` stands for the account's company ID.
    const call = this.esignon.post<unknown>('/api/:companyId/startsimple', request);
    const started = await bodyOf<{ workflow_id?: string | number }>(call);
    return { id: String(started.workflow_id ?? '') };
  }

  async cancel(id: string): Promise<void> {
    const request = cancelRequest(id, await this.auth.getToken());
    await bodyOf(this.esignon.post<unknown>('/JEDOC/Common.do', request));
  }
}

async function bodyOf<T>(call: Observable<AxiosResponse<unknown>>): Promise<T> {
  try {
    return await firstValueFrom(call.pipe(esignonBody<T>()));
  } catch (error) {
    throw toRefusal(error);
  }
}
