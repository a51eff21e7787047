import type {
  EsignonSimulatorCompany,
  EsignonSimulatorTemplate,
  EsignonSimulatorTemplateField,
} from '../companies.js';
import { SAMPLE_TEMPLATES } from './samples.js';

/** A template with every default filled in. */
export interface Template {
  readonly id: string;
  /** Another ID of the same template, which only a bulk start takes. [D] */
  readonly libraryId: string;
  readonly name: string;
  readonly steps: number;
  readonly type: 'WEBTYPE' | 'BULK';
  readonly folder: 'my' | 'shared' | 'biz';
  readonly finished: boolean;
  readonly fields: readonly Required<EsignonSimulatorTemplateField>[];
}

/** The templates of every company. */
export class TemplateRepository {
  readonly #companies = new Map<string, readonly Template[]>();
  readonly #samples = SAMPLE_TEMPLATES.map(toTemplate);

  constructor(companies: Readonly<Record<string, EsignonSimulatorCompany>>) {
    for (const [companyId, { templates }] of Object.entries(companies)) {
      if (templates) this.#companies.set(companyId, templates.map(toTemplate));
    }
  }

  list(companyId: string): readonly Template[] {
    return this.#companies.get(companyId) ?? this.#samples;
  }

  find(companyId: string, id: string | undefined): Template | undefined {
    return this.list(companyId).find((template) => template.id === id);
  }

  findByLibrary(companyId: string, libraryId: string | undefined): Template | undefined {
    return this.list(companyId).find((template) => template.libraryId === libraryId);
  }
}

function toTemplate(template: EsignonSimulatorTemplate): Template {
  const id = String(template.id);
  return {
    id,
    name: template.name,
    libraryId: `${id}0`,
    steps: template.steps ?? 1,
    type: template.type ?? 'WEBTYPE',
    folder: template.folder ?? 'my',
    finished: template.finished ?? true,
    fields: (template.fields ?? []).map(toField),
  };
}

function toField(field: string | EsignonSimulatorTemplateField): Required<EsignonSimulatorTemplateField> {
  const { name, step = 1, type = 'Text' } = typeof field === 'string' ? { name: field } : field;
  return { name, step, type };
}
