const SENT = Symbol('nestjs-esignon-auth.sent');

/** Where a config keeps which token it was sent with: what the vendor says of the call can echo it. */
interface Sent {
  [SENT]?: () => string;
}

/**
 * In a function, under a property that is not enumerable: neither `inspect` nor JSON shows it. Writable, since axios
 * copies a config that has a property which is not.
 */
export function rememberToken(config: object, accessToken: string): void {
  Object.defineProperty(config, SENT, { value: () => accessToken, configurable: true, writable: true });
}

/** The token that the call went with last; `undefined` for a call of another client's. */
export function tokenOf(config: unknown): string | undefined {
  return typeof config === 'object' && config !== null ? (config as Sent)[SENT]?.() : undefined;
}
