export { EsignonAuthModule } from './esignon-auth.module.js';
export type { EsignonAuthAsyncOptions, EsignonAuthModuleSettings } from './esignon-auth.module.js';
export type {
  EsignonAccounts,
  EsignonAccountsOnly,
  EsignonResponse,
  EsignonAuthBaseOptions,
  EsignonAuthOptions,
  EsignonAuthOptionsFactory,
  EsignonFixedCredentials,
  EsignonHttpOptions,
  EsignonProvidedCredentials,
} from './options/options.js';

export { esignonEnvSchema } from './options/env-schema.js';
export type { EsignonEnv, EsignonEnvIssue, EsignonEnvSchema } from './options/env-schema.js';

export { EsignonAuthService } from './esignon-auth.service.js';
export type { EsignonAuthStatus } from './esignon-auth.service.js';
export {
  getEsignonAuthToken,
  getEsignonHttpToken,
  InjectEsignonAuth,
  InjectEsignonHttp,
} from './esignon-auth.tokens.js';

export { EsignonHttpService } from './http/esignon-http.service.js';
export { esignonBody } from './http/esignon-body.js';

export { EsignonAuthGuard } from './nest/esignon-auth.guard.js';
export { EsignonAuthInterceptor } from './nest/esignon-auth.interceptor.js';
export { EsignonAccessToken } from './nest/esignon-access-token.decorator.js';
export { EsignonAccount } from './nest/esignon-account.decorator.js';
export type { EsignonAccountResolver } from './nest/esignon-account.decorator.js';

export type { EsignonCredentials } from './options/credentials.js';
export { credentialsFromFile } from './options/credentials-file.js';
export type { EsignonPasswordFile } from './options/credentials-file.js';
export type { EsignonAuthCounters } from './common/counters.js';
export type { EsignonWaitOptions } from './common/abort.js';
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
} from './common/events.js';
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
} from './common/errors.js';
export type { EsignonErrorCode, EsignonErrorDetails, EsignonFailureReason } from './common/errors.js';
