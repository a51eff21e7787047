import { Module } from '@nestjs/common';

import { AccountDocumentsController, DocumentsController } from './documents.controller.js';
import { DocumentsService } from './documents.service.js';

@Module({ controllers: [DocumentsController, AccountDocumentsController], providers: [DocumentsService] })
export class DocumentsModule {}
