/** `g***@example.com`: enough to see whose address it is, not enough to read it off a screenshot. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 1 ? '***' : `${email.slice(0, 1)}***${email.slice(at)}`;
}
