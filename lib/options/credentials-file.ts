import { readFile } from 'node:fs/promises';

import { EsignonCredentialsUnavailableError } from '../common/errors.js';
import { systemCodeOf } from '../common/system-code.js';
import type { EsignonCredentials } from './credentials.js';

/** A member whose password is in a file. */
export interface EsignonPasswordFile extends Omit<EsignonCredentials, 'password'> {
  /** The path of a file that contains only the password. One newline at the end is not part of the password. */
  readonly passwordFile: string;
}

/** The password file cannot be used. Its message names the path and never the content, so it may be repeated. */
export class CredentialsFileError extends EsignonCredentialsUnavailableError {}

/**
 * Returns a function for `credentials` that reads the password from a file at each login, such as a mounted Kubernetes
 * secret: when the file is replaced, the next login uses the new password.
 *
 * The function throws `ESIGNON_CREDENTIALS_UNAVAILABLE` if the file is missing, unreadable or empty.
 *
 * @example credentials: credentialsFromFile({ companyId, email, passwordFile: '/run/secrets/esignon/password' })
 */
export function credentialsFromFile({
  passwordFile,
  ...member
}: EsignonPasswordFile): () => Promise<EsignonCredentials> {
  return async () => ({ ...member, password: await readPassword(passwordFile) });
}

async function readPassword(path: string): Promise<string> {
  const content = await readFile(path, 'utf8').catch((error: unknown) => {
    throw unavailable(path, `cannot be read (${systemCodeOf(error) ?? 'unknown reason'})`);
  });
  const password = content.replace(/\r?\n$/, '');
  if (password === '') throw unavailable(path, 'is empty');
  return password;
}

function unavailable(path: string, what: string): CredentialsFileError {
  return new CredentialsFileError(
    `The password file ${path} ${what}, so there is no password to log in to eSignon with. Make sure that the secret is mounted there and that the process may read it.`,
  );
}
