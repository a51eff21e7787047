const SENT = Symbol('nestjs-esignon-auth.sent');

/** A config that remembers the tokens it was sent with: the vendor's messages can echo them. */
interface SentConfig {
  [SENT]?: () => readonly string[];
}

/**
 * Remembers the token of a config, and the one before: after a resend, the message can name the token that was rejected.
 * In a function under a property that is not enumerable, so that neither `inspect` nor JSON shows them. Writable, because
 * axios copies a config that has a read-only property.
 */
export function rememberToken(config: object, accessToken: string): void {
  const tokens = [...tokensOf(config).slice(-1), accessToken];
  Object.defineProperty(config, SENT, { value: () => tokens, configurable: true, writable: true });
}

/** Returns the last two tokens that the config was sent with; none for a call of another client. */
export function tokensOf(config: unknown): readonly string[] {
  return typeof config === 'object' && config !== null ? ((config as SentConfig)[SENT]?.() ?? []) : [];
}
