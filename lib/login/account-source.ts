import { AsyncResource } from 'node:async_hooks';
import { createHmac } from 'node:crypto';

import { raceDeadline } from '../common/abort.js';
import type { Clock } from '../common/clock.js';
import {
  EsignonAuthError,
  EsignonConfigError,
  EsignonCredentialsUnavailableError,
} from '../common/errors.js';
import type { Emit } from '../common/events.js';
import { CredentialsFileError } from '../options/credentials-file.js';
import { type EsignonCredentials, readCredentials } from '../options/credentials.js';
import type { EsignonToken } from '../token/esignon-token.js';
import type { TokenRequest, TokenSource } from '../token/token-source.js';
import { isRefusal } from './changed-credentials.js';
import type { Adopt, Login, LoginContext, Member } from './login.js';
import type { RefusedCredentials } from './refused-credentials.js';

/** Fixed credentials, or the option that returns them. */
export type CredentialsProvider = EsignonCredentials | (() => unknown);

/** Whose credentials they are. */
export interface SourceAccount {
  readonly credentials: CredentialsProvider;
  /** The option that `credentials` comes from, for error messages. */
  readonly providerName: 'credentials()' | 'accounts()';
  readonly emit: Emit;
}

/** What the sources of all accounts share: an object for each would be a tenth of what an account takes (A1). */
export interface AccountSourceContext {
  /** How long the provider may take, in ms. */
  readonly timeout: number;
  readonly clock: Clock;
  /** Random for each process, so that a hash of credentials cannot be used in another process. */
  readonly salt: Uint8Array;
  /** Shared by the accounts of an instance. */
  readonly refusedCredentials: RefusedCredentials;
  readonly login: Login;
  /** Only with a store. */
  readonly adopt?: Adopt | undefined;
}

/** How many hashes of failed credentials are kept, since a provider can return different ones each time. */
const MAX_FAILED = 8;
const NONE: readonly string[] = [];

/** The token source of one account: reads its credentials and logs in. Of a function's credentials it keeps only hashes. */
export class AccountSource implements TokenSource {
  readonly #context: AccountSourceContext;
  readonly #provider: CredentialsProvider;
  readonly #providerName: SourceAccount['providerName'];
  readonly #emit: Emit;
  /** Hashes of the credentials with which a login failed permanently since the last successful login. */
  #failed = NONE;
  /** The hash of the credentials of the last successful login. */
  #succeeded: string | undefined;
  /** Only with a store. */
  #member: Member | undefined;

  constructor({ credentials, providerName, emit }: SourceAccount, context: AccountSourceContext) {
    this.#context = context;
    this.#provider = credentials;
    this.#providerName = providerName;
    this.#emit = emit;
  }

  async obtain(request: TokenRequest): Promise<EsignonToken> {
    const first = await this.#credentials(request.signal);
    if (this.#context.adopt) this.#member = { companyId: first.companyId, email: first.email };
    let reading: Promise<EsignonCredentials | undefined> | undefined;
    const onRefused: LoginContext['onRefused'] = async (credentials, error) => {
      this.#addFailed(credentials);
      this.#context.refusedCredentials.add(this.#hash(credentials), error);
      if (reading) return undefined;
      reading = this.#readAgain(request);
      const again = await reading;
      return again && isSameMember(again, first) ? again : undefined;
    };
    try {
      return await this.#logIn(first, { ...request, onRefused });
    } catch (error) {
      // `onRefused` did not return these credentials, since they belong to another member, whose token has another key in
      // the store; or it was not called, since another account already had these credentials refused.
      const again = isRefusal(error) ? await (reading ??= this.#readAgain(request)) : undefined;
      if (!again || this.#hasFailed(again)) throw error;
      return this.#logIn(again, { ...request, onRefused });
    }
  }

  async credentialsChanged(signal: AbortSignal): Promise<boolean> {
    return (await this.#untried(signal)) !== undefined;
  }

  async adopt(request: TokenRequest): Promise<EsignonToken | undefined> {
    const { adopt } = this.#context;
    const emit = this.#emit;
    // Only an abort rejects, and callers then get the error of the cool-down. A store that fails returns nothing.
    return this.#member && adopt?.(this.#member, { ...request, emit }).catch(() => undefined);
  }

  async #logIn(credentials: EsignonCredentials, context: Omit<LoginContext, 'emit'>): Promise<EsignonToken> {
    const { refusedCredentials, login } = this.#context;
    const emit = this.#emit;
    try {
      const token = await refusedCredentials.logIn(this.#hash(credentials), () =>
        login(credentials, { ...context, emit }),
      );
      this.#addSucceeded(credentials, context);
      return token;
    } catch (error) {
      if (!(error instanceof EsignonAuthError && error.retryable)) this.#addFailed(credentials);
      throw error;
    }
  }

  /** Reads the credentials again. If they are new, waits until a login may start and returns them. */
  async #readAgain({ signal, keepPace }: TokenRequest): Promise<EsignonCredentials | undefined> {
    const again = await this.#untried(signal);
    if (again) await keepPace?.();
    return again;
  }

  /** Reads the credentials again. Returns `undefined` if a login with them has already failed. Never rejects. */
  async #untried(signal: AbortSignal): Promise<EsignonCredentials | undefined> {
    if (typeof this.#provider !== 'function') return undefined;
    try {
      const credentials = await this.#credentials(signal);
      return this.#hasFailed(credentials) ? undefined : credentials;
    } catch {
      // Callers get the error of the login, which is more useful than that of the second reading.
      return undefined;
    }
  }

  #addSucceeded(credentials: EsignonCredentials, { onCredentialsChanged }: TokenRequest): void {
    this.#failed = NONE;
    const before = this.#succeeded;
    this.#succeeded = this.#hash(credentials);
    if (before !== undefined && before !== this.#succeeded) onCredentialsChanged?.();
  }

  #hasFailed(credentials: EsignonCredentials): boolean {
    return this.#failed.includes(this.#hash(credentials));
  }

  #addFailed(credentials: EsignonCredentials): void {
    const hash = this.#hash(credentials);
    this.#failed = [...this.#failed.filter((failed) => failed !== hash), hash].slice(-MAX_FAILED);
  }

  /** @throws `ESIGNON_CREDENTIALS_UNAVAILABLE`, `ESIGNON_UNKNOWN_ACCOUNT` or `ESIGNON_CONFIG_INVALID` */
  async #credentials(signal: AbortSignal): Promise<EsignonCredentials> {
    const provider = this.#provider;
    return typeof provider === 'function' ? this.#callProvider(provider, signal) : provider;
  }

  async #callProvider(provider: () => unknown, signal: AbortSignal): Promise<EsignonCredentials> {
    const { clock, timeout: ms } = this.#context;
    const timeoutError = (): Error => this.#unavailable(`took longer than ${ms} ms`);
    const read = await raceDeadline(this.#read(provider), { clock, ms, timeoutError, signal });
    if (!read) throw this.#absent();
    if (!Array.isArray(read)) return read;
    throw new EsignonConfigError(
      `${this.#providerName} returned invalid credentials: ${read.join('; ')}. Correct what it returns.`,
      read,
    );
  }

  /**
   * Calls the provider. Its error is not repeated, since the error of a secret manager can hold a secret. It runs in its
   * own `AsyncResource`, so that a second call in the same login does not see what the first set by `enterWith()` (K4).
   */
  async #read(provider: () => unknown): Promise<EsignonCredentials | string[] | undefined> {
    try {
      const value = await new AsyncResource('EsignonCredentials').runInAsyncScope(provider);
      return value === undefined || value === null ? undefined : readCredentials(value);
    } catch (error) {
      throw error instanceof CredentialsFileError ? error : this.#unavailable('threw');
    }
  }

  /** If `accounts()` returns nothing there is no such account, so the error is permanent (N6). */
  #absent(): EsignonAuthError {
    if (this.#providerName === 'credentials()') return this.#unavailable('returned none');
    return new EsignonAuthError(
      'ESIGNON_UNKNOWN_ACCOUNT',
      'accounts() returned nothing for this ID, so there is no such account. Check the ID that is passed to forAccount(), runAs() or @EsignonAccount().',
    );
  }

  #unavailable(what: string): EsignonCredentialsUnavailableError {
    return new EsignonCredentialsUnavailableError(
      `${this.#providerName} ${what}, so the eSignon login has no credentials. Make sure that it returns { companyId, email, password }.`,
    );
  }

  #hash({ companyId, email, password }: EsignonCredentials): string {
    const text = JSON.stringify([companyId, email, password]);
    return createHmac('sha256', this.#context.salt).update(text).digest('base64');
  }
}

function isSameMember(one: Member, other: Member): boolean {
  return one.companyId === other.companyId && one.email === other.email;
}
