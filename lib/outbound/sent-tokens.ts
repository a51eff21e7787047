/**
 * Which token a call went with, by its config: what the vendor says of the call can echo it. Nothing leads from a
 * config to the token but this module.
 */
const tokens = new WeakMap<object, string>();

export function rememberToken(config: object, accessToken: string): void {
  tokens.set(config, accessToken);
}

/** The token that the call went with last; `undefined` for a call of another client's. */
export function tokenOf(config: unknown): string | undefined {
  return typeof config === 'object' && config !== null ? tokens.get(config) : undefined;
}
