const SENT = Symbol('nestjs-esignon-auth.sent');

/** A config that remembers the token it was sent with: the vendor's messages can echo it. */
interface SentConfig {
  [SENT]?: () => string;
}

/**
 * Remembers the token of a config, in a function under a property that is not enumerable, so that neither `inspect` nor
 * JSON shows it. Writable, because axios copies a config that has a read-only property.
 */
export function rememberToken(config: object, accessToken: string): void {
  Object.defineProperty(config, SENT, { value: () => accessToken, configurable: true, writable: true });
}

/** Returns the token that the config was last sent with; `undefined` for a call of another client. */
export function tokenOf(config: unknown): string | undefined {
  return typeof config === 'object' && config !== null ? (config as SentConfig)[SENT]?.() : undefined;
}
