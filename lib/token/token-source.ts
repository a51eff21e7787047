import type { EsignonToken } from './esignon-token.js';

/** A request for a token that is newer than `cachedToken` and `rejectedToken`. */
export interface TokenRequest {
  /** Aborts when the manager is closed. */
  readonly signal: AbortSignal;
  /** The cached token, which may still be valid. */
  readonly cachedToken?: EsignonToken | undefined;
  /** The token that was rejected or invalidated last. */
  readonly rejectedToken?: EsignonToken | undefined;
  /** Waits until another login may start within this request (K7). */
  readonly keepPace?: (() => Promise<void>) | undefined;
  /** Called when the credentials differ from those of the previous token. */
  readonly onCredentialsChanged?: (() => void) | undefined;
}

/** Gets tokens for a manager: by a login, or from a shared store. */
export interface TokenSource {
  /** Returns a valid token. Rejects with an `EsignonAuthError`. Never called again before it has settled. */
  obtain(request: TokenRequest): Promise<EsignonToken>;
  /** Whether the credentials have changed since the last `obtain` failed. Never rejects. */
  credentialsChanged(signal: AbortSignal): Promise<boolean>;
  /** Returns the token of another process, without a login. Never rejects. */
  adopt(request: TokenRequest): Promise<EsignonToken | undefined>;
}
