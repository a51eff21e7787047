import type { EsignonTemplate, EsignonTemplateField, EsignonTemplateItem } from './template-types.js';
import { count, date, idUnder, list, present, text } from './values.js';

/** A template with its fields. `undefined` without an ID or without a list of fields. */
export function readTemplate(body: object): EsignonTemplate | undefined {
  const item = readTemplateItem(body);
  const fields = list(body, 'field_list');
  return item && fields && { ...item, fields: fields.flatMap(readField) };
}

/** The templates of a list; `undefined` where there is no list. */
export function readTemplates(body: object): EsignonTemplateItem[] | undefined {
  return list(body, 'file_list')?.flatMap((row) => readTemplateItem(row) ?? []);
}

function readTemplateItem(row: unknown): EsignonTemplateItem | undefined {
  const id = idUnder(row, 'doc_id', 'file_id', 'template_id');
  if (id === undefined) return undefined;
  return {
    id,
    ...present({
      name: text(row, 'doc_name', 'file_name'),
      steps: count(row, 'file_workflow_count'),
      type: text(row, 'doc_type', 'file_workflow_type'),
      folder: text(row, 'dir_type'),
      createdBy: text(row, 'creator', 'create_memb_email'),
      createdAt: date(row, 'create_date'),
      modifiedAt: date(row, 'last_modify_date'),
    }),
    raw: row,
  };
}

/** In the documentation the name of a field is `field_owner`. */
function readField(row: unknown): EsignonTemplateField[] {
  const name = text(row, 'field_owner', 'field_name', 'name');
  return name === undefined ? [] : [{ name, ...present({ step: count(row, 'action_id') }) }];
}
