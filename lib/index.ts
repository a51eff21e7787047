export { EsignonAuthModule } from './esignon-auth.module.js';
export type { EsignonAuthAsyncOptions, EsignonAuthModuleSettings } from './esignon-auth.module.js';
export type {
  EsignonAccounts,
  EsignonAnswer,
  EsignonAuthBaseOptions,
  EsignonAuthOptions,
  EsignonAuthOptionsFactory,
  EsignonFixedCredentials,
  EsignonHttpOptions,
  EsignonProvidedCredentials,
} from './esignon-auth.options.js';

export { EsignonAuthService } from './esignon-auth.service.js';
export type { EsignonAuthStatus } from './esignon-auth.service.js';
export {
  getEsignonAuthToken,
  getEsignonHttpToken,
  InjectEsignonAuth,
  InjectEsignonHttp,
} from './esignon-auth.tokens.js';

export { EsignonHttpService } from './outbound/esignon-http.service.js';
export { esignonBody } from './outbound/esignon-body.js';

export { EsignonAuthGuard } from './inbound/esignon-auth.guard.js';
export { EsignonAuthInterceptor } from './inbound/esignon-auth.interceptor.js';
export { EsignonAccessToken } from './inbound/esignon-access-token.decorator.js';
export { EsignonAccount } from './inbound/esignon-account.decorator.js';
export type { EsignonAccountResolver } from './inbound/esignon-account.decorator.js';

export type { EsignonCredentials } from './token/credentials.js';
export type { EsignonAuthCounters } from './token/counters.js';
export { EsignonToken } from './token/esignon-token.js';
export type { EsignonTokenInit } from './token/esignon-token.js';
export type { EsignonTokenRecord, EsignonTokenStore } from './token/token-store.js';

export type {
  ContentionEvent,
  CooldownStartedEvent,
  EsignonAuthEvent,
  ExpireDateUnreadableEvent,
  LoginFailedEvent,
  LoginStartedEvent,
  LoginSucceededEvent,
  RenewalFailedEvent,
  StoreFailedEvent,
  TokenAdoptedEvent,
  TokenRejectedEvent,
} from './esignon-auth.events.js';
export {
  EsignonAbortedError,
  EsignonApiError,
  EsignonAuthError,
  EsignonConfigError,
  EsignonCredentialsUnavailableError,
  EsignonInvalidResponseError,
  EsignonLoginRejectedError,
  EsignonUnavailableError,
  isEsignonAbortedError,
  isEsignonApiError,
  isEsignonAuthError,
  isEsignonConfigError,
  isEsignonCredentialsUnavailableError,
  isEsignonInvalidResponseError,
  isEsignonLoginRejectedError,
  isEsignonUnavailableError,
} from './esignon-auth.errors.js';
export type { EsignonErrorCode, EsignonErrorDetails } from './esignon-auth.errors.js';
