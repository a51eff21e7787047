import type { EsignonSimulatorAccount } from './accounts/accounts.js';
import type { EsignonLiveToken } from './accounts/tokens.js';
import type { EsignonCallbackFault } from './callbacks/callback-faults.js';
import type { EsignonSimulatorCallback } from './callbacks/callback-sender.js';
import { problemsOfCompanies } from './companies-check.js';
import { createState } from './create-state.js';
import type { EsignonSignerInput } from './documents/documents.js';
import type { EsignonFault } from './faults/faults.js';
import { requestListener } from './http/exchange.js';
import { type EsignonJournalEntry, type EsignonRequestListener, Journal } from './http/journal.js';
import { listen, type RunningServer } from './http/server.js';
import { DEFAULT_ACCOUNT, type EsignonSimulatorOptions } from './options.js';
import { SimulatorSettings } from './settings.js';
import type { SimulatorState } from './state.js';

/**
 * A simulator of eSignon in your process: an HTTP server with logins, documents and callbacks, which fails on demand.
 *
 * It is written from the vendor's documents only and shares no code with the client, so that a misunderstanding in one of
 * them makes a test fail.
 *
 * @example
 * const simulator = await EsignonSimulator.start();
 * EsignonAuthModule.forRoot({ baseUrl: simulator.url, ...EsignonSimulator.defaultAccount });
 * simulator.fault({ kind: 'status', status: 503, on: 'login', times: 1 });
 * // ... use the application
 * expect(simulator.logins).toBe(2);
 * await simulator.stop();
 */
export class EsignonSimulator extends SimulatorSettings {
  /** The only account if no `companies` are given: `{ companyId, email, password }`. */
  static readonly defaultAccount: EsignonSimulatorAccount = DEFAULT_ACCOUNT;

  readonly #options: EsignonSimulatorOptions;
  readonly #journal = new Journal();
  #state: SimulatorState;
  #server!: RunningServer;
  #stopping: Promise<void> | undefined;

  /**
   * Starts a simulator, by default on a free port of `127.0.0.1`. Rejects if the port is in use.
   *
   * @throws `TypeError` that names every problem of `companies`
   */
  static async start(options: EsignonSimulatorOptions = {}): Promise<EsignonSimulator> {
    const problems = problemsOfCompanies(options.companies ?? {});
    if (problems.length > 0) throw new TypeError(`EsignonSimulator: ${problems.join(' ')}`);
    const simulator = new EsignonSimulator(options);
    const { host = '127.0.0.1', port = 0 } = options;
    const listener = requestListener(() => simulator.#state, options.control ? simulator : undefined);
    simulator.#server = await listen(listener, { host, port });
    return simulator;
  }

  private constructor(options: EsignonSimulatorOptions) {
    super(options);
    this.#options = options;
    this.#state = createState(options, this, this.#journal, () => this.url);
  }

  /** Where it listens, such as `http://127.0.0.1:41234`: the module's `baseUrl`. */
  get url(): string {
    return this.#server.url;
  }

  /** Stops the server and its callbacks, and closes every connection at once. Can be called again. */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stop());
  }

  /** `await using simulator = await EsignonSimulator.start()` stops it at the end of the block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** Adds a member, and the company if it does not exist. An existing member gets the password. */
  addAccount(account: EsignonSimulatorAccount): void {
    this.#state.accounts.add(account);
  }

  /** Changes a password. Tokens stay valid. Throws if there is no such member. */
  setPassword(account: EsignonSimulatorAccount): void {
    this.#state.accounts.setPassword(account);
  }

  /** Makes the logins of a company fail with code 95. Tokens stay valid: code 95 is documented for the login only. */
  forbidCompany(companyId: string): void {
    this.#state.accounts.forbid(companyId);
  }

  /** Undoes {@link forbidCompany}. */
  allowCompany(companyId: string): void {
    this.#state.accounts.allow(companyId);
  }

  /** The tokens that are accepted now, oldest first. */
  get tokens(): readonly EsignonLiveToken[] {
    return this.#state.tokens.live();
  }

  /** Revokes a token. Returns `false` if there was no such token. */
  revokeToken(accessToken: string): boolean {
    return this.#state.tokens.revoke(accessToken);
  }

  /** Revokes every token. */
  revokeAll(): void {
    this.#state.tokens.revokeAll();
  }

  /** Expires every token now. A client cannot distinguish it from {@link revokeAll}. */
  expireAll(): void {
    this.#state.tokens.expireAll();
  }

  /**
   * Signs as the signer whose turn it is; then it is the turn of the next. Returns `false` if no such document is running.
   *
   * @param documentId a number or digits, as either generation has it
   * @param input a comment, and values that the signer fills in
   * @example simulator.approveStep(started.workflow_id, { fields: { Text_1: 'yes' } });
   */
  approveStep(documentId: string | number, input: EsignonSignerInput = {}): boolean {
    const document = this.#state.documents.findAnywhere(String(documentId));
    return document !== undefined && this.#state.documents.approve(document, input);
  }

  /**
   * Rejects as the signer whose turn it is. A rejection by the first signer cancels the document; by another it returns
   * the turn to the previous signer. Returns `false` if no such document is running.
   */
  rejectStep(documentId: string | number, comment = ''): boolean {
    const document = this.#state.documents.findAnywhere(String(documentId));
    return document !== undefined && this.#state.documents.reject(document, comment);
  }

  /** Signs as all remaining signers. Returns `false` if no such document is running. */
  completeDocument(documentId: string | number): boolean {
    const isRunning = this.approveStep(documentId);
    while (this.approveStep(documentId));
    return isRunning;
  }

  /** The newest 10 000 callbacks, oldest first, with their responses. A copy: it does not grow. */
  get callbacks(): readonly EsignonSimulatorCallback[] {
    return this.#state.callbacks.entries();
  }

  /** Resolves when every callback has got a response or failed, including late ones. */
  callbacksSettled(): Promise<void> {
    return this.#state.callbacks.settled();
  }

  /** Adds a fault of callbacks, see {@link EsignonCallbackFault}. Returns the function that ends it. */
  callbackFault(fault: EsignonCallbackFault): () => void {
    return this.#state.callbacks.faults.add(fault);
  }

  /**
   * Adds a fault, see {@link EsignonFault}. Returns the function that ends it.
   *
   * @example
   * const end = simulator.fault({ kind: 'hang', on: 'login' });
   */
  fault(fault: EsignonFault): () => void {
    return this.#state.faults.add(fault);
  }

  /** The active faults of requests, with their remaining `times`. */
  get faults(): readonly EsignonFault[] {
    return this.#state.faults.list();
  }

  /** The active faults of callbacks, with their remaining `times`. */
  get callbackFaults(): readonly EsignonCallbackFault[] {
    return this.#state.callbacks.faults.list();
  }

  /** Ends all faults, those of callbacks too. */
  clearFaults(): void {
    this.#state.faults.clear();
    this.#state.callbacks.faults.clear();
  }

  /** The newest 10 000 requests, oldest first (fewer when their bodies are long). A copy: it does not grow. */
  get journal(): readonly EsignonJournalEntry[] {
    return this.#journal.entries();
  }

  /** The number of login requests since the start or {@link clearJournal}, successful or not. */
  get logins(): number {
    return this.#journal.logins;
  }

  /** The number of other requests. */
  get calls(): number {
    return this.#journal.calls;
  }

  /** Empties the journal, and counts from 0 again. */
  clearJournal(): void {
    this.#journal.clear();
  }

  /** Calls the listener with each request when its response is decided. Returns a function that removes it. */
  onRequest(listener: EsignonRequestListener): () => void {
    return this.#journal.listen(listener);
  }

  /** Resets accounts, tokens, documents, faults, settings, journal and callbacks. Listeners stay. */
  async reset(): Promise<void> {
    const { callbacks } = this.#state;
    this.applySettings(this.#options);
    this.#journal.clear();
    this.#state = createState(this.#options, this, this.#journal, () => this.url);
    await callbacks.stop();
  }

  async #stop(): Promise<void> {
    await Promise.all([this.#server.stop(), this.#state.callbacks.stop()]);
  }
}
