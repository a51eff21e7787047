export { EsignonSimulator } from '../../simulator/index.js';
export type {
  EsignonAccount,
  EsignonClockFault,
  EsignonCompany,
  EsignonDelayFault,
  EsignonFault,
  EsignonFaultScope,
  EsignonHangFault,
  EsignonJournalEntry,
  EsignonLiveToken,
  EsignonMalformedFault,
  EsignonMember,
  EsignonRedirectFault,
  EsignonRequest,
  EsignonRequestListener,
  EsignonResetFault,
  EsignonResultCodeFault,
  EsignonSimulatorOptions,
  EsignonSimulatorSettings,
  EsignonSlowBodyFault,
  EsignonStatusFault,
  ExpireDateFormat,
  TokenRejection,
} from '../../simulator/index.js';
export { fixedTokenAuth } from './fixed-token-auth.js';
export type { FixedTokenAuth } from './fixed-token-auth.js';
export { MemoryTokenStore } from '../stores/memory-token-store.js';
export { tokenStoreContract } from './token-store-contract.js';
export type { TokenStoreCase } from './token-store-contract.js';
