import type { EsignonAuthError } from '../common/errors.js';
import type { Emit } from '../common/events.js';
import type { EsignonCredentials } from '../options/credentials.js';
import type { EsignonToken } from '../token/esignon-token.js';
import type { TokenRequest } from '../token/token-source.js';

/** The request of the token manager, and where the events of the login go. */
export interface LoginContext extends TokenRequest {
  readonly emit: Emit;
  /** Records credentials that the vendor refused. Returns those to try instead, at most once in a login. */
  readonly onRefused: (
    credentials: EsignonCredentials,
    error: EsignonAuthError,
  ) => Promise<EsignonCredentials | undefined>;
}

/** Whose token it is: what a store needs to know of credentials. */
export type Member = Omit<EsignonCredentials, 'password'>;

/** Returns the token that another process put into a shared store, if it is newer than those of the context. */
export type Adopt = (
  member: Member,
  context: Omit<LoginContext, 'onRefused'>,
) => Promise<EsignonToken | undefined>;

/** Returns a token for credentials, from eSignon or from a shared store. */
export type Login = (credentials: EsignonCredentials, context: LoginContext) => Promise<EsignonToken>;
