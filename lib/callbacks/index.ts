export { EsignonCallbacksModule } from './callbacks.module.js';
export type {
  EsignonCallbacksAsyncOptions,
  EsignonCallbacksModuleSettings,
  EsignonCallbacksOptionsFactory,
} from './callbacks.module.js';
export type { EsignonCallbacksOptions, EsignonExportApiOptions } from './callbacks.options.js';
export { EsignonCallbacks } from './callbacks.service.js';
export { getEsignonCallbacksToken, InjectEsignonCallbacks } from './callbacks.tokens.js';

export { EsignonCallbackGuard } from './callback.guard.js';
export { EsignonCallback } from './callback.decorator.js';
export type {
  EsignonCallbackContent,
  EsignonCallbackDecision,
  EsignonCallbackEvent,
} from './callback-event.js';
export type { EsignonSeenStore } from './seen-store.js';
