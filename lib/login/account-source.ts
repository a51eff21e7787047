import { createHmac } from 'node:crypto';

import { raceDeadline } from '../common/abort.js';
import type { Clock } from '../common/clock.js';
import {
  EsignonAuthError,
  EsignonConfigError,
  EsignonCredentialsUnavailableError,
} from '../common/errors.js';
import type { Emit } from '../common/events.js';
import { type EsignonCredentials, readCredentials } from '../options/credentials.js';
import type { EsignonToken } from '../token/esignon-token.js';
import type { TokenRequest, TokenSource } from '../token/token-source.js';
import type { Login } from './login.js';
import type { RefusedCredentials } from './refused-credentials.js';

/** Fixed credentials, or the option that returns them. */
export type CredentialsProvider = EsignonCredentials | (() => unknown);

export interface AccountSourceSettings {
  readonly credentials: CredentialsProvider;
  /** The option that `credentials` is from, for the remedy of an error. */
  readonly providerName: 'credentials()' | 'accounts()';
  /** How long the provider may take, in ms. */
  readonly timeout: number;
  readonly clock: Clock;
  /** Random for each process, so that the hash of credentials is of no use elsewhere. */
  readonly salt: Uint8Array;
  /** Shared by the accounts of an instance. */
  readonly refused: RefusedCredentials;
  readonly login: Login;
  readonly emit: Emit;
}

/** Logs one account in. Of credentials from a function it keeps only a salted hash of those that failed. */
export class AccountSource implements TokenSource {
  readonly #settings: AccountSourceSettings;
  #failedCredentialsHash: string | undefined;

  constructor(settings: AccountSourceSettings) {
    this.#settings = settings;
  }

  async obtain(request: TokenRequest): Promise<EsignonToken> {
    const { refused, login, emit } = this.#settings;
    const credentials = await this.#credentials(request.signal);
    const hash = this.#hash(credentials);
    try {
      return await refused.logIn(hash, () => login(credentials, { ...request, emit }));
    } catch (error) {
      this.#failedCredentialsHash = hash;
      throw error;
    }
  }

  async credentialsChanged(signal: AbortSignal): Promise<boolean> {
    if (typeof this.#settings.credentials !== 'function') return false;
    try {
      return this.#hash(await this.#credentials(signal)) !== this.#failedCredentialsHash;
    } catch {
      // Callers get the failure of the cool-down, which says more than that there are no other credentials.
      return false;
    }
  }

  /** @throws `ESIGNON_CREDENTIALS_UNAVAILABLE`, `ESIGNON_UNKNOWN_ACCOUNT` or `ESIGNON_CONFIG_INVALID` */
  async #credentials(signal: AbortSignal): Promise<EsignonCredentials> {
    const { credentials } = this.#settings;
    return typeof credentials === 'function' ? this.#callProvider(credentials, signal) : credentials;
  }

  async #callProvider(provider: () => unknown, signal: AbortSignal): Promise<EsignonCredentials> {
    const { providerName, clock, timeout: ms } = this.#settings;
    const timeoutError = (): Error => this.#unavailable(`took longer than ${ms} ms`);
    const read = await raceDeadline(this.#read(provider), { clock, ms, timeoutError, signal });
    if (!read) throw this.#absent();
    if (!Array.isArray(read)) return read;
    throw new EsignonConfigError(
      `${providerName} returned invalid credentials: ${read.join('; ')}. Correct what it returns.`,
      read,
    );
  }

  /** What the function throws is not repeated: the error of a secret manager can hold a secret. */
  async #read(provider: () => unknown): Promise<EsignonCredentials | string[] | undefined> {
    try {
      const value = await provider();
      return value === undefined || value === null ? undefined : readCredentials(value);
    } catch {
      throw this.#unavailable('threw');
    }
  }

  /** `accounts()` that returns nothing says that there is no such account: waiting would not help (N6). */
  #absent(): EsignonAuthError {
    if (this.#settings.providerName === 'credentials()') return this.#unavailable('returned none');
    return new EsignonAuthError(
      'ESIGNON_UNKNOWN_ACCOUNT',
      'accounts() returned nothing for this ID, so there is no such account. Check the ID that is passed to forAccount(), runAs() or @EsignonAccount().',
    );
  }

  #unavailable(what: string): EsignonCredentialsUnavailableError {
    const { providerName } = this.#settings;
    return new EsignonCredentialsUnavailableError(
      `${providerName} ${what}, so the eSignon login has no credentials. Make sure that it returns { companyId, email, password }.`,
    );
  }

  #hash({ companyId, email, password }: EsignonCredentials): string {
    const text = JSON.stringify([companyId, email, password]);
    return createHmac('sha256', this.#settings.salt).update(text).digest('base64');
  }
}
