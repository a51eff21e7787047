import { Length, Matches, validateSync } from 'class-validator';

/** The credentials of one member of a company. */
export interface EsignonCredentials {
  /** The company's unique ID in eSignon (`companyId`), not its display name: `[A-Za-z0-9._-]`, at most 64. */
  readonly companyId: string;
  /** The member's e-mail address (`memb_email`). */
  readonly email: string;
  /** The member's password (`memb_pwd`). */
  readonly password: string;
}

/** The company ID is a path segment: `.` and `..` would change the path. */
const COMPANY_ID = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/;

/**
 * Returns the function that makes the message for a wrong option. For an empty option the message only says that it is
 * empty, since most often an environment variable is not set.
 *
 * Uses no type of class-validator: this package's declarations would then import those of class-validator, and those of
 * 0.14 do not compile.
 */
export const messageFor =
  (message: string) =>
  ({ property, value }: { property: string; value: unknown }): string =>
    value === '' ? `${property} is empty` : message;

/** The shape of the credentials, for class-validator. */
class CredentialsShape {
  @Matches(COMPANY_ID, {
    message: messageFor(
      'companyId must be 1 to 64 of the characters A-Z a-z 0-9 . _ - (the ID, not the display name)',
    ),
  })
  companyId: unknown;

  @Length(1, 320, { message: messageFor('email must be a string of 1 to 320 characters') })
  email: unknown;

  @Length(1, 1024, { message: messageFor('password must be a string of 1 to 1024 characters') })
  password: unknown;

  constructor(values: Partial<Record<keyof EsignonCredentials, unknown>>) {
    this.companyId = values.companyId;
    this.email = values.email;
    this.password = values.password;
  }
}

/** Returns the problems of `shape`, one sentence each. They never repeat a value. */
export function problemsOf(shape: object): string[] {
  const errors = validateSync(shape, { stopAtFirstError: true });
  return errors.flatMap((error) => Object.values(error.constraints ?? {}));
}

/** Returns the credentials as plain strings, or their problems. */
export function readCredentials(value: unknown): EsignonCredentials | string[] {
  if (typeof value !== 'object' || value === null) return ['the credentials must be an object'];
  // Each property is read once, since a getter could return another value after the check.
  const shape = new CredentialsShape(value);
  const problems = problemsOf(shape);
  const { companyId, email, password } = shape;
  return problems.length > 0 ? problems : ({ companyId, email, password } as EsignonCredentials);
}
