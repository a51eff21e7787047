import type { Emit } from '../common/events.js';
import type { EsignonCredentials } from '../options/credentials.js';
import type { EsignonToken } from '../token/esignon-token.js';
import type { TokenRequest } from '../token/token-source.js';

/** The request of the token manager, and where the events of the login go. */
export interface LoginContext extends TokenRequest {
  readonly emit: Emit;
}

/** Returns a token for credentials, from eSignon or from a shared store. */
export type Login = (credentials: EsignonCredentials, context: LoginContext) => Promise<EsignonToken>;
