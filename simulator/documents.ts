/** `Disposal` is a complete document that was disposed of, `Truncate` a canceled one that was deleted. */
export type DocumentStatus = 'Playing' | 'Canceled' | 'Complete' | 'Disposal' | 'Truncate';

/** Someone who fills a document in. */
export interface Signer {
  readonly name: string;
  readonly email: string;
}

/** A document that was started: the vendor's workflow. */
export interface EsignonDocument {
  /** The vendor's `wfuid` or `workflow_id`. */
  readonly id: string;
  readonly companyId: string;
  readonly name: string;
  readonly templateId: string;
  readonly starter: string;
  readonly signers: readonly Signer[];
  readonly startedAt: number;
  /** The signer whose turn it is, from 1. */
  step: number;
  status: DocumentStatus;
  endedAt?: number;
}

/** What it takes to start one. */
export type NewDocument = Pick<EsignonDocument, 'companyId' | 'name' | 'templateId' | 'starter' | 'signers'>;

const DAY = 86_400_000;

/** The documents of every company. A company finds three when it first looks. */
export class DocumentRepository {
  readonly #companies = new Map<string, Map<string, EsignonDocument>>();
  readonly #now: () => number;
  #count = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Newest first. */
  list(companyId: string): EsignonDocument[] {
    return [...this.#documentsOf(companyId).values()].reverse();
  }

  /** Only a company's own: another's document is as good as none. */
  find(companyId: string, id: string | undefined): EsignonDocument | undefined {
    return id === undefined ? undefined : this.#documentsOf(companyId).get(id);
  }

  start(document: NewDocument): EsignonDocument {
    return this.#put(this.#documentsOf(document.companyId), document, this.#now());
  }

  /** Moves a document to another state, and notes when. */
  end(document: EsignonDocument, status: DocumentStatus): void {
    document.status = status;
    document.endedAt = this.#now();
    if (status === 'Complete') document.step = document.signers.length;
  }

  /** Everybody has signed. `false` where no such document is running. */
  complete(id: string): boolean {
    for (const documents of this.#companies.values()) {
      const document = documents.get(id);
      if (document?.status !== 'Playing') continue;
      this.end(document, 'Complete');
      return true;
    }
    return false;
  }

  #documentsOf(companyId: string): Map<string, EsignonDocument> {
    const known = this.#companies.get(companyId);
    if (known) return known;
    const documents = new Map<string, EsignonDocument>();
    this.#companies.set(companyId, documents);
    this.#seed(companyId, documents);
    return documents;
  }

  #seed(companyId: string, documents: Map<string, EsignonDocument>): void {
    const now = this.#now();
    const [gildong, cheolsu, younghee] = SIGNERS;
    const common = { companyId, starter: 'manager@example.com' };
    const service = { ...common, name: '용역 계약서_이영희', templateId: '3', signers: [younghee, gildong] };
    const consent = {
      ...common,
      name: '개인정보 수집·이용 동의서_김철수',
      templateId: '2',
      signers: [cheolsu],
    };
    const labour = {
      ...common,
      name: '표준 근로계약서_홍길동',
      templateId: '1',
      signers: [gildong, cheolsu],
    };
    const canceled = this.#put(documents, service, now - 3 * DAY);
    Object.assign(canceled, { status: 'Canceled', endedAt: now - 2 * DAY });
    const complete = this.#put(documents, consent, now - 2 * DAY);
    Object.assign(complete, { status: 'Complete', endedAt: now - DAY });
    this.#put(documents, labour, now - DAY);
  }

  #put(documents: Map<string, EsignonDocument>, document: NewDocument, startedAt: number): EsignonDocument {
    const id = `wf${String(++this.#count).padStart(8, '0')}`;
    const started: EsignonDocument = { ...document, id, startedAt, step: 1, status: 'Playing' };
    documents.set(id, started);
    return started;
  }
}

const SIGNERS = [
  { name: '홍길동', email: 'gildong@example.com' },
  { name: '김철수', email: 'cheolsu@example.com' },
  { name: '이영희', email: 'younghee@example.com' },
] as const satisfies Signer[];
