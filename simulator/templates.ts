/** A form that documents are started from; the vendor's `doc_id`, `doc_uid` and `file_id` all name it. */
export interface Template {
  readonly id: string;
  readonly name: string;
  /** How many people fill it in, one after the other. */
  readonly steps: number;
}

/** Every company has these. */
export const TEMPLATES: readonly Template[] = [
  { id: '1', name: '표준 근로계약서', steps: 2 },
  { id: '2', name: '개인정보 수집·이용 동의서', steps: 1 },
  { id: '3', name: '용역 계약서', steps: 2 },
];

export function findTemplate(id: string | undefined): Template | undefined {
  return TEMPLATES.find((template) => template.id === id);
}
