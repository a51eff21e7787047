const SENT = Symbol('nestjs-esignon-auth.sent');

/** A config with the tokens that it was sent with, to remove them from the vendor's messages. */
interface SentConfig {
  [SENT]?: () => readonly string[];
}

/**
 * Stores the token of a config, and keeps the previous one, since the response to a resend can contain the rejected token.
 * The tokens are in a function under a property that is not enumerable, so that neither `inspect` nor JSON shows them. The
 * property is writable, because axios copies a config with a read-only one.
 */
export function rememberToken(config: object, accessToken: string): void {
  const tokens = [...tokensOf(config).slice(-1), accessToken];
  Object.defineProperty(config, SENT, { value: () => tokens, configurable: true, writable: true });
}

/** Returns the last two tokens that the config was sent with; none for a call of another client. */
export function tokensOf(config: unknown): readonly string[] {
  return typeof config === 'object' && config !== null ? ((config as SentConfig)[SENT]?.() ?? []) : [];
}
