import type { SimulatorDocument } from './document.js';

/** Documents by template, field and value: a search takes the same time among ten documents and a million. */
export class FieldIndex {
  readonly #documents = new Map<string, Set<SimulatorDocument>>();

  add(document: SimulatorDocument): void {
    for (const [name, value] of document.fields) this.#put(document, name, value);
  }

  /** Gives a field of a document another value. */
  setField(document: SimulatorDocument, name: string, value: string): void {
    const former = document.fields.get(name);
    if (former !== undefined) this.#documents.get(keyOf(document, name, former))?.delete(document);
    document.fields.set(name, value);
    this.#put(document, name, value);
  }

  /** Oldest first. */
  find(companyId: string, templateId: string, name: string, value: string): readonly SimulatorDocument[] {
    return [...(this.#documents.get(keyOf({ companyId, templateId }, name, value)) ?? [])];
  }

  #put(document: SimulatorDocument, name: string, value: string): void {
    const key = keyOf(document, name, value);
    const documents = this.#documents.get(key) ?? new Set();
    this.#documents.set(key, documents.add(document));
  }
}

function keyOf(
  { companyId, templateId }: Pick<SimulatorDocument, 'companyId' | 'templateId'>,
  name: string,
  value: string,
): string {
  return JSON.stringify([companyId, templateId, name, value]);
}
