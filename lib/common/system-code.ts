/**
 * Returns the `code` of a Node or axios error, such as `ECONNREFUSED`, if it is a short name in capital letters. The
 * other properties of such an error can hold a secret.
 */
export function systemCodeOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !Object.hasOwn(thrown, 'code')) return undefined;
  const { code } = thrown as { code: unknown };
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,48}$/.test(code) ? code : undefined;
}
