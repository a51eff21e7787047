import { Module } from '@nestjs/common';

import { AccountDocumentFileController, DocumentFileController } from './document-file.controller.js';
import { AccountDocumentsController, DocumentsController } from './documents.controller.js';

@Module({
  controllers: [
    DocumentsController,
    AccountDocumentsController,
    DocumentFileController,
    AccountDocumentFileController,
  ],
})
export class DocumentsModule {}
