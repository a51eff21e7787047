export { EsignonClientModule } from './esignon-client.module.js';
export type { EsignonClientModuleOptions } from './esignon-client.module.js';
export { EsignonClient } from './esignon-client.js';
export { getEsignonClientToken, InjectEsignonClient } from './esignon-client.tokens.js';

export type { EsignonDocuments } from './documents.js';
export type { EsignonTemplates } from './templates.js';
export type { EsignonCompanyCalls } from './company.js';

export type {
  EsignonCallOptions,
  EsignonDecisionOptions,
  EsignonDisposal,
  EsignonDocument,
  EsignonDocumentItem,
  EsignonDocumentPage,
  EsignonFiles,
  EsignonHistoryEntry,
  EsignonListQuery,
  EsignonPeriodSearch,
  EsignonSigner,
  EsignonValueSearch,
  EsignonWaitUntilDoneOptions,
} from './document-types.js';
export type { EsignonDocumentStatus } from './document-status.js';
export type {
  EsignonExportApiInfo,
  EsignonFieldValue,
  EsignonSignerRequest,
  EsignonStartedDocument,
  EsignonStartOptions,
  EsignonStartReference,
  EsignonStartRequest,
} from './start-types.js';
export type {
  EsignonTemplate,
  EsignonTemplateField,
  EsignonTemplateItem,
  EsignonTemplateQuery,
} from './template-types.js';
export type { EsignonDownload } from './download.js';
export type { EsignonCompany } from './company-reader.js';
export {
  EsignonInvalidRequestError,
  EsignonOutcomeUnknownError,
  isEsignonInvalidRequestError,
  isEsignonOutcomeUnknownError,
} from './errors.js';
