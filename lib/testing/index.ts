export { EsignonSimulator } from './simulator.js';
export type { EsignonSimulatorOptions, EsignonSimulatorSettings, TokenRejection } from './options.js';
export type { EsignonAccount, EsignonCompany } from './accounts.js';
export type { EsignonLiveToken } from './tokens.js';
export type { ExpireDateFormat } from './expire-date-formats.js';
export type { EsignonJournalEntry, EsignonRequest, EsignonRequestListener } from './journal.js';
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
} from './faults.js';
export { fixedTokenAuth } from './fixed-token-auth.js';
export type { FixedTokenAuth } from './fixed-token-auth.js';
export { MemoryTokenStore } from './memory-token-store.js';
export { tokenStoreContract } from './token-store-contract.js';
export type { TokenStoreCase } from './token-store-contract.js';
