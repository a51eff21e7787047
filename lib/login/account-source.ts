import { createHmac } from 'node:crypto';

import { raceDeadline } from '../common/abort.js';
import type { Clock } from '../common/clock.js';
import { EsignonConfigError, EsignonCredentialsUnavailableError } from '../common/errors.js';
import type { Emit } from '../common/events.js';
import { type EsignonCredentials, readCredentials } from '../options/credentials.js';
import type { EsignonToken } from '../token/esignon-token.js';
import type { TokenRequest, TokenSource } from '../token/token-source.js';
import type { Login } from './login.js';

/** Fixed credentials, or where to ask for them. */
export type CredentialsProvider = EsignonCredentials | (() => unknown);

export interface AccountSourceSettings {
  readonly credentials: CredentialsProvider;
  /** How the provider is called in an error's remedy: `credentials()` or `accounts()`. */
  readonly providerName: string;
  /** How long the provider may take, in ms. */
  readonly timeout: number;
  readonly clock: Clock;
  /** Of the process: what is hashed with it says nothing elsewhere. */
  readonly salt: Uint8Array;
  readonly login: Login;
  readonly emit: Emit;
}

/** Logs an account in. Holds no password of a provider: only a salted hash of the credentials that failed. */
export class AccountSource implements TokenSource {
  readonly #settings: AccountSourceSettings;
  #failedCredentialsHash: string | undefined;

  constructor(settings: AccountSourceSettings) {
    this.#settings = settings;
  }

  async obtain(request: TokenRequest): Promise<EsignonToken> {
    const credentials = await this.#credentials(request.signal);
    try {
      return await this.#settings.login(credentials, { ...request, emit: this.#settings.emit });
    } catch (error) {
      this.#failedCredentialsHash = this.#hash(credentials);
      throw error;
    }
  }

  async credentialsChanged(signal: AbortSignal): Promise<boolean> {
    if (typeof this.#settings.credentials !== 'function') return false;
    try {
      return this.#hash(await this.#credentials(signal)) !== this.#failedCredentialsHash;
    } catch {
      // The failure that cools down says more than that there are no other credentials.
      return false;
    }
  }

  /** The credentials of now. Rejects with `ESIGNON_CREDENTIALS_UNAVAILABLE` or `ESIGNON_CONFIG_INVALID`. */
  async #credentials(signal: AbortSignal): Promise<EsignonCredentials> {
    const { credentials } = this.#settings;
    return typeof credentials === 'function' ? this.#callProvider(credentials, signal) : credentials;
  }

  async #callProvider(provider: () => unknown, signal: AbortSignal): Promise<EsignonCredentials> {
    const { providerName, clock, timeout: ms } = this.#settings;
    const timeoutError = (): Error => this.#unavailable(`took longer than ${ms} ms`);
    const read = await raceDeadline(this.#read(provider), { clock, ms, timeoutError, signal });
    if (!read) throw this.#unavailable('returned none');
    if (!Array.isArray(read)) return read;
    throw new EsignonConfigError(
      `${providerName} returned invalid credentials: ${read.join('; ')}. Correct what it returns.`,
      read,
    );
  }

  /** What the provider returns, read; what it throws is not repeated: a secret manager's error can hold anything. */
  async #read(provider: () => unknown): Promise<EsignonCredentials | string[] | undefined> {
    try {
      const value = await provider();
      return value === undefined || value === null ? undefined : readCredentials(value);
    } catch {
      throw this.#unavailable('threw');
    }
  }

  #unavailable(what: string): EsignonCredentialsUnavailableError {
    const { providerName } = this.#settings;
    return new EsignonCredentialsUnavailableError(
      `${providerName} ${what}, so eSignon cannot be logged in to. Make sure that it returns { companyId, email, password }.`,
    );
  }

  #hash({ companyId, email, password }: EsignonCredentials): string {
    const text = JSON.stringify([companyId, email, password]);
    return createHmac('sha256', this.#settings.salt).update(text).digest('base64');
  }
}
