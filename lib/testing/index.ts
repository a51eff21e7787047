export { EsignonSimulator } from '../../simulator/simulator.js';
export type {
  EsignonSimulatorOptions,
  EsignonSimulatorSettings,
  TokenRejection,
} from '../../simulator/options.js';
export type { EsignonAccount, EsignonCompany } from '../../simulator/accounts.js';
export type { EsignonLiveToken } from '../../simulator/tokens.js';
export type { ExpireDateFormat } from '../../simulator/expire-date-formats.js';
export type { EsignonJournalEntry, EsignonRequest, EsignonRequestListener } from '../../simulator/journal.js';
export type {
  EsignonClockFault,
  EsignonDelayFault,
  EsignonDripFault,
  EsignonFault,
  EsignonFaultScope,
  EsignonHangFault,
  EsignonRedirectFault,
  EsignonResetFault,
  EsignonResultCodeFault,
  EsignonRubbishFault,
  EsignonStatusFault,
} from '../../simulator/faults.js';
export { fixedTokenAuth } from './fixed-token-auth.js';
export type { FixedTokenAuth } from './fixed-token-auth.js';
export { MemoryTokenStore } from '../stores/memory-token-store.js';
export { tokenStoreContract } from './token-store-contract.js';
export type { TokenStoreCase } from './token-store-contract.js';
