import type { EsignonToken } from './esignon-token.js';

/** What a manager asks of a source: a token that is neither of these two, and newer. */
export interface TokenRequest {
  /** Aborts when the manager is closed. */
  readonly signal: AbortSignal;
  /** The token in hand, which may still be good. */
  readonly cachedToken?: EsignonToken | undefined;
  /** The token that was rejected or invalidated last, and is good for nobody. */
  readonly rejectedToken?: EsignonToken | undefined;
}

/** Where a manager's tokens come from: the login, perhaps behind a shared store. */
export interface TokenSource {
  /** A token that was valid a moment ago, or an `EsignonAuthError`. Called one at a time. */
  obtain(request: TokenRequest): Promise<EsignonToken>;
  /** Whether the credentials are now others than those that the last `obtain` failed with. Never rejects. */
  credentialsChanged(signal: AbortSignal): Promise<boolean>;
}
