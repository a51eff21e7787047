import type { EsignonAuthError } from '../common/errors.js';
import type { Emit } from '../common/events.js';
import type { EsignonCredentials } from '../options/credentials.js';
import type { EsignonToken } from '../token/esignon-token.js';
import type { TokenRequest } from '../token/token-source.js';

/** The request of the token manager, with callbacks for the events and refusals of the login. */
export interface LoginContext extends TokenRequest {
  readonly emit: Emit;
  /** Records credentials that the vendor refused. Returns other credentials to try, at most once in a login. */
  readonly onRefused: (
    credentials: EsignonCredentials,
    error: EsignonAuthError,
  ) => Promise<EsignonCredentials | undefined>;
}

/** The member that a token belongs to: the credentials without the password. */
export type Member = Omit<EsignonCredentials, 'password'>;

/** Returns the token that another process wrote to the store, if it is newer than the tokens in `context`. */
export type Adopt = (
  member: Member,
  context: Omit<LoginContext, 'onRefused'>,
) => Promise<EsignonToken | undefined>;

/** Returns a token for credentials, from eSignon or from a shared store. */
export type Login = (credentials: EsignonCredentials, context: LoginContext) => Promise<EsignonToken>;
