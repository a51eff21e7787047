import { AccountRepository, type EsignonAccount } from './accounts.js';
import { DocumentRepository } from './documents.js';
import { DownloadLinks } from './download-links.js';
import { requestListener } from './exchange.js';
import type { ExpireDateFormat } from './expire-date-formats.js';
import { FaultQueue } from './fault-queue.js';
import type { EsignonFault } from './faults.js';
import { type EsignonJournalEntry, type EsignonRequestListener, Journal } from './journal.js';
import {
  DEFAULT_ACCOUNT,
  DEFAULT_TOKEN_LIFETIME,
  type EsignonSimulatorOptions,
  type EsignonSimulatorSettings,
  type TokenRejection,
} from './options.js';
import { listen, type RunningServer } from './server.js';
import type { SimulatorState } from './simulator-state.js';
import { type EsignonLiveToken, TokenRepository } from './tokens.js';

/**
 * eSignon in your own process: a real HTTP server that logs members in, keeps documents, and goes wrong on demand.
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
export class EsignonSimulator implements EsignonSimulatorSettings {
  /** The one account there is when no `companies` are given: `{ companyId, email, password }`. */
  static readonly defaultAccount: EsignonAccount = DEFAULT_ACCOUNT;

  tokenLifetime: number;
  singleSession: boolean;
  latency: number;
  expireDateFormat: ExpireDateFormat;
  tokenRejection: TokenRejection;
  clockSkew: number;

  readonly #state: SimulatorState;
  #server!: RunningServer;
  #stopping: Promise<void> | undefined;

  /** Starts one on `127.0.0.1`, on any free port unless told otherwise. Rejects when the port is taken. */
  static async start(options: EsignonSimulatorOptions = {}): Promise<EsignonSimulator> {
    const simulator = new EsignonSimulator(options);
    const { host = '127.0.0.1', port = 0 } = options;
    simulator.#server = await listen(requestListener(simulator.#state), { host, port });
    return simulator;
  }

  private constructor(options: EsignonSimulatorOptions) {
    this.tokenLifetime = options.tokenLifetime ?? DEFAULT_TOKEN_LIFETIME;
    this.singleSession = options.singleSession ?? false;
    this.latency = options.latency ?? 0;
    this.expireDateFormat = options.expireDateFormat ?? 'vendor';
    this.tokenRejection = options.tokenRejection ?? 'envelope';
    this.clockSkew = options.clockSkew ?? 0;
    // Not `Date.now` itself: a test may put fake timers in its place later.
    const now = options.now ?? ((): number => Date.now());
    this.#state = {
      settings: this,
      accounts: new AccountRepository(options.companies ?? {}),
      tokens: new TokenRepository(now, options.createToken),
      documents: new DocumentRepository(now),
      downloads: new DownloadLinks(now),
      faults: new FaultQueue(),
      journal: new Journal(),
      now,
      url: () => this.url,
    };
    if (!options.companies) this.addAccount(DEFAULT_ACCOUNT);
  }

  /** Where it listens, such as `http://127.0.0.1:41234`: the module's `baseUrl`. */
  get url(): string {
    return this.#server.url;
  }

  /** Ends the server and every connection at once, hung and slow ones too. May be called again. */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#server.stop());
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

  /** Lets the signers of a running document finish it. `false` when no such document is running. */
  completeDocument(wfuid: string): boolean {
    return this.#state.documents.complete(wfuid);
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

  /** Ends all faults. */
  clearFaults(): void {
    this.#state.faults.clear();
  }

  /** The newest 10 000 requests, oldest first (fewer when their bodies are long). A copy: it does not grow. */
  get journal(): readonly EsignonJournalEntry[] {
    return this.#state.journal.entries();
  }

  /** How many logins were asked for since the start or {@link clearJournal}: all of them, whatever became of them. */
  get logins(): number {
    return this.#state.journal.logins;
  }

  /** How many other requests there were. */
  get calls(): number {
    return this.#state.journal.calls;
  }

  /** Empties the journal, and counts from 0 again. */
  clearJournal(): void {
    this.#state.journal.clear();
  }

  /** Tells each request as its answer is decided. Returns the undo. */
  onRequest(listener: EsignonRequestListener): () => void {
    return this.#state.journal.listen(listener);
  }
}
