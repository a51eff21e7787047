export { EsignonSimulator } from '../../simulator/index.js';
export type {
  EsignonSimulatorAccount,
  EsignonSimulatorCallback,
  EsignonCallbackFault,
  EsignonClockFault,
  EsignonSimulatorCompany,
  EsignonContract,
  EsignonDelayFault,
  EsignonSimulatorDocumentStatus,
  EsignonFault,
  EsignonFaultScope,
  EsignonHangFault,
  EsignonJournalEntry,
  EsignonLiveToken,
  EsignonMalformedFault,
  EsignonMember,
  EsignonMemberKey,
  EsignonRedirectFault,
  EsignonReplacingFaultScope,
  EsignonRequest,
  EsignonRequestListener,
  EsignonResetFault,
  EsignonResultCodeFault,
  EsignonSeedDocument,
  EsignonSimulatorOptions,
  EsignonSimulatorSettings,
  EsignonSlowBodyFault,
  EsignonSignerInput,
  EsignonStatusFault,
  EsignonSimulatorTemplate,
  EsignonSimulatorTemplateField,
  ExpireDateFormat,
  TokenRejection,
} from '../../simulator/index.js';
export { fixedTokenAuth } from './fixed-token-auth.js';
export type { FixedTokenAuth } from './fixed-token-auth.js';
export { useSimulator } from './use-simulator.js';
export type { ProviderOverrides } from './use-simulator.js';
export { MemoryTokenStore } from '../stores/memory-token-store.js';
export { tokenStoreContract } from './token-store-contract.js';
export type { TokenStoreCase } from './token-store-contract.js';
