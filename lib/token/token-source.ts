import type { EsignonToken } from './esignon-token.js';

/** What a keeper asks of a source. */
export interface TokenRequest {
  /** Aborts when the keeper is closed. */
  readonly signal: AbortSignal;
  /** The token in hand or last rejected: only one other than it, and newer, will do. */
  readonly notThis?: EsignonToken | undefined;
}

/** Where a keeper's tokens come from: the login, perhaps behind a shared store. */
export interface TokenSource {
  /** A token that was valid a moment ago, or an `EsignonAuthError`. Called one at a time. */
  obtain(request: TokenRequest): Promise<EsignonToken>;
  /** Whether the credentials are now others than those that the last `obtain` failed with. Never rejects. */
  credentialsChanged(): Promise<boolean>;
}
