import type { ExpireDateFormat } from './accounts/expire-date-formats.js';
import {
  DEFAULT_CONTRACT,
  DEFAULT_TOKEN_LIFETIME,
  type EsignonContract,
  type EsignonSimulatorOptions,
  type EsignonSimulatorSettings,
  type TokenRejection,
} from './options.js';

/** The settings of a simulator with their defaults; each may be changed at any time. */
export class SimulatorSettings implements EsignonSimulatorSettings {
  tokenLifetime!: number;
  singleSession!: boolean;
  latency!: number;
  expireDateFormat!: ExpireDateFormat;
  tokenRejection!: TokenRejection;
  clockSkew!: number;
  searchDelay!: number;
  callbackForm!: 'auto' | 'v3' | 'envelope';
  contract!: EsignonContract;

  protected constructor(options: EsignonSimulatorOptions) {
    this.applySettings(options);
  }

  /** Sets all settings; those that the options leave out get their default. */
  protected applySettings(options: EsignonSimulatorOptions): void {
    this.tokenLifetime = options.tokenLifetime ?? DEFAULT_TOKEN_LIFETIME;
    this.singleSession = options.singleSession ?? false;
    this.latency = options.latency ?? 0;
    this.expireDateFormat = options.expireDateFormat ?? 'vendor';
    this.tokenRejection = options.tokenRejection ?? 'envelope';
    this.clockSkew = options.clockSkew ?? 0;
    this.searchDelay = options.searchDelay ?? 0;
    this.callbackForm = options.callbackForm ?? 'auto';
    this.contract = { ...DEFAULT_CONTRACT, ...options.contract };
  }
}
