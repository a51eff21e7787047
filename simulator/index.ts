export { EsignonSimulator } from './simulator.js';
export type {
  EsignonContract,
  EsignonSimulatorOptions,
  EsignonSimulatorSettings,
  TokenRejection,
} from './options.js';
export type { EsignonSimulatorAccount, Member as EsignonMemberKey } from './accounts/accounts.js';
export type {
  DocumentStatus as EsignonSimulatorDocumentStatus,
  EsignonSimulatorCompany,
  EsignonMember,
  EsignonSeedDocument,
  EsignonSimulatorTemplate,
  EsignonSimulatorTemplateField,
} from './companies.js';
export type { EsignonLiveToken } from './accounts/tokens.js';
export type { ExpireDateFormat } from './accounts/expire-date-formats.js';
export type { EsignonSignerInput } from './documents/documents.js';
export type { EsignonCallbackFault } from './callbacks/callback-faults.js';
export type { EsignonSimulatorCallback } from './callbacks/callback-sender.js';
export type { EsignonJournalEntry, EsignonRequest, EsignonRequestListener } from './http/journal.js';
export type {
  EsignonClockFault,
  EsignonDelayFault,
  EsignonFault,
  EsignonFaultScope,
  EsignonHangFault,
  EsignonMalformedFault,
  EsignonRedirectFault,
  EsignonReplacingFaultScope,
  EsignonResetFault,
  EsignonResultCodeFault,
  EsignonSlowBodyFault,
  EsignonStatusFault,
} from './faults/faults.js';
