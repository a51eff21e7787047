import { inspect } from 'node:util';

/** The fields of an `EsignonToken`. Dates are by the local wall clock. */
export interface EsignonTokenInit {
  /** eSignon's `access_token`. */
  readonly accessToken: string;
  /** When it expires. */
  readonly expiresAt: Date;
  /** When the login request was sent. */
  readonly issuedAt: Date;
  /** The company ID that it was issued for. */
  readonly companyId: string;
  /** The member whose rights it carries. */
  readonly memberEmail: string;
  /** eSignon's `device_id`, opaque; absent if the response had none. */
  readonly deviceId?: string | undefined;
}

const MASK = '***';

/** An access token with its dates. JSON and `inspect` show `***` instead of the token; read `accessToken`. */
export class EsignonToken {
  readonly #accessToken: string;
  readonly expiresAt: Date;
  readonly issuedAt: Date;
  readonly companyId: string;
  readonly memberEmail: string;
  readonly deviceId: string | undefined;

  constructor(init: EsignonTokenInit) {
    this.#accessToken = init.accessToken;
    this.expiresAt = init.expiresAt;
    this.issuedAt = init.issuedAt;
    this.companyId = init.companyId;
    this.memberEmail = init.memberEmail;
    this.deviceId = init.deviceId;
  }

  get accessToken(): string {
    return this.#accessToken;
  }

  /** The value of the `Authorization` header: the word `esignon`, a space, the token. */
  get authorization(): string {
    return `esignon ${this.#accessToken}`;
  }

  toJSON(): Record<string, unknown> {
    return {
      accessToken: MASK,
      expiresAt: this.expiresAt,
      issuedAt: this.issuedAt,
      companyId: this.companyId,
      memberEmail: this.memberEmail,
      deviceId: this.deviceId,
    };
  }

  toString(): string {
    return `EsignonToken(${MASK})`;
  }

  [inspect.custom](): string {
    return `EsignonToken ${inspect(this.toJSON())}`;
  }
}

/** What can be sent in a header; axios would change anything else without an error. */
const TOKEN = /^[\x21-\x7e]{1,8192}$/;

export function isAccessToken(value: unknown): value is string {
  return typeof value === 'string' && TOKEN.test(value);
}
