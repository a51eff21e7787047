import type { EsignonAccount } from './accounts/accounts.js';
import type { EsignonLiveToken } from './accounts/tokens.js';
import type { EsignonCallbackFault } from './callbacks/callback-faults.js';
import type { EsignonCallback } from './callbacks/callback-sender.js';
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
 * eSignon in your own process: a real HTTP server that logs members in, keeps documents, posts callbacks, and fails on demand.
 *
 * It is written from the vendor's documents alone and shares no code with the client, so that the two can disagree.
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
  /** The one account there is when no `companies` are given: `{ companyId, email, password }`. */
  static readonly defaultAccount: EsignonAccount = DEFAULT_ACCOUNT;

  readonly #options: EsignonSimulatorOptions;
  readonly #journal = new Journal();
  #state: SimulatorState;
  #server!: RunningServer;
  #stopping: Promise<void> | undefined;

  /**
   * Starts one on `127.0.0.1`, on any free port unless told otherwise. Rejects when the port is taken.
   *
   * @throws `TypeError` that names everything that is wrong with `companies`
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

  /** Ends the server, its callbacks and every connection at once, hung and slow ones too. May be called again. */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stop());
  }

  /** `await using simulator = await EsignonSimulator.start()` stops it at the end of the block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** Adds a member, with the company if need be; a member who exists gets the password. */
  addAccount(account: EsignonAccount): void {
    this.#state.accounts.add(account);
  }

  /** Changes a password. Tokens stay good. Throws for a member there is not. */
  setPassword(account: EsignonAccount): void {
    this.#state.accounts.setPassword(account);
  }

  /** Answers the company's logins with code 95. Tokens stay good: code 95 is documented for the login alone. */
  forbidCompany(companyId: string): void {
    this.#state.accounts.forbid(companyId);
  }

  /** Undoes {@link forbidCompany}. */
  allowCompany(companyId: string): void {
    this.#state.accounts.allow(companyId);
  }

  /** The tokens that would be accepted now, oldest first. */
  get tokens(): readonly EsignonLiveToken[] {
    return this.#state.tokens.live();
  }

  /** Ends a token. `false` when there was no such token. */
  revokeToken(accessToken: string): boolean {
    return this.#state.tokens.revoke(accessToken);
  }

  /** Ends every token, as if the vendor had forgotten them. */
  revokeAll(): void {
    this.#state.tokens.revokeAll();
  }

  /** Ends every token, as if its time had come. A client cannot tell it from {@link revokeAll}. */
  expireAll(): void {
    this.#state.tokens.expireAll();
  }

  /**
   * The signer whose turn it is signs, and the turn goes on to the next. `false` when no such document is running.
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
   * The signer whose turn it is rejects: the first one's rejection cancels the document, another's gives the turn back.
   * `false` when no such document is running.
   */
  rejectStep(documentId: string | number, comment = ''): boolean {
    const document = this.#state.documents.findAnywhere(String(documentId));
    return document !== undefined && this.#state.documents.reject(document, comment);
  }

  /** Every signer who has not signed yet does. `false` when no such document is running. */
  completeDocument(documentId: string | number): boolean {
    const isRunning = this.approveStep(documentId);
    while (this.approveStep(documentId));
    return isRunning;
  }

  /** The newest 10 000 callbacks, oldest first, and what was answered. A copy: it does not grow. */
  get callbacks(): readonly EsignonCallback[] {
    return this.#state.callbacks.entries();
  }

  /** Resolves when every callback that is due has been answered or has failed, late ones included. */
  callbacksSettled(): Promise<void> {
    return this.#state.callbacks.settled();
  }

  /** Makes callbacks go wrong; see {@link EsignonCallbackFault}. Returns the function that ends it. */
  callbackFault(fault: EsignonCallbackFault): () => void {
    return this.#state.callbacks.faults.add(fault);
  }

  /**
   * Makes something go wrong; see {@link EsignonFault} for what can. Returns the function that ends it.
   *
   * @example
   * const end = simulator.fault({ kind: 'hang', on: 'login' });
   */
  fault(fault: EsignonFault): () => void {
    return this.#state.faults.add(fault);
  }

  /** The faults that still wait for requests, with the `times` they have left. */
  get faults(): readonly EsignonFault[] {
    return this.#state.faults.list();
  }

  /** The faults that still wait for callbacks, with the `times` they have left. */
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

  /** How many logins were asked for since the start or {@link clearJournal}: all of them, whatever became of them. */
  get logins(): number {
    return this.#journal.logins;
  }

  /** How many other requests there were. */
  get calls(): number {
    return this.#journal.calls;
  }

  /** Empties the journal, and counts from 0 again. */
  clearJournal(): void {
    this.#journal.clear();
  }

  /** Calls the listener with each request as its answer is decided. Returns the undo. */
  onRequest(listener: EsignonRequestListener): () => void {
    return this.#journal.listen(listener);
  }

  /** Back to the start: accounts, tokens, documents, faults, settings, journal and callbacks. Listeners stay. */
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
