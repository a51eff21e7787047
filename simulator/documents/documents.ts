import type { DocumentStatus, EsignonSimulatorCompany, EsignonSeedDocument } from '../companies.js';
import {
  currentSigner,
  type DocumentEvent,
  type SimulatorDocument,
  type NewDocument,
  type Person,
} from './document.js';
import { FieldIndex } from './field-index.js';
import { sampleDocuments } from './samples.js';
import { newDocument } from './seed-document.js';
import { afterApproval, afterRejection } from './transitions.js';

/** Is called with every event of a document, after the document has changed. */
export type DocumentListener = (document: SimulatorDocument, event: DocumentEvent) => void;

/** The input of a signer at a step. */
export interface EsignonSignerInput {
  readonly comment?: string;
  /** Values that the signer fills in. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** One less than the ID of the first document. In public code the vendor's IDs have five digits. [F] */
const FIRST_ID = 10_000;

/** The documents of every company. A company without any of its own has three samples. */
export class DocumentRepository {
  readonly #companies = new Map<string, Map<string, SimulatorDocument>>();
  readonly #fields = new FieldIndex();
  readonly #options: Readonly<Record<string, EsignonSimulatorCompany>>;
  readonly #now: () => number;
  readonly #listener: DocumentListener;
  #lastId = FIRST_ID;

  constructor(
    options: Readonly<Record<string, EsignonSimulatorCompany>>,
    now: () => number,
    listener: DocumentListener,
  ) {
    this.#options = options;
    this.#now = now;
    this.#listener = listener;
    for (const companyId of Object.keys(options)) this.#documentsOf(companyId);
  }

  /** Newest first. */
  list(companyId: string): SimulatorDocument[] {
    return [...this.#documentsOf(companyId).values()].reverse();
  }

  count(companyId: string): number {
    return this.#documentsOf(companyId).size;
  }

  /** Those of a template whose field has a value, oldest first. */
  findByField(
    companyId: string,
    templateId: string,
    name: string,
    value: string,
  ): readonly SimulatorDocument[] {
    return this.#fields.find(companyId, templateId, name, value);
  }

  /** Returns a document of the company; `undefined` for one of another company. */
  find(companyId: string, id: string | undefined): SimulatorDocument | undefined {
    return id === undefined ? undefined : this.#documentsOf(companyId).get(id);
  }

  /** Returns a document of any company. */
  findAnywhere(id: string): SimulatorDocument | undefined {
    for (const documents of this.#companies.values()) {
      const document = documents.get(id);
      if (document) return document;
    }
    return undefined;
  }

  start(start: NewDocument): SimulatorDocument {
    const document = this.#put(start, this.#now());
    note(document, 'WORKFLOW_START', start.starter, document.startedAt);
    return document;
  }

  /** The signer whose turn it is signs. `false` where the document is not running. */
  approve(document: SimulatorDocument, { comment = '', fields = {} }: EsignonSignerInput = {}): boolean {
    const signer = currentSigner(document);
    if (!signer) return false;
    for (const [name, value] of Object.entries(fields)) this.#fields.setField(document, name, value);
    const { step } = document;
    this.#move(document, afterApproval(step, document.signers.length));
    note(document, 'SIGN_COMPLETE', signer, this.#now(), { step, comment });
    this.#emit(document, 'approved', step, signer, comment);
    return true;
  }

  /** The signer whose turn it is rejects. `false` where the document is not running. */
  reject(document: SimulatorDocument, comment = ''): boolean {
    const signer = currentSigner(document);
    if (!signer) return false;
    const { step } = document;
    this.#move(document, afterRejection(step));
    const code = document.status === 'Canceled' ? 'WORKFLOW_REJECT' : 'SIGN_RETURN';
    note(document, code, signer, this.#now(), { step, comment });
    this.#emit(document, 'rejected', step, signer, comment);
    return true;
  }

  /** A change by the API: canceled, disposed of, deleted. */
  changeStatus(
    document: SimulatorDocument,
    to: { status: DocumentStatus; code: string },
    by: Person,
    comment: string,
  ): void {
    this.#move(document, { step: document.step, status: to.status });
    note(document, to.code, by, this.#now(), { step: document.step, comment });
    this.#emit(document, 'changed', document.step, by, comment);
  }

  /** Adds a line to the history that changes nothing else. */
  note(document: SimulatorDocument, code: string, by: Person): void {
    note(document, code, by, this.#now());
  }

  #move(document: SimulatorDocument, { step, status }: Pick<SimulatorDocument, 'step' | 'status'>): void {
    const ends = document.status === 'Playing' && status !== 'Playing';
    if (ends) document.endedAt = this.#now();
    document.step = step;
    document.status = status;
  }

  #emit(
    document: SimulatorDocument,
    action: DocumentEvent['action'],
    step: number,
    by: Person,
    comment: string,
  ): void {
    this.#listener(document, { action, step, by, comment, at: this.#now() });
  }

  #documentsOf(companyId: string): Map<string, SimulatorDocument> {
    const known = this.#companies.get(companyId);
    if (known) return known;
    const documents = new Map<string, SimulatorDocument>();
    this.#companies.set(companyId, documents);
    const company = Object.hasOwn(this.#options, companyId) ? this.#options[companyId] : undefined;
    const seeds = company?.documents ?? (company?.templates ? [] : sampleDocuments(this.#now()));
    for (const seed of seeds) this.#seed(companyId, company, seed);
    return documents;
  }

  #seed(companyId: string, company: EsignonSimulatorCompany | undefined, seed: EsignonSeedDocument): void {
    const now = this.#now();
    const startedAt = seed.startedAt === undefined ? now : Date.parse(seed.startedAt);
    const { status = 'Playing' } = seed;
    const document = this.#put(newDocument(companyId, company, seed), startedAt);
    note(document, 'WORKFLOW_START', document.starter, startedAt);
    document.status = status;
    const isComplete = status === 'Complete' || status === 'Disposal';
    document.step = isComplete ? document.signers.length : (seed.step ?? 1);
    if (status !== 'Playing')
      document.endedAt = seed.endedAt === undefined ? startedAt : Date.parse(seed.endedAt);
  }

  #put(start: NewDocument, startedAt: number): SimulatorDocument {
    const id = String(++this.#lastId);
    const document: SimulatorDocument = {
      ...start,
      id,
      startedAt,
      step: 1,
      status: 'Playing',
      endedAt: undefined,
      history: [],
    };
    this.#documentsOf(start.companyId).set(id, document);
    this.#fields.add(document);
    return document;
  }
}

function note(
  { history, step }: SimulatorDocument,
  code: string,
  by: Person,
  at: number,
  more: { step?: number; comment?: string } = {},
): void {
  history.push({ code, by: { name: by.name, email: by.email }, at, step, comment: '', ...more });
}
