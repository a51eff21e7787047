export { EsignonSimulator } from './simulator.js';
export type { EsignonSimulatorOptions, EsignonSimulatorSettings, TokenRejection } from './options.js';
export type { EsignonAccount, EsignonCompany, Member as EsignonMember } from './accounts.js';
export type { EsignonLiveToken } from './tokens.js';
export type { ExpireDateFormat } from './expire-date-formats.js';
export type { EsignonJournalEntry, EsignonRequest, EsignonRequestListener } from './journal.js';
export type {
  EsignonClockFault,
  EsignonDelayFault,
  EsignonFault,
  EsignonFaultScope,
  EsignonHangFault,
  EsignonMalformedFault,
  EsignonRedirectFault,
  EsignonResetFault,
  EsignonResultCodeFault,
  EsignonSlowBodyFault,
  EsignonStatusFault,
} from './faults.js';
