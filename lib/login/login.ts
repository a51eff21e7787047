import type { Emit } from '../common/events.js';
import type { EsignonCredentials } from '../options/credentials.js';
import type { EsignonToken } from '../token/esignon-token.js';
import type { TokenRequest } from '../token/token-source.js';

export interface LoginContext extends TokenRequest {
  readonly emit: Emit;
}

/** Gets a token for credentials: from the vendor, or from a store that others share. */
export type Login = (credentials: EsignonCredentials, context: LoginContext) => Promise<EsignonToken>;
